package org.auditcaravan.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The token endpoint: client credentials by Basic or by form fields, and refresh tokens that rotate
 * where the customer's guide expects them. Refusals are told as they were seen: an unknown client
 * is 400, a wrong secret 401, both {@code invalid_client}.
 */
final class Login {
  /** The ends of the client ids that every tenant has; see {@link Permissions}. */
  static final List<String> CLIENTS =
      List.of(
          "client",
          "nopermission",
          "anypermission",
          "nodivision",
          "justgranted",
          "noscope",
          "nopolicy",
          "foreignip",
          "restricted",
          "residency",
          "environment",
          "unexplained",
          "disabled",
          "codegrant");

  private static final Set<String> SCOPES =
      Set.of(
          "audits:readonly",
          "audit:read",
          "offline_access",
          "admin",
          "security:read",
          "byoc:read",
          "analytics:read",
          "analytics:export",
          "org:read");

  /** A token that was given out. */
  static final class Token {
    final String client;
    final String scope;

    /** How many tokens the client was given before this one. */
    final int before;

    private final Instant end;
    private Instant used;

    Token(String client, String scope, int before, Instant now, Duration life) {
      this.client = client;
      this.scope = scope;
      this.before = before;
      this.end = now.plus(life);
      this.used = now;
    }
  }

  private final Tenant tenant;
  private final String secret;
  private final Duration life;
  private final Habits habits;
  private final Map<String, Token> tokens = new HashMap<>();
  private final Map<String, Deque<String>> live = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Token> refreshes = new HashMap<>();
  private long given;

  Login(Tenant tenant, String secret, Duration life, Habits habits) {
    this.tenant = tenant;
    this.secret = secret;
    this.life = life;
    this.habits = habits;
  }

  /** Answers a request for a token. */
  Answer answer(String authorization, Map<String, String> form, Instant now) {
    String id = form.get("client_id");
    String key = form.get("client_secret");
    if (authorization != null) {
      if (key != null) {
        return refuse(400, "invalid_request", "credentials in more than one place");
      }
      String[] pair = basic(authorization);
      if (pair == null) {
        return refuse(400, "invalid_request", "the Authorization header is not Basic");
      }
      id = pair[0];
      key = pair[1];
    }
    if (id == null || key == null) {
      return refuse(400, "invalid_request", "client credentials are missing");
    }
    String prefix = tenant.name() + "-";
    if (!id.startsWith(prefix) || !CLIENTS.contains(id.substring(prefix.length()))) {
      return refuse(400, "invalid_client", "client not found: invalid_client");
    }
    if (!key.equals(secret)) {
      return refuse(401, "invalid_client", "authentication failed: invalid_client");
    }
    String scope = form.getOrDefault("scope", "");
    if (habits.is("unknown-scope", "refuse")
        && !scope.isBlank()
        && !SCOPES.containsAll(List.of(scope.strip().split("\\s+")))) {
      return refuse(400, "invalid_scope", "unknown scope");
    }
    String grant = form.get("grant_type");
    if ("refresh_token".equals(grant) && habits.is("refresh-tokens", "true")) {
      Token old = refreshes.remove(form.getOrDefault("refresh_token", ""));
      return old == null || !old.client.equals(id)
          ? refuse(400, "invalid_grant", "the refresh token is not known, or was used before")
          : grant(id, old.scope, now);
    }
    if (id.endsWith("-codegrant")) {
      return refuse(400, "unauthorized_client", "the client is for the grant type code");
    }
    return "client_credentials".equals(grant)
        ? grant(id, scope, now)
        : refuse(400, "unsupported_grant_type", "grant_type must be client_credentials");
  }

  /** The token of a request, or a refusal with 401. */
  Token check(String authorization, Instant now) {
    if (authorization == null || !authorization.regionMatches(true, 0, "bearer ", 0, 7)) {
      throw new Refusal(
          401,
          "authentication.required",
          "No authentication bearer token specified in authorization header.");
    }
    String text = authorization.substring(7).strip();
    Token token = tokens.get(text);
    Duration idle = habits.time("token-idle");
    if (token == null
        || !now.isBefore(token.end)
        || !idle.isZero() && now.isAfter(token.used.plus(idle))) {
      tokens.remove(text);
      throw new Refusal(401, "bad.credentials", "Invalid login credentials.");
    }
    token.used = now;
    return token;
  }

  /** Ends a token before its time. */
  void revoke(String authorization) {
    if (authorization != null && authorization.length() > 7) {
      tokens.remove(authorization.substring(7).strip());
    }
  }

  private Answer grant(String client, String scope, Instant now) {
    String token = secretText();
    int before = counts.merge(client, 1, Integer::sum) - 1;
    tokens.put(token, new Token(client, scope, before, now, life));
    Deque<String> mine = live.computeIfAbsent(client, name -> new ArrayDeque<>());
    mine.add(token);
    int most = habits.number("live-tokens");
    while (mine.size() > (most == 0 ? 1000 : most)) {
      tokens.remove(mine.remove());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", token);
    body.put("token_type", "bearer");
    body.put("expires_in", life.toSeconds());
    if (habits.is("refresh-tokens", "true")
        && List.of(scope.split("\\s+")).contains("offline_access")) {
      String refresh = secretText();
      refreshes.put(refresh, new Token(client, scope, before, now, life));
      body.put("refresh_token", refresh);
    }
    return Answer.json(200, body);
  }

  private String secretText() {
    given++;
    return tenant.seeded().guid(given, 200) + tenant.seeded().guid(given, 201).replace("-", "");
  }

  private static String[] basic(String authorization) {
    if (!authorization.regionMatches(true, 0, "basic ", 0, 6)) {
      return null;
    }
    try {
      byte[] pair = Base64.getDecoder().decode(authorization.substring(6).strip());
      String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
      return parts.length == 2 ? parts : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static Answer refuse(int status, String error, String description) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", error);
    body.put("description", description);
    body.put("error_description", description);
    return Answer.json(status, body);
  }
}
