package org.auditcaravan.simulator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file that says what a faultless reader would have. One line of JSON for each event, written
 * when the event becomes visible: {@code tenant}, {@code id}, {@code eventDate} (UTC), {@code
 * service} and {@code type} (by which it can be asked for), {@code sha256} of the bytes that the
 * audit API serves without an expansion, {@code auditlogSha256} of those that contract A serves.
 */
final class Truth implements AutoCloseable {
  private final BufferedWriter out;

  /** A new file in that place; what was there is replaced. */
  Truth(Path file) {
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(Tenant tenant, int index) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("tenant", tenant.name());
    line.put("id", tenant.events().id(index));
    line.put("eventDate", tenant.events().time(index).toString());
    line.put("service", tenant.events().kind(index).service());
    line.put("type", tenant.events().kind(index).type());
    line.put("sha256", sha256(tenant.writer().write(index, false)));
    line.put("auditlogSha256", sha256(tenant.auditlogs().write(index)));
    try {
      out.write(Answer.JSON.writeValueAsString(line));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
