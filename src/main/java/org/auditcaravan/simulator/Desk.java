package org.auditcaravan.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.auditcaravan.config.AuditConfig.SimulatorConfig;

/**
 * Everything that one tenant answers: it lets in, counts, checks the permission and passes on to
 * the operation.
 */
final class Desk {
  private static final String AUDITS = "/api/v2/audits/query";
  private static final String AUDIT_EVENTS = "/api/v2/audit/events";
  private static final String USERS = "/api/v2/users/";
  private static final String LIMIT = "client.credentials.token.rate.per.minute";

  private final Tenant tenant;
  private final Login login;
  private final Habits habits;
  private final SimulatorConfig config;
  private final RealtimeAudits realtime;
  private final AsyncAudits async;
  private final Auditlogs auditlogs;
  private final AuditEvents auditEvents;
  private final AnalyticsEvents analyticsEvents;
  private final AzureDesk azure;
  private final Quota organization;
  private final Map<String, Quota> clients = new HashMap<>();
  private final Map<String, Quota> auditClients = new HashMap<>();

  /** A request as it came, before anything of it is believed. */
  record Request(
      String method,
      String path,
      Map<String, List<String>> params,
      String authorization,
      String contentType,
      byte[] body,
      String base,
      Instant now,
      long number,
      String correlationId,
      UnaryOperator<String> header) {}

  Desk(Tenant tenant, SimulatorConfig config, Habits habits, Faults faults, Traffic traffic) {
    this.tenant = tenant;
    this.config = config;
    this.habits = habits;
    this.login =
        new Login(tenant, config.secret(), Duration.ofSeconds(config.tokenSeconds()), habits);
    this.realtime = new RealtimeAudits(habits, faults, traffic);
    this.async = new AsyncAudits(habits, faults, traffic);
    this.auditlogs = new Auditlogs(habits, faults, traffic);
    this.auditEvents = new AuditEvents(habits);
    this.analyticsEvents = new AnalyticsEvents(habits);
    this.azure = new AzureDesk(tenant, config, habits);
    this.organization = new Quota(habits.number("auditlogs-requests"), Duration.ofSeconds(10));
  }

  Tenant tenant() {
    return tenant;
  }

  Login login() {
    return login;
  }

  /** The answer to a request for a token or to one of the API. */
  Answer answer(Request request) {
    if (AzureDesk.answers(request.path())) {
      return azure.answer(request);
    }
    try {
      return request.path().equals("/oauth/token") ? token(request) : api(request);
    } catch (Refusal refusal) {
      return refusal.answer(request.correlationId());
    }
  }

