package org.auditcaravan.archive;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.List;
import java.util.function.Predicate;

/**
 * What every manifest has. Whoever may write to the bucket may write any JSON under a manifest's
 * key; behind this check nothing that readers use is absent or out of bounds.
 */
final class ManifestForm {
  private ManifestForm() {}

  static void check(Manifest manifest) throws IOException {
    if (manifest.formatVersion() != Manifest.FORMAT_VERSION) {
      throw new IOException("it has the format version " + manifest.formatVersion());
    }
    boolean complete =
        manifest.source() != null
            && manifest.from() != null
            && manifest.to() != null
            && manifest.createdAt() != null
            && manifest.revision() >= 0
            && manifest.sequence() > 0
            && manifest.scope() != null
            && manifest.events() != null
            && manifest.records() != null
            && all(manifest.parts(), part -> object(part.key(), part.sha256()))
            && manifest.ids() != null
            && object(manifest.ids().key(), manifest.ids().sha256())
            && all(manifest.deadLetters(), letter -> object(letter.key(), letter.sha256()));
    if (!complete) {
      throw new IOException("it lacks members that every manifest has");
    }
    try {
      manifest.window();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("it has no window: " + e.getMessage(), e);
    }
  }

  private static <T> boolean all(List<T> list, Predicate<T> right) {
    return list != null && list.stream().allMatch(one -> one != null && right.test(one));
  }

  private static boolean object(String key, String sha256) {
    return key != null && Hashes.isHex(sha256);
  }
}
