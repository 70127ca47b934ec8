package org.auditcaravan.pagination;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The bytes of an answer as the manifest names them. They are noted before the answer is taken in,
 * which may use up its file.
 *
 * @param reply the answer
 * @param bytes the length of its body
 * @param sha256 the SHA-256 of its body
 */
record Noted(Reply reply, long bytes, byte[] sha256) {

  static Noted of(Reply reply) {
    MessageDigest digest = Pages.sha256();
    digest.update(reply.body());
    long bytes = reply.body().length;
    if (reply.file() != null) {
      bytes += add(digest, reply);
    }
    return new Noted(reply, bytes, digest.digest());
  }

  /** The manifest's line about the answer. */
  Response response(String request, int events) {
    return new Response(
        reply.received(),
        RetryAfter.date(reply.header("date")).orElse(null),
        request,
        reply.status(),
        reply.correlationId(),
        bytes,
        HexFormat.of().formatHex(sha256),
        events);
  }

  private static long add(MessageDigest digest, Reply reply) {
    long bytes = 0;
    byte[] buffer = new byte[65536];
    try (InputStream in = Files.newInputStream(reply.file())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        bytes += n;
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
