package org.auditcaravan.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.auditcaravan.config.AuditConfig.ElasticsearchConfig;
import org.auditcaravan.index.Credentials;
import org.auditcaravan.index.IndexTemplate;
import org.auditcaravan.source.Source;

/** Whether the search engine answers, knows us, and would take our index template. */
final class IndexCheck implements Check {
  private static final byte[] NOTHING = new byte[0];
  private static final int LONGEST = 300;

  private final ElasticsearchConfig config;
  private final Http http;

  IndexCheck(ElasticsearchConfig config, Http http) {
    this.config = config;
    this.http = http;
  }

  @Override
  public String name() {
    return "index";
  }

  @Override
  public Result run(Source source) {
    if (!config.enabled()) {
      return Result.good("switched off");
    }
    String alias = source.config().index().orElse(config.index());
    Map<String, String> facts = Facts.of(source);
    facts.put("index", alias);
    URI base = config.url().orElse(URI.create("http://localhost:9200"));
    try {
      HttpResponse<String> answer = ask("GET", base, "/_index_template/" + alias, NOTHING);
      // A template that is there was taken once; simulated beside itself, it would be in its own
      // way.
      if (answer.statusCode() == 404) {
        answer = simulated(base, alias);
      }
      return judged(answer, base, facts);
    } catch (IOException e) {
      return Result.bad(
          "no answer",
          Finding.of(
              Cause.INDEX_NOT_REACHED,
              facts,
              "host",
              base.getAuthority().replaceFirst(".*@", ""),
              "said",
              String.valueOf(e.getMessage() == null ? e : e.getMessage())));
    }
  }

  /** The engine says what it would make of the template; it takes the same right as putting it. */
  private HttpResponse<String> simulated(URI base, String alias) throws IOException {
    HttpResponse<String> answer = null;
    for (String extra : IndexTemplate.EXTRA) {
      answer = ask("POST", base, "/_index_template/_simulate", IndexTemplate.json(alias, extra));
      if (answer.statusCode() != 400) {
        return answer;
      }
    }
    return answer;
  }

  private HttpResponse<String> ask(String method, URI base, String path, byte[] body)
      throws IOException {
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
    Credentials.header(config).ifPresent(value -> headers.put("Authorization", value));
    String root = base.toString().replaceFirst("/$", "");
    return http.send(method, URI.create(root + path), headers, body);
  }

  private static Result judged(HttpResponse<String> answer, URI base, Map<String, String> facts) {
    int status = answer.statusCode();
    // An engine that cannot simulate templates answers 405 or 404, and is none the worse for it.
    if (status / 100 == 2 || status == 404 || status == 405) {
      return Result.good("the engine would take the template");
    }
    Cause cause =
        switch (status) {
          case 401 -> Cause.INDEX_CREDENTIALS_WRONG;
          case 403 -> Cause.INDEX_PERMISSION_MISSING;
          case 400 -> Cause.INDEX_TEMPLATE_REFUSED;
          default -> Cause.INDEX_NOT_REACHED;
        };
    String body = answer.body().replaceAll("\\s+", " ").strip();
    return Result.bad(
        "refused with " + status,
        Finding.of(
            cause,
            facts,
            "host",
            base.getAuthority().replaceFirst(".*@", ""),
            "status",
            String.valueOf(status),
            "said",
            body.length() > LONGEST ? body.substring(0, LONGEST) + "..." : body));
  }
}
