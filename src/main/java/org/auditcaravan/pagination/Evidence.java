package org.auditcaravan.pagination;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a refusal looked like, kept for its diagnosis.
 *
 * @param login whether the token endpoint refused, and not the API
 * @param status the HTTP status
 * @param headers the answer's headers, names in lower case
 * @param body the answer's body
 * @param claims the claims of the token that was refused, empty where it is opaque or was none
 */
public record Evidence(
    boolean login,
    int status,
    Map<String, String> headers,
    byte[] body,
    Map<String, String> claims) {

  /**
   * The token endpoint's answer.
   *
   * @param secrets what we sent and the answer may quote: it is masked
   */
  public static Evidence ofLogin(Reply reply, List<String> secrets) {
    return of(true, reply, secrets, Map.of());
  }

  /**
   * The API's answer to a request.
   *
   * @param token what we sent and the answer may quote: it is masked
   * @param claims the token's claims
   */
  public static Evidence ofApi(Reply reply, String token, Map<String, String> claims) {
    return of(false, reply, token == null ? List.of() : List.of(token), claims);
  }

  private static Evidence of(
      boolean login, Reply reply, List<String> secrets, Map<String, String> claims) {
    String body = new String(reply.body(), StandardCharsets.UTF_8);
    Map<String, String> headers = new HashMap<>(reply.headers());
    for (String secret : secrets) {
      body = masked(body, secret);
      headers.replaceAll((name, value) -> masked(value, secret));
    }
    return new Evidence(
        login, reply.status(), headers, body.getBytes(StandardCharsets.UTF_8), claims);
  }

  private static String masked(String text, String secret) {
    return secret.isBlank() ? text : text.replace(secret, "***");
  }

  /** Never in a log: a body may hold what nobody expects there. */
  @Override
  public String toString() {
    return "Evidence[status=" + status + "]";
  }
}
