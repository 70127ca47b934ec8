package org.auditcaravan.auth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;

/**
 * What a source's client presents to prove who it is: its secret, or an assertion that its
 * certificate signs (RFC 6749, section 2.3; RFC 7521, section 4.2).
 *
 * @param text the secret, or the PEM text of certificate and key
 * @param assertion null where the secret itself is presented
 */
record Presented(String text, ClientAssertion assertion) {

  /**
   * What configuration and mounted files hold now.
   *
   * @throws Fault when that cannot be presented
   */
  static Presented of(Source source) {
    if (source.clientAuthentication().equals("certificate")) {
      ClientAssertion assertion = ClientAssertion.of(source);
      return new Presented(assertion.text(), assertion);
    }
    return new Presented(Secrets.of(source), null);
  }

  /** Adds it to the form of a token request. */
  void addTo(Map<String, String> form, Source source, Instant now) {
    switch (source.clientAuthentication()) {
      case "form" -> {
        form.put("client_id", source.config().clientId());
        form.put("client_secret", text);
      }
      case "certificate" -> {
        form.put("client_id", source.config().clientId());
        form.put("client_assertion_type", ClientAssertion.TYPE);
        form.put("client_assertion", assertion.signed(now));
      }
      default -> {
        // Its place is the header.
      }
    }
  }

  /** The header {@code Authorization} of a token request, where this belongs there. */
  Optional<String> header(Source source) {
    return source.clientAuthentication().equals("basic")
        ? Optional.of(basic(source.config().clientId(), text))
        : Optional.empty();
  }

  /** Joined as they are (RFC 7617), which is what the vendor's own clients send. */
  static String basic(String id, String secret) {
    String pair = id + ":" + secret;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Presented that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Never in a log. */
  @Override
  public String toString() {
    return "Presented";
  }
}
