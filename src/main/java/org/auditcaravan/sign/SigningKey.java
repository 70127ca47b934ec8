package org.auditcaravan.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig.SealConfig;
import org.auditcaravan.config.Fault;

/**
 * The Ed25519 key (RFC 8032) that manifests and digests are signed with. It is read once: a new key
 * takes a restart, since all that one process signs bears one key's name.
 */
public final class SigningKey {
  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey secret;
  private final PublicKey open;

  private SigningKey(KeyPair pair) {
    this.secret = pair.getPrivate();
    this.open = PublicKey.of(pair.getPublic());
  }

  /**
   * The key of {@code audit.seal.key} or {@code audit.seal.key-file}, if one is set.
   *
   * @throws Fault when both are set, or it is no Ed25519 key in PKCS#8 PEM
   */
  public static Optional<SigningKey> of(SealConfig config) {
    if (config.key().isPresent() && config.keyFile().isPresent()) {
      throw new Fault("audit.seal.key and audit.seal.key-file are both set: remove one of them");
    }
    return config
        .keyFile()
        .map(file -> read("audit.seal.key-file=" + file, text(file)))
        .or(() -> config.key().map(pem -> read("audit.seal.key", pem)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new Fault(
          "audit.seal.key-file=" + file + " cannot be read: correct the path or its rights", e);
    }
  }

  private static SigningKey read(String place, String pem) {
    try {
      PrivateKey secret =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(Pem.bytes(pem, "PRIVATE KEY")));
      SigningKey key = new SigningKey(new KeyPair(publicOf(secret), secret));
      byte[] sample = {1};
      if (!key.open.accepts(sample, key.sign(sample))) {
        throw new GeneralSecurityException("its public half is another one");
      }
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without its cause, which may hold a piece of the key.
      throw new Fault(
          place
              + " is no Ed25519 key in PKCS#8 PEM: make one with openssl genpkey -algorithm"
              + " ed25519");
    }
  }

  /** A generator that is given the secret half as its chance makes the same pair (8032, 5.1.5). */
  private static java.security.PublicKey publicOf(PrivateKey secret)
      throws GeneralSecurityException {
    byte[] seed =
        ((EdECPrivateKey) secret)
            .getBytes()
            .orElseThrow(() -> new GeneralSecurityException("it has no bytes"));
    KeyPairGenerator pairs = KeyPairGenerator.getInstance(ALGORITHM);
    pairs.initialize(NamedParameterSpec.ED25519, new Given(seed));
    return pairs.generateKeyPair().getPublic();
  }

  /** Its public half. */
  public PublicKey open() {
    return open;
  }

  /** The key's name: the SHA-256, in hex, of its public half in DER. */
  public String id() {
    return open.id();
  }

  /** The signature, 64 bytes; always the same for the same bytes. */
  public byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte[] seed;

    Given(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
