package org.auditcaravan.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.sign.PublicKey;
import org.auditcaravan.sign.SigningKey;

/**
 * The signature inside a manifest: its last member, {@code "<key id>:<64 bytes in Base64>"}, over
 * the manifest's own bytes with {@code null} in its place. So the chain's hashes cover it, and one
 * object is written.
 *
 * @param keyId the key that it names
 * @param signed the bytes that were signed
 * @param signature the signature
 */
public record ManifestSignature(String keyId, byte[] signed, byte[] signature) {
  private static final String MEMBER = "\"signature\":";
  private static final byte[] NONE = ascii(MEMBER + "null}");
  private static final Pattern SOME =
      Pattern.compile(MEMBER + "\"([0-9a-f]{64}):([A-Za-z0-9+/]{86}==)\"}");

  /** As long as every signature is. */
  private static final int LENGTH = MEMBER.length() + 2 + 64 + 1 + 88 + 1;

  /** The bytes of a manifest without a signature, signed. */
  public static byte[] sign(byte[] manifest, SigningKey key) {
    String signature = Base64.getEncoder().encodeToString(key.sign(manifest));
    return replaceEnd(
        manifest, NONE.length, ascii(MEMBER + "\"" + key.id() + ":" + signature + "\"}"));
  }

  /** What a manifest's bytes say of their signature; empty when there is none. */
  public static Optional<ManifestSignature> of(byte[] manifest) {
    if (manifest.length <= LENGTH) {
      return Optional.empty();
    }
    String end =
        new String(manifest, manifest.length - LENGTH, LENGTH, StandardCharsets.ISO_8859_1);
    Matcher some = SOME.matcher(end);
    if (!some.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new ManifestSignature(
            some.group(1),
            replaceEnd(manifest, LENGTH, NONE),
            Base64.getDecoder().decode(some.group(2))));
  }

  /** Whether it is that key's signature of this manifest. */
  public boolean isOf(PublicKey key) {
    return key.id().equals(keyId) && key.accepts(signed, signature);
  }

  private static byte[] replaceEnd(byte[] bytes, int length, byte[] end) {
    byte[] replaced = Arrays.copyOf(bytes, bytes.length - length + end.length);
    System.arraycopy(end, 0, replaced, bytes.length - length, end.length);
    return replaced;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
