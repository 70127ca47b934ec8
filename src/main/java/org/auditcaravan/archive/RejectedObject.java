package org.auditcaravan.archive;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * The content of an object below {@code dead-letters/}: JSON in UTF-8, in this order.
 *
 * @param formatVersion 1
 * @param source the source's name
 * @param from the first instant of the window in which the bytes were received
 * @param to the first instant after it
 * @param revision the revision of the window that keeps them
 * @param reason why they could not become a record
 * @param bytes how many bytes were received
 * @param sha256 the SHA-256 of the bytes as received, in hex
 * @param encoding how {@code payload} holds them: {@code utf-8} or, where they are none, {@code
 *     base64}
 * @param payload the bytes as received
 */
@JsonPropertyOrder({
  "formatVersion",
  "source",
  "from",
  "to",
  "revision",
  "reason",
  "bytes",
  "sha256",
  "encoding",
  "payload"
})
record RejectedObject(
    int formatVersion,
    String source,
    Instant from,
    Instant to,
    int revision,
    String reason,
    int bytes,
    String sha256,
    String encoding,
    String payload) {

  static RejectedObject of(Keys keys, byte[] received, String reason) {
    String text = text(received);
    return new RejectedObject(
        1,
        keys.window().source(),
        keys.window().from(),
        keys.window().to(),
        keys.revision(),
        reason,
        received.length,
        Hashes.hex(received),
        text == null ? "base64" : "utf-8",
        text == null ? Base64.getEncoder().encodeToString(received) : text);
  }

  private static String text(byte[] received) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(received)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
