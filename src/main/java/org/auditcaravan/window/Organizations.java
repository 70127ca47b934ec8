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
  private final Function<String, Optional<String>> told;
  private final Map<String, String> pinned = new ConcurrentHashMap<>();

  /**
   * @param told what the vendor said of the source's organisation in this process, if it did
   */
  public Organizations(Ledger ledger, Function<String, Optional<String>> told) {
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
    return told.apply(source.name()).map(id -> pin(source, id)).orElse(null);
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
