package org.auditcaravan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client with a certificate signs, checked by a reader that knows the certificate alone. */
class ClientAssertionTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String TOKEN_URL =
      "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token";

  @TempDir static Path made;
  private static String key;
  private static String certificate;
  private static X509Certificate known;

  @TempDir Path folder;
  private Path file;

  /** The JDK's own tool makes the pair, since the JDK has no public class for certificates. */
  @BeforeAll
  static void makePair() throws Exception {
    Path store = made.resolve("store.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-alias", "a"));
    command.addAll(List.of("-dname", "CN=caravan.example", "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", "changeit", "-keystore", store.toString()));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    KeyStore pair = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    known = (X509Certificate) pair.getCertificate("a");
    key = pem("PRIVATE KEY", pair.getKey("a", "changeit".toCharArray()).getEncoded());
    certificate = pem("CERTIFICATE", known.getEncoded());
  }

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("client.pem");
    Files.writeString(file, key + certificate);
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }

  @Test
  void the_token_endpoint_can_verify_who_signed_and_for_whom() throws Exception {
    JwtContext context = consumer(NOW).process(ClientAssertion.of(source()).signed(NOW));

    JwtClaims claims = context.getJwtClaims();
    assertThat(claims.getIssuer()).isEqualTo("acme-client");
    assertThat(claims.getJwtId()).isNotBlank();
    assertThat(claims.getExpirationTime().getValue()).isEqualTo(NOW.getEpochSecond() + 300);
    assertThat(context.getJoseObjects().get(0).getX509CertSha256ThumbprintHeaderValue())
        .isEqualTo(org.jose4j.keys.X509Util.x5tS256(known));
  }

  @Test
  void it_is_good_for_five_minutes_and_never_signed_twice_alike() {
    ClientAssertion assertion = ClientAssertion.of(source());
    String signed = assertion.signed(NOW);

    assertThat(assertion.signed(NOW)).isNotEqualTo(signed);
    assertThatThrownBy(() -> consumer(NOW.plusSeconds(301)).process(signed))
        .isInstanceOf(InvalidJwtException.class);
  }

  @Test
  void a_file_that_cannot_sign_stops_the_start_with_its_name() throws Exception {
    assertThatThrownBy(() -> Secrets.check(source("client-certificate-file", "")))
        .hasMessageContaining("audit.sources.acme.client-certificate-file is missing");
    refused(certificate, "has no PRIVATE KEY");
    refused(key, "has no CERTIFICATE");
    refused(key.replace(" PRIVATE", " RSA PRIVATE") + certificate, "openssl pkcs8");
    Files.delete(file);
    assertThatThrownBy(() -> Secrets.check(source())).hasMessageContaining("cannot be read");
  }

  private void refused(String content, String why) throws Exception {
    Files.writeString(file, content);
    assertThatThrownBy(() -> Secrets.check(source()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("client.pem")
        .hasMessageContaining(why);
  }

  private JwtConsumer consumer(Instant at) {
    return new JwtConsumerBuilder()
        .setVerificationKey(known.getPublicKey())
        .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "PS256"))
        .setEvaluationTime(NumericDate.fromSeconds(at.getEpochSecond()))
        .setExpectedAudience(TOKEN_URL)
        .setExpectedSubject("acme-client")
        .setRequireExpirationTime()
        .build();
  }

  private Source source() {
    return source("client-certificate-file", file.toString());
  }

  private static Source source(String name, String value) {
    return TestSources.acme(
        "azure-devops-audit",
        Map.of(
            "organization",
            "contoso-labs",
            "tenant",
            "contoso.example",
            "client-authentication",
            "certificate",
            name,
            value));
  }
}
