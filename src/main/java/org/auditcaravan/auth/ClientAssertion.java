package org.auditcaravan.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * A client's certificate and its private key, which sign what the client presents in the place of a
 * secret (RFC 7523, section 2.2). The file is read where it is needed, so that a mounted one can be
 * rotated without a restart.
 */
final class ClientAssertion {
  /** The value of {@code client_assertion_type}. */
  static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private final Source source;
  private final String text;
  private final X509Certificate certificate;
  private final PrivateKey key;

  private ClientAssertion(Source source, String text, X509Certificate certificate, PrivateKey key) {
    this.source = source;
    this.text = text;
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Reads the file that {@code client-certificate-file} names.
   *
   * @throws Fault when it is missing, or holds no certificate or no key that can be used
   */
  static ClientAssertion of(Source source) {
    String name = "audit.sources." + source.name() + ".client-certificate-file";
    Path file =
        source
            .config()
            .clientCertificateFile()
            .orElseThrow(
                () ->
                    new Fault(
                        name + " is missing: name the PEM file with certificate and private key"));
    String what = name + "=" + file;
    byte[] certificate = null;
    byte[] key = null;
    String text = read(file, what);
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
      switch (blocks.group(1)) {
        case "CERTIFICATE" -> certificate = certificate == null ? bytes : certificate;
        case "PRIVATE KEY" -> key = bytes;
        default ->
            throw new Fault(
                what
                    + " holds a block "
                    + blocks.group(1)
                    + ": convert the key with openssl pkcs8 -topk8 -nocrypt");
      }
    }
    if (certificate == null || key == null) {
      throw new Fault(
          what
              + " has no "
              + (certificate == null ? "CERTIFICATE" : "PRIVATE KEY")
              + " in PEM: put both into the file");
    }
    try {
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate));
      return new ClientAssertion(
          source,
          text,
          read,
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
    } catch (GeneralSecurityException e) {
      throw new Fault(
          what + " cannot be used: it needs a certificate of an RSA key, and that key", e);
    }
  }

  /** What the file holds. */
  String text() {
    return text;
  }

  /** The signed text for {@code client_assertion}, good for five minutes. */
  String signed(Instant now) {
    JwtClaims claims = new JwtClaims();
    claims.setAudience(source.tokenUrl().toString());
    claims.setIssuer(source.config().clientId().strip());
    claims.setSubject(source.config().clientId().strip());
    claims.setGeneratedJwtId();
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setNotBefore(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(now.plus(LIFE).getEpochSecond()));
    JsonWebSignature signature = new JsonWebSignature();
    signature.setHeader("typ", "JWT");
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_PSS_USING_SHA256);
    signature.setX509CertSha1ThumbprintHeaderValue(certificate);
    signature.setX509CertSha256ThumbprintHeaderValue(certificate);
    signature.setPayload(claims.toJson());
    signature.setKey(key);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new Fault(
          "audit.sources."
              + source.name()
              + ".client-certificate-file holds a key that cannot sign: use an RSA key of 2048 bits"
              + " or more",
          e);
    }
  }

  private static String read(Path file, String what) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Fault(what + " cannot be read: correct the path or its rights", e);
    }
  }
}
