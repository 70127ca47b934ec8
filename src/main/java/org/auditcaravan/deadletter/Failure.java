package org.auditcaravan.deadletter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.auditcaravan.window.Window;

/**
 * Something that could not be delivered just now.
 *
 * @param source the source that it came from
 * @param window the window that it came from, or null
 * @param revision the revision of that window that was being delivered, or null before there is one
 * @param sink where it was to go
 * @param reason why it did not get there
 * @param message what was said about it, without any secret
 * @param recordId the record that it is, or null when it never became one
 * @param payload what could not be delivered
 */
public record Failure(
    String source,
    Window window,
    Integer revision,
    String sink,
    Reason reason,
    String message,
    String recordId,
    byte[] payload) {

  /** What failed before it belonged to a revision. */
  public Failure(
      String source,
      Window window,
      String sink,
      Reason reason,
      String message,
      String recordId,
      byte[] payload) {
    this(source, window, null, sink, reason, message, recordId, payload);
  }

  /** The same for the same record (or, without one, the same payload) at the same sink. */
  String fingerprint() {
    MessageDigest digest = sha256();
    part(digest, source);
    part(digest, sink);
    part(digest, recordId == null ? "payload" : "record");
    digest.update(recordId == null ? payload : recordId.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void part(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
