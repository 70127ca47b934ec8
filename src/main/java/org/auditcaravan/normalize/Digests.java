package org.auditcaravan.normalize;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java has. */
final class Digests {
  /** To make one takes longer than to hash an event. */
  private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(Digests::create);

  private Digests() {}

  static byte[] sha256(byte[] bytes, int offset, int length) {
    MessageDigest digest = SHA256.get();
    digest.update(bytes, offset, length);
    return digest.digest();
  }

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
