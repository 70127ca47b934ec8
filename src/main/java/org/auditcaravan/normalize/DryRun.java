package org.auditcaravan.normalize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;

/** What a source's mapping makes of a saved page; nothing is delivered. */
public final class DryRun {
  private final Normalizer normalizer;

  public DryRun(Normalizer normalizer) {
    this.normalizer = normalizer;
  }

  /**
   * What came of a page.
   *
   * @param events events on the page
   * @param records records made of them
   * @param excluded events that a declared rule leaves out
   * @param rejects members of the list of events that are no objects
   * @param faulty records whose {@code error} says that something could not be normalised
   */
  public record Made(int events, int records, int excluded, int rejects, int faulty) {
    /** Whether every event has become a record, or was left out on purpose. */
    public boolean complete() {
      return rejects == 0 && faulty == 0;
    }
  }

  /**
   * Makes the records of a page.
   *
   * @param lines takes each record, as the archive would have it
   * @throws Fault when the file is no page of this api
   */
  public Made of(Source source, Path file, Consumer<byte[]> lines) {
    Page page = page(source, file);
    Map<String, Integer> occurrences = new HashMap<>();
    int records = 0;
    int excluded = 0;
    int faulty = 0;
    for (Event event : page.events()) {
      if (normalizer.mapping(source).exclusions().ruleFor(event).isPresent()) {
        excluded++;
        continue;
      }
      String id = event.id() != null ? event.id() : numbered(event, occurrences);
      boolean wrong = !Draft.of(normalizer.mapping(source), event).problems().isEmpty();
      for (AuditRecord record : normalizer.normalize(source, null, id, event)) {
        lines.accept(record.line());
        records++;
        faulty += wrong ? 1 : 0;
      }
    }
    return new Made(page.events().size(), records, excluded, page.rejects().size(), faulty);
  }

  private static String numbered(Event event, Map<String, Integer> occurrences) {
    String hash = HexFormat.of().formatHex(event.canonicalHash());
    return "sha256-" + hash + "-" + (occurrences.merge(hash, 1, Integer::sum) - 1);
  }

  private static Page page(Source source, Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return new PageParser(source.api()).parse(bytes, bytes.length);
    } catch (IOException e) {
      throw new Fault("--page " + file + " cannot be read: correct the path or its rights", e);
    } catch (UnreadablePage e) {
      throw new Fault(
          "--page "
              + file
              + " is no page of "
              + source.api().name()
              + " ("
              + e.getMessage()
              + "): save the body of an answer as it is",
          e);
    }
  }
}
