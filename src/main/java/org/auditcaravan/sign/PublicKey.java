package org.auditcaravan.sign;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key that an auditor trusts, and when.
 *
 * @param id the SHA-256, in hex, of the key in DER
 * @param key the key
 * @param from signatures of before do not count, or null
 * @param to signatures of then and later do not count, or null
 * @param revoked since when somebody else may have had its secret half, or null
 */
public record PublicKey(
    String id, java.security.PublicKey key, Instant from, Instant to, Instant revoked) {

  static PublicKey of(java.security.PublicKey key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return new PublicKey(HexFormat.of().formatHex(hash), key, null, null, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a PEM file, with the lines {@code valid-from:}, {@code valid-to:} and {@code revoked:},
   * each with an RFC 3339 instant, before its block where they are needed.
   *
   * @throws IllegalArgumentException when it is none
   */
  static PublicKey read(String text) {
    try {
      PublicKey plain =
          of(
              KeyFactory.getInstance("Ed25519")
                  .generatePublic(new X509EncodedKeySpec(Pem.bytes(text, "PUBLIC KEY"))));
      return new PublicKey(
          plain.id,
          plain.key,
          instant(text, "valid-from"),
          instant(text, "valid-to"),
          instant(text, "revoked"));
    } catch (GeneralSecurityException | java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** As a file that {@link #read} understands. */
  public String pem() {
    StringBuilder text = new StringBuilder();
    line(text, "valid-from", from);
    line(text, "valid-to", to);
    line(text, "revoked", revoked);
    String block = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return text + "-----BEGIN PUBLIC KEY-----\n" + block + "\n-----END PUBLIC KEY-----\n";
  }

  private static void line(StringBuilder text, String name, Instant time) {
    if (time != null) {
      text.append(name + ": " + time + "\n");
    }
  }

  private static Instant instant(String text, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":(.*)$").matcher(text);
    return line.find() ? Instant.parse(line.group(1).strip()) : null;
  }

  /** Whether the key was in use then. */
  public boolean validAt(Instant time) {
    return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
  }

  /** Whether it is this key's signature of these bytes. */
  public boolean accepts(byte[] bytes, byte[] signature) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(bytes);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong form is as wrong as any.
      return false;
    }
  }
}
