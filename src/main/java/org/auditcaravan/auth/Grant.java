package org.auditcaravan.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.auditcaravan.pagination.ErrorBody;
import org.auditcaravan.pagination.Forbidden;
import org.auditcaravan.pagination.Refused;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.RetryAfter;
import org.auditcaravan.pagination.Throttled;
import org.auditcaravan.pagination.TransientFailure;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Source;

/**
 * What a token endpoint granted (RFC 6749 section 5.1), read leniently.
 *
 * @param token the access token
 * @param life how long it lasts
 * @param refreshToken the refresh token handed out with it, or null
 */
record Grant(String token, Duration life, String refreshToken) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where the server does not say: the shortest life that an OAuth client of Genesys can have. */
  private static final Duration UNSTATED = Duration.ofSeconds(300);

  /** More than any server means. */
  private static final long LONGEST = Duration.ofDays(90).toSeconds();

  /** Never in a log. */
  @Override
  public String toString() {
    return "Grant[life=" + life + "]";
  }

  /**
   * The grant in this answer.
   *
   * @throws Forbidden when id or secret of the client are wrong
   * @throws Refused when the request is refused for another reason
   * @throws Throttled on 429
   * @throws TransientFailure when the answer is none
   */
  static Grant of(Source source, Reply reply) {
    JsonNode root = json(reply.body());
    ErrorBody error = ErrorBody.of(reply.body());
    String token = root.path("access_token").asText("");
    if (reply.succeeded() && !root.hasNonNull("error") && !token.isBlank()) {
      JsonNode refresh = root.path("refresh_token");
      return new Grant(
          token,
          life(root.path("expires_in")),
          refresh.isTextual() && !refresh.asText().isBlank() ? refresh.asText() : null);
    }
    throw refusal(source, reply, error, root.hasNonNull("error"));
  }

  private static VendorException refusal(
      Source source, Reply reply, ErrorBody error, boolean named) {
    int status = reply.status();
    String id = error.contextId() != null ? error.contextId() : reply.correlationId();
    String whose =
        "Source " + source.name() + ": the token endpoint " + source.tokenUrl().getHost();
    String key = "audit.sources." + source.name() + ".";
    if (status == 429) {
      return new Throttled(
          error.code(), id, whose + " asks to wait", RetryAfter.of(reply).orElse(null));
    }
    if (status >= 500 || status == 408 || status == 409 || (status < 400 && !named)) {
      return new TransientFailure(
          status,
          error.code(),
          id,
          whose + " answered " + status + " without a token",
          new byte[0]);
    }
    String said = (error.code() + " " + error.message()).toLowerCase(Locale.ROOT);
    if (said.contains("client not found") || said.contains("aadsts700016")) {
      return new Forbidden(
          status,
          error.code(),
          id,
          whose
              + " does not know the client: check "
              + key
              + "client-id and "
              + key
              + place(source));
    }
    if (status == 401
        || said.contains("authentication failed")
        || said.contains("invalid_client")) {
      return new Forbidden(
          status,
          error.code(),
          id,
          whose
              + " refused the client's "
              + (certificate(source) ? "certificate" : "secret")
              + ": check "
              + key
              + (certificate(source) ? "client-certificate-file" : "client-secret"));
    }
    if (said.contains("aadsts90002")) {
      return new Refused(
          status, error.code(), id, whose + " does not know the tenant: check " + key + "tenant");
    }
    if (said.contains("invalid_scope")) {
      return new Refused(
          status, error.code(), id, whose + " refused the scope: check " + key + "scope");
    }
    String code = error.code() == null ? "" : " (" + error.code() + ")";
    return new Refused(
        status,
        error.code(),
        id,
        whose + " answered " + status + code + ": check " + key + "client-id and its grants");
  }

  /** What says in which directory the client is looked for. */
  private static String place(Source source) {
    return source.config().tenant().isPresent() ? "tenant" : "region";
  }

  private static boolean certificate(Source source) {
    return source.clientAuthentication().equals("certificate");
  }

  private static Duration life(JsonNode expiresIn) {
    long seconds = expiresIn.asLong(0);
    return seconds > 0 ? Duration.ofSeconds(Math.min(seconds, LONGEST)) : UNSTATED;
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      return root == null ? JSON.createObjectNode() : root;
    } catch (IOException notJson) {
      return JSON.createObjectNode();
    }
  }
}
