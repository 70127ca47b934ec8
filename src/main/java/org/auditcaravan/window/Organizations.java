package org.auditcaravan.window;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.auditcaravan.source.Source;

/**
 * Which organisation each source belongs to. The first contact pins it; another organisation's
 * credentials stop the source.
 */
public final class Organizations {
  private final Ledger ledger;
  private final Function<Source, Optional<String>> told;
  private final Map<String, String> met = new ConcurrentHashMap<>();
  private final Map<String, String> pinned = new ConcurrentHashMap<>();

  /**
   * @param told what the vendor said of the source's organisation in this process, if it did, apart
   *     from what stands in events
   */
  public Organizations(Ledger ledger, Function<Source, Optional<String>> told) {
    this.ledger = ledger;
    this.told = told;
  }

  /**
   * The organisation whose events the source brings.
   *
   * @return null where the vendor has not said it
   * @throws org.auditcaravan.config.Fault when it is another one than before, or another source
   *     reads the same of it
   */
  public String of(Source source) {
    return told.apply(source)
        .or(() -> Optional.ofNullable(met.get(source.name())))
        .map(id -> pin(source, id))
        .orElse(null);
  }

  /**
   * Takes in whose an event is, which counts where the vendor says it in no other way.
   *
   * @param organization null where the event does not say it
   * @throws org.auditcaravan.config.Fault as {@link #of} does
   */
  public void met(Source source, String organization) {
    if (organization != null && !organization.equals(met.put(source.name(), organization))) {
      of(source);
    }
  }

  private String pin(Source source, String id) {
    if (!id.equals(pinned.get(source.name()))) {
      ledger
          .sources()
          .pin(source.name(), id, Json.key(Scopes.of(source)), source.config().renamedFrom());
      pinned.put(source.name(), id);
    }
    return id;
  }
}
