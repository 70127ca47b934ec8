package org.auditcaravan.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auditcaravan.config.AuditConfig.SimulatorConfig;
import org.auditcaravan.simulator.Desk.Request;

/**
 * A tenant as an Azure DevOps organisation: its Entra token endpoint at {@code /oauth2/v2.0/token},
 * its audit log at {@code /_apis/audit/auditlog}, the budget of each identity, and the sign-in page
 * for who has no good token.
 */
final class AzureDesk {
  private static final String TOKEN = "/oauth2/v2.0/token";
  private static final String LOG = "/_apis/audit/auditlog";
  private static final Duration SPAN = Duration.ofMinutes(5);

  private final AzureLogin login;
  private final AzureAudit audit;
  private final Habits habits;
  private final Map<String, Quota> units = new HashMap<>();

  AzureDesk(Tenant tenant, SimulatorConfig config, Habits habits) {
    this.habits = habits;
    this.login = new AzureLogin(tenant, config.secret(), Duration.ofSeconds(config.tokenSeconds()));
    this.audit = new AzureAudit(tenant, habits);
  }

  static boolean answers(String path) {
    return path.equals(TOKEN) || path.startsWith("/_apis/");
  }

  Answer answer(Request request) {
    if (request.path().equals(TOKEN)) {
      Map<String, String> form = new HashMap<>();
      Form.parse(new String(request.body(), StandardCharsets.UTF_8))
          .forEach((name, values) -> form.put(name, values.get(0)));
      return login.answer(form, request.base() + TOKEN, request.now());
    }
    String client = login.client(request.authorization(), request.now());
    if (client == null) {
      return signIn(request);
    }
    Quota quota =
        units.computeIfAbsent(client, name -> new Quota(habits.number("azure-units"), SPAN));
    boolean granted = quota.take(request.now());
    Answer answer =
        granted ? log(request, client) : error(429, "TF400733: The request has been canceled.", "");
    limits(answer, quota, granted, request.now());
    return answer;
  }

  private Answer log(Request request, String client) {
    if (!request.path().equals(LOG) || !request.method().equals("GET")) {
      return error(404, "The resource cannot be found.", "VssResourceNotFoundException");
    }
    if (client.endsWith("-stranger")) {
      return error(
          401,
          "TF400813: The user '" + login.objectId(client) + "' is not authorized to access this.",
          "UnauthorizedRequestException");
    }
    if (client.endsWith("-nopermission")) {
      return error(403, "View audit log permission is needed.", "AuditLogAccessDeniedException");
    }
    try {
      return audit.query(request, client, login.objectId(client));
    } catch (Refusal refusal) {
      return error(refusal.status(), refusal.getMessage(), "InvalidArgumentException");
    }
  }

  private Answer signIn(Request request) {
    boolean plain =
        habits.is("azure-sign-in", "status")
            && "Suppress".equals(request.header().apply("X-TFS-FedAuthRedirect"));
    if (plain) {
      return error(401, "TF400813: The user is not authorized.", "UnauthorizedRequestException");
    }
    byte[] page =
        "<!DOCTYPE html><html><head><title>Sign In</title></head><body></body></html>"
            .getBytes(StandardCharsets.UTF_8);
    boolean redirect = habits.is("azure-sign-in", "redirect");
    Answer answer = Answer.of(redirect ? 302 : 203, "text/html; charset=utf-8", page);
    if (redirect) {
      answer.headers().put("Location", request.base() + "/_signin");
    }
    return answer;
  }

  /** Far from the limit there are no headers; near it, successes ask to wait. */
  private static void limits(Answer answer, Quota quota, boolean granted, Instant now) {
    if (quota.remaining() > quota.allowed() / 2) {
      return;
    }
    long reset = quota.reset(now);
    answer.headers().put("X-RateLimit-Resource", "AuditService/Audit");
    answer.headers().put("X-RateLimit-Limit", Integer.toString(quota.allowed()));
    answer.headers().put("X-RateLimit-Remaining", Integer.toString(quota.remaining()));
    answer.headers().put("X-RateLimit-Reset", Long.toString(now.getEpochSecond() + reset));
    if (!granted) {
      answer.headers().put("Retry-After", Long.toString(reset));
    } else if (quota.remaining() < quota.allowed() / 10) {
      answer.headers().put("Retry-After", "5");
      answer.headers().put("X-RateLimit-Delay", "0.250");
    }
  }

  private static Answer error(int status, String message, String type) {
    String name = "Microsoft.TeamFoundation.Framework.Server." + type;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("$id", "1");
    body.put("innerException", null);
    body.put("message", message);
    body.put("typeName", name + ", Microsoft.TeamFoundation.Framework.Server");
    body.put("typeKey", type);
    body.put("errorCode", 0);
    body.put("eventId", 3000);
    return Answer.json(status, body);
  }
}
