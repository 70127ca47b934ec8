package org.auditcaravan.pagination;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.auditcaravan.normalize.Page;

/** What the manifest says of an answer that was used. */
final class Noted {
  private Noted() {}

  static Response of(Reply reply, String request, Page page) {
    MessageDigest sha256 = Pages.sha256();
    long bytes = reply.body().length;
    sha256.update(reply.body());
    if (reply.file() != null) {
      bytes += add(sha256, reply);
    }
    return new Response(
        reply.received(),
        RetryAfter.date(reply.header("date")).orElse(null),
        request,
        reply.status(),
        reply.correlationId(),
        bytes,
        HexFormat.of().formatHex(sha256.digest()),
        page.events().size());
  }

  private static long add(MessageDigest sha256, Reply reply) {
    long bytes = 0;
    byte[] buffer = new byte[65536];
    try (InputStream in = Files.newInputStream(reply.file())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        bytes += n;
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
