package org.auditcaravan.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256, the one hash of the archive. */
public final class Hashes {
  /** How many hex digits of its own hash a key ends in. */
  private static final int SHORT = 16;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /** For what is in memory: to make one takes longer than to hash an id. */
  private static final ThreadLocal<MessageDigest> IN_MEMORY =
      ThreadLocal.withInitial(Hashes::sha256);

  private Hashes() {}

  /** A new digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] sha256(byte[] bytes) {
    return IN_MEMORY.get().digest(bytes);
  }

  /** The SHA-256 of the bytes, in hex. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  /** What the digest took in, in hex. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The SHA-256 of the file, in hex. */
  public static String hex(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return hex(digest);
  }

  /** Whether this is a SHA-256 in hex. */
  public static boolean isHex(String text) {
    return text != null && HEX.matcher(text).matches();
  }

  /** What a key ends in. */
  public static String brief(String hex) {
    return hex.substring(0, SHORT);
  }
}
