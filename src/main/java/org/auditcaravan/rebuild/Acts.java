package org.auditcaravan.rebuild;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.auditcaravan.archive.JournalEntry;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.journal.Act;
import org.auditcaravan.source.Source;

/** The journal of a source, whose chain has been followed; acts are read when it is their turn. */
final class Acts {
  private final JournalObjects journal;
  private final Source source;
  private final List<String> keys;
  private final Map<String, Class<? extends Act>> kinds = new HashMap<>();

  private Acts(JournalObjects journal, Source source) {
    this.journal = journal;
    this.source = source;
    this.keys = journal.keys(source);
  }

  /**
   * Follows the chain.
   *
   * @throws IOException when it is broken, with the object
   */
  static Acts of(JournalObjects journal, Source source) throws IOException {
    Acts acts = new Acts(journal, source);
    String previous = null;
    long sequence = 0;
    for (String key : acts.keys) {
      JournalEntry entry = journal.entry(source, key);
      sequence++;
      if (entry.sequence() != sequence || !Objects.equals(entry.previousSha256(), previous)) {
        throw new IOException(
            "the journal's entry " + key + " does not follow on number " + (sequence - 1));
      }
      previous = entry.sha256();
      acts.kinds.put(key, entry.act().getClass());
    }
    return acts;
  }

  int count() {
    return keys.size();
  }

  /** Acts of these kinds, in the order of the chain. */
  Iterable<Act> of(List<Class<? extends Act>> some) {
    return () ->
        keys.stream().filter(key -> some.contains(kinds.get(key))).map(this::act).iterator();
  }

  private Act act(String key) {
    try {
      return journal.entry(source, key).act();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
