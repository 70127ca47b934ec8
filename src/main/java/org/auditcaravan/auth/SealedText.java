package org.auditcaravan.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Text sealed with AES-256-GCM (NIST SP 800-38D) under a key that follows from a secret and a salt
 * by HKDF's extraction (RFC 5869, section 2.2). Layout: salt (16 bytes), nonce (12), sealed text
 * with its tag. Whoever has the database but not the client's secret learns nothing.
 */
final class SealedText {
  private static final SecureRandom CHANCE = new SecureRandom();
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private SealedText() {}

  /**
   * Seals a text.
   *
   * @param owner whom it belongs to; opening it for another owner fails
   */
  static byte[] seal(String text, String secret, String owner) {
    byte[] head = new byte[SALT + NONCE];
    CHANCE.nextBytes(head);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, head, secret, owner)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(head.length + sealed.length).put(head).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The text, empty where secret or owner are others than those that it was sealed with. */
  static Optional<String> open(byte[] sealed, String secret, String owner) {
    if (sealed.length < SALT + NONCE) {
      return Optional.empty();
    }
    try {
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, sealed, secret, owner)
              .doFinal(sealed, SALT + NONCE, sealed.length - SALT - NONCE);
      return Optional.of(new String(text, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, byte[] head, String secret, String owner)
      throws GeneralSecurityException {
    Mac hmac = Mac.getInstance("HmacSHA256");
    hmac.init(new SecretKeySpec(head, 0, SALT, "HmacSHA256"));
    byte[] key = hmac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, head, SALT, NONCE));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
