package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An Entra tenant's token endpoint, v2.0, for one organisation ({@code apis/azure-devops-audit.md},
 * section 2). Clients: {@code <tenant>-client}; {@code -stranger} is none of the organisation's
 * users, {@code -nopermission} may not view the log, {@code -expired} has a secret that has ended.
 */
final class AzureLogin {
  static final String AUDIENCE = "499b84ac-1321-427f-aa17-267ca6975798";

  private static final List<String> CLIENTS =
      List.of("client", "stranger", "nopermission", "expired");
  private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** Who a token stands for, and how long. */
  private record Token(String client, Instant end) {}

  private final Tenant tenant;
  private final String secret;
  private final Duration life;
  private final Map<String, Token> tokens = new HashMap<>();
  private long given;

  AzureLogin(Tenant tenant, String secret, Duration life) {
    this.tenant = tenant;
    this.secret = secret;
    this.life = life;
  }

  /** Answers a request for a token. */
  Answer answer(Map<String, String> form, String address, Instant now) {
    if (form.containsKey("resource")) {
      return refuse(400, "invalid_request", 901002, "The 'resource' parameter is not supported.");
    }
    String client = form.getOrDefault("client_id", "");
    String prefix = tenant.name() + "-";
    if (!"client_credentials".equals(form.get("grant_type"))) {
      return refuse(400, "unsupported_grant_type", 70003, "The grant type is not supported.");
    }
    if (!client.startsWith(prefix) || !CLIENTS.contains(client.substring(prefix.length()))) {
      return refuse(
          400, "unauthorized_client", 700016, "Application was not found in the directory.");
    }
    if (!(AUDIENCE + "/.default").equals(form.get("scope"))) {
      return refuse(400, "invalid_scope", 1002012, "The scope must be <resource>/.default.");
    }
    if (client.endsWith("-expired")) {
      return refuse(401, "invalid_client", 7000222, "The client secret keys are expired.");
    }
    if (!presents(client, form, address, now)) {
      return refuse(401, "invalid_client", 7000215, "Invalid client secret provided.");
    }
    return grant(client, now);
  }

  private boolean presents(String client, Map<String, String> form, String address, Instant now) {
    if (!ASSERTION.equals(form.get("client_assertion_type"))) {
      return secret.equals(form.get("client_secret"));
    }
    try {
      String[] parts = form.getOrDefault("client_assertion", "").split("\\.");
      JsonNode claims = Answer.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return parts.length == 3
          && claims.path("aud").asText().equals(address)
          && claims.path("iss").asText().equals(client)
          && claims.path("sub").asText().equals(client)
          && claims.path("exp").asLong() > now.getEpochSecond();
    } catch (IOException | RuntimeException notSigned) {
      return false;
    }
  }

  private Answer grant(String client, Instant now) {
    given++;
    String object = objectId(client);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", AUDIENCE);
    claims.put("tid", tenant.organizationId());
    claims.put("appid", client);
    claims.put("oid", object);
    claims.put("sub", object);
    claims.put("iat", now.getEpochSecond());
    claims.put("nbf", now.getEpochSecond());
    claims.put("exp", now.plus(life).getEpochSecond());
    String token =
        encoded(Map.of("alg", "RS256", "typ", "JWT"))
            + "."
            + encoded(claims)
            + "."
            + tenant.seeded().guid(given, 141).replace("-", "");
    tokens.put(token, new Token(client, now.plus(life)));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("token_type", "Bearer");
    body.put("expires_in", life.toSeconds());
    body.put("ext_expires_in", life.toSeconds());
    body.put("access_token", token);
    return Answer.json(200, body);
  }

  /** The client whose token or personal access token this is, or null. */
  String client(String authorization, Instant now) {
    if (authorization == null) {
      return null;
    }
    String[] parts = authorization.split(" ", 2);
    if (parts.length == 2 && parts[0].equalsIgnoreCase("basic")) {
      byte[] pair = Base64.getDecoder().decode(parts[1].strip());
      String pat = new String(pair, StandardCharsets.UTF_8).replaceFirst("^[^:]*:", "");
      return pat.equals(secret) ? tenant.name() + "-client" : null;
    }
    Token token = parts.length == 2 ? tokens.get(parts[1].strip()) : null;
    return token != null && now.isBefore(token.end()) ? token.client() : null;
  }

  String objectId(String client) {
    return tenant.seeded().guid(client.hashCode(), 140);
  }

  private static Answer refuse(int status, String error, int code, String text) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", error);
    body.put("error_description", "AADSTS" + code + ": " + text);
    body.put("error_codes", List.of(code));
    return Answer.json(status, body);
  }

  private static String encoded(Map<String, ?> json) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Answer.JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
