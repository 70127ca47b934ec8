package org.auditcaravan.evidence;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.sign.SigningKey;

/** A folder as one file that does not depend on where and by whom it is packed. */
final class Package {
  static final String SUMS = "SHA256SUMS";

  private Package() {}

  /** Lists the SHA-256 of all files, as {@code sha256sum} writes it, and signs the list. */
  static void seal(Path folder, Optional<SigningKey> signer) throws IOException {
    StringBuilder sums = new StringBuilder();
    for (Path file : files(folder)) {
      sums.append(Hashes.hex(file)).append("  ").append(name(folder, file)).append('\n');
    }
    Path list = Files.writeString(folder.resolve(SUMS), sums);
    if (signer.isPresent()) {
      Files.write(folder.resolve(SUMS + ".sig"), signer.get().sign(Files.readAllBytes(list)));
    }
  }

  /** Packs all files, in the order of their names, with one time. */
  static void zip(Path folder, Path zip, Instant time) throws IOException {
    LocalDateTime local = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip), 1 << 16))) {
      for (Path file : files(folder)) {
        ZipEntry entry = new ZipEntry(name(folder, file));
        entry.setTimeLocal(local);
        out.putNextEntry(entry);
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }
}
