package org.auditcaravan.seal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.auditcaravan.archive.JournalHead;
import org.auditcaravan.window.Seal;

/** The link that says since when days are let go; it names no objects. */
final class HorizonDigest {
  private HorizonDigest() {}

  /**
   * The link behind that one (null for the first).
   *
   * @param first the first UTC day that is kept
   * @param journal how far the source's journal has come
   */
  static Digest behind(
      Seal previous,
      String source,
      LocalDate first,
      Instant now,
      String keyId,
      String version,
      JournalHead journal) {
    return new Digest(
        Digest.FORMAT_VERSION,
        source,
        null,
        null,
        0,
        previous == null ? 1 : previous.sequence() + 1,
        now,
        keyId,
        version,
        Digest.Link.to(previous),
        first.toString(),
        0,
        0,
        null,
        null,
        new RecordSum().hex(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        null,
        journal);
  }
}
