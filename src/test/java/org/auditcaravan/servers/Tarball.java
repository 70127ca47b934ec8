package org.auditcaravan.servers;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Unpacks a {@code .tar.gz}: plain files, with long names in the manner of GNU or POSIX. */
final class Tarball {
  private static final int BLOCK = 512;
  private static final Pattern PAX_PATH = Pattern.compile("(?m)^\\d+ path=(.+)$");

  private Tarball() {}

  static void unpack(Path archive, Path folder) {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(archive), 65536))) {
      String longName = null;
      byte[] header = new byte[BLOCK];
      while (read(in, header) && header[0] != 0) {
        int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
        byte[] content = in.readNBytes(size);
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        char type = (char) header[156];
        if (type == 'L') {
          longName = text(content, 0, size);
          continue;
        }
        if (type == 'x') {
          Matcher path = PAX_PATH.matcher(text(content, 0, size));
          longName = path.find() ? path.group(1) : longName;
          continue;
        }
        String prefix = text(header, 345, 155);
        String name =
            longName != null
                ? longName
                : (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
        longName = null;
        Path file = folder.resolve(name).normalize();
        if ((type == '0' || type == 0) && file.startsWith(folder)) {
          Files.createDirectories(file.getParent());
          Files.write(file, content);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(archive + " cannot be unpacked.", e);
    }
  }

  private static boolean read(DataInputStream in, byte[] header) throws IOException {
    try {
      in.readFully(header);
      return true;
    } catch (EOFException end) {
      return false;
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }
}
