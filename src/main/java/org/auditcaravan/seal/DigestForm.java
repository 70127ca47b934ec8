package org.auditcaravan.seal;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import org.auditcaravan.archive.Hashes;

/**
 * What every digest has. Whoever may write to the bucket may write any JSON under a digest's key;
 * behind this check nothing that readers use is absent or out of bounds.
 */
final class DigestForm {
  /** As many as the eight digits of a key tell. */
  private static final long MOST = 99_999_999;

  private static final int DATE_LENGTH = "yyyy-MM-dd".length();

  private DigestForm() {}

  static void check(Digest digest) throws IOException {
    if (digest.formatVersion() != Digest.FORMAT_VERSION) {
      throw new IOException("it has the format version " + digest.formatVersion());
    }
    boolean complete =
        digest.source() != null
            && digest.sealedAt() != null
            && digest.sequence() > 0
            && digest.sequence() <= MOST
            && (digest.previous() == null
                || object(digest.previous().key(), digest.previous().sha256()))
            && Hashes.isHex(digest.recordsHash())
            && (date(digest.day()) ? digest.horizon() == null : horizon(digest))
            && all(digest.manifests(), DigestForm::manifest)
            && all(digest.parts(), part -> object(part.key(), part.sha256()))
            && all(digest.parquet(), file -> object(file.key(), file.sha256()))
            && all(digest.gaps(), gap -> interval(gap.from(), gap.to()));
    if (!complete) {
      throw new IOException("it lacks members that every digest has");
    }
  }

  private static boolean horizon(Digest digest) {
    return digest.day() == null && date(digest.horizon());
  }

  private static boolean manifest(Digest.ManifestName named) {
    return object(named.key(), named.sha256())
        && named.sequence() > 0
        && interval(named.from(), named.to());
  }

  private static boolean interval(Instant from, Instant to) {
    return from != null && to != null && from.isBefore(to);
  }

  private static boolean object(String key, String sha256) {
    return key != null && Hashes.isHex(sha256);
  }

  private static <T> boolean all(List<T> list, Predicate<T> right) {
    return list != null && list.stream().allMatch(one -> one != null && right.test(one));
  }

  private static boolean date(String text) {
    try {
      return text != null && text.length() == DATE_LENGTH && LocalDate.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