  /** What a download address leads to; a token that is sent along is refused, as storage does. */
  Download download(Request request) {
    if (request.authorization() != null) {
      throw new Refusal(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    return async.download(
        tenant,
        request.path().substring("/download/".length()),
        first(request.params(), "after"),
        first(request.params(), "X-Amz-Signature"),
        request.now());
  }

  private Answer token(Request request) {
    if (!request.method().equals("POST")) {
      throw new Refusal(405, "method.not.allowed", "a token is asked for with POST");
    }
    String type = request.contentType();
    if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
      return Login.refuse(
          415, "invalid_request", "Content-Type must be application/x-www-form-urlencoded");
    }
    Map<String, String> form = new HashMap<>();
    Form.parse(new String(request.body(), StandardCharsets.UTF_8))
        .forEach((name, values) -> form.put(name, values.get(0)));
    return login.answer(request.authorization(), form, request.now());
  }

  private Answer api(Request request) {
    Function<Call, Answer> operation = operation(request);
    Login.Token token = login.check(request.authorization(), request.now());
    boolean contractA = request.path().equals("/api/v2/auditlogs");
    Quota quota =
        contractA
            ? organization
            : clients.computeIfAbsent(
                request.path().equals(AUDIT_EVENTS) ? AUDIT_EVENTS + token.client : token.client,
                name -> perMinute(allowance(request.path())));
    if (!quota.take(request.now())) {
      Answer answer =
          tooMany(quota, request.now())
              .limit(LIMIT, "platform", quota.allowed())
              .answer(request.correlationId());
      return withLimits(answer, quota, contractA, request.now());
    }
    Answer answer;
    try {
      answer = permitted(request, token, operation);
    } catch (Refusal refusal) {
      answer = refusal.answer(request.correlationId());
    }
    return withLimits(answer, quota, contractA, request.now());
  }

  private Answer permitted(Request request, Login.Token token, Function<Call, Answer> operation) {
    if (!request.path().equals("/api/v2/tokens/me")) {
      Permissions.check(token);
      int budget = habits.number("audit-requests-per-minute");
      Quota audits = auditClients.computeIfAbsent(token.client, name -> perMinute(budget));
      boolean query = request.method().equals("POST") && request.path().startsWith(AUDITS);
      if (budget > 0 && query && !audits.take(request.now())) {
        throw tooMany(audits, request.now());
      }
    }
    Answer answer =
        operation.apply(
            new Call(
                tenant,
                token,
                request.now(),
                request.number(),
                request.base(),
                request.params(),
                request.contentType(),
                request.body()));
    int largest = habits.number("largest-answer");
    if (largest > 0 && answer.body().length > largest) {
      throw new Refusal(
          400, "response.entity.too.large", "the answer is too large: ask for a smaller page");
    }
    return answer;
  }

  private Function<Call, Answer> operation(Request request) {
    String path = request.path();
    String method = request.method() + " ";
    switch (method + path) {
      case "GET /api/v2/tokens/me":
        return this::me;
      case "GET " + AUDITS + "/servicemapping":
        return call -> RealtimeAudits.mapping(call, false);
      case "GET " + AUDITS + "/realtime/servicemapping":
        return call -> RealtimeAudits.mapping(call, true);
      case "POST " + AUDITS + "/realtime":
        return realtime::query;
      case "POST " + AUDITS + "/realtime/related":
        return realtime::related;
      case "POST " + AUDITS:
        return async::submit;
      case "GET " + AUDIT_EVENTS:
        return auditEvents::query;
      case "GET /api/v2/analytics/events":
        return analyticsEvents::query;
      case "GET /api/v2/auditlogs":
        return auditlogs::query;
      default:
        String[] rest = path.startsWith(AUDITS + "/") ? path.substring(21).split("/") : null;
        if (method.equals("GET ") && rest != null && rest.length == 1) {
          return call -> async.poll(call, rest[0]);
        }
        if (method.equals("GET ")
            && rest != null
            && rest.length == 2
            && rest[1].equals("results")) {
          return call -> async.results(call, rest[0]);
        }
        if (method.equals("GET ") && path.startsWith(USERS)) {
          return call -> user(call, path.substring(USERS.length()));
        }
        throw new Refusal(404, "not.found", "The requested resource was not found.");
    }
  }

  private Answer user(Call call, String id) {
    call.onlyParams();
    String name =
        tenant
            .events()
            .person(id)
            .orElseThrow(() -> new Refusal(404, "not.found", "There is no such user."));
    return Answer.json(200, Map.of("id", id, "name", name, "selfUri", USERS + id));
  }

  private Answer me(Call call) {
    call.onlyParams("preserveIdleTTL");
    Map<String, String> organization =
        Map.of("id", tenant.organizationId(), "name", "Simulated " + tenant.name());
    return Answer.json(
        200,
        Map.of(
            "organization",
            organization,
            "homeOrganization",
            organization,
            "authorizedScope",
            List.of(),
            "OAuthClient",
            Map.of(
                "id", call.token().client,
                "name", call.token().client,
                "organization", organization)));
  }

  /** A refusal for too many requests, as all of the vendor's are since 2021. */
  static Refusal tooMany(Quota quota, Instant now) {
    long wait = quota.reset(now);
    return new Refusal(
            429,
            "too.many.requests.retry.after",
            "Rate limit exceeded the maximum. Retry the request in [" + wait + "] seconds")
        .header("Retry-After", Long.toString(wait));
  }

  private static Answer withLimits(Answer answer, Quota quota, boolean contractA, Instant now) {
    String reset = Long.toString(quota.reset(now));
    String allowed = Integer.toString(quota.allowed());
    if (contractA) {
      answer.headers().put("X-RateLimit-Limit", allowed);
      answer.headers().put("X-RateLimit-Remaining", Integer.toString(quota.remaining()));
      answer.headers().put("X-RateLimit-Reset", reset);
    } else {
      answer.headers().put("inin-ratelimit-count", Integer.toString(quota.count()));
      answer.headers().put("inin-ratelimit-allowed", allowed);
      answer.headers().put("inin-ratelimit-reset", reset);
    }
    return answer;
  }

  private int allowance(String path) {
    return path.equals(AUDIT_EVENTS)
        ? habits.number("audit-events-requests")
        : config.requestsPerMinute();
  }

  private static Quota perMinute(int requests) {
    return new Quota(requests, Duration.ofMinutes(1));
  }

  private static String first(Map<String, List<String>> params, String name) {
    return params.containsKey(name) ? params.get(name).get(0) : null;
  }
}
