package org.auditcaravan.evidence;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Part;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.verify.ArchiveCopy;

/**
 * The digests of some days, as they lie in the archive. Whether they can be trusted is for the
 * verification to say.
 *
 * @param links the digests of these days, in the order of the chain
 * @param successors what the digest behind each one says of it, in the same order; empty behind the
 *     last
 * @param horizon the first day that is kept, as the newest horizon says
 */
public record SealedDays(
    List<Sealed> links, List<Optional<Digest.Link>> successors, Optional<LocalDate> horizon) {

  /**
   * A digest.
   *
   * @param signature its signature, or null
   */
  public record Sealed(String key, String sha256, byte[] bytes, byte[] signature, Digest digest) {
    /** The last piece of the key. */
    public String name() {
      return key.substring(key.lastIndexOf('/') + 1);
    }
  }

  /** Reads the digests of days from {@code from} to {@code to}. */
  public static SealedDays read(
      ArchiveCopy copy, String prefix, String source, LocalDate from, LocalDate to)
      throws IOException {
    List<String> keys =
        copy.list(Keys.digests(prefix, source)).stream()
            .map(ArchiveCopy.Stored::key)
            .sorted()
            .toList();
    List<Sealed> all = new ArrayList<>();
    for (String key : keys) {
      if (key.endsWith(".json")) {
        read(copy, key, keys.contains(key + Digest.SIGNATURE)).ifPresent(all::add);
      }
    }
    List<Sealed> links = new ArrayList<>();
    List<Optional<Digest.Link>> successors = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String day = all.get(i).digest().day();
      if (day != null
          && !LocalDate.parse(day).isBefore(from)
          && !LocalDate.parse(day).isAfter(to)) {
        links.add(all.get(i));
        successors.add(
            i + 1 < all.size()
                ? Optional.ofNullable(all.get(i + 1).digest().previous())
                : Optional.empty());
      }
    }
    return new SealedDays(
        links,
        successors,
        all.stream()
            .map(link -> link.digest().horizon())
            .filter(day -> day != null)
            .map(LocalDate::parse)
            .max(LocalDate::compareTo));
  }

  /** What is no digest any more, the verification names. */
  private static Optional<Sealed> read(ArchiveCopy copy, String key, boolean signed)
      throws IOException {
    byte[] bytes = copy.bytes(key);
    byte[] signature = signed ? copy.bytes(key + Digest.SIGNATURE) : null;
    try {
      return Optional.of(new Sealed(key, Hashes.hex(bytes), bytes, signature, Digest.read(bytes)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The parts that these digests name, in their order. */
  public List<Part> parts() {
    return links.stream().flatMap(link -> link.digest().parts().stream()).toList();
  }
}
