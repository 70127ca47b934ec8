package org.auditcaravan.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.auditcaravan.pagination.Evidence;
import org.auditcaravan.pagination.Forbidden;
import org.auditcaravan.pagination.Refused;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Source;

/**
 * From a refusal to its cause. It asks nobody and remembers nothing, so that a window that failed a
 * week ago has the same diagnosis as one that the doctor has just tried.
 */
public final class Diagnosis {
  private static final List<String> CLAIMS =
      List.of("aud", "tid", "appid", "azp", "oid", "scp", "roles", "upn");
  private static final List<String> HEADERS =
      List.of("www-authenticate", "retry-after", "location");

  private Diagnosis() {}

  /** The causes of a refused request, none where it was no refusal of this kind. */
  public static List<Finding> of(Source source, Evidence evidence) {
    return Symptom.of(source, evidence).stream()
        .flatMap(
            symptom ->
                Rules.of(source.api().name())
                    .filter(rule -> rule.when().test(symptom))
                    .limit(1)
                    .map(rule -> finding(rule.cause(), symptom)))
        .toList();
  }

  /** What happened to a window, and where it was a refusal, its causes and their repair. */
  public static String sentence(Source source, Throwable failure) {
    String said = String.valueOf(failure.getMessage());
    boolean refused = failure instanceof Forbidden || failure instanceof Refused;
    if (!refused || !(failure instanceof VendorException refusal) || refusal.evidence() == null) {
      return said;
    }
    String causes =
        of(source, refusal.evidence()).stream()
            .map(Finding::line)
            .collect(Collectors.joining("; "));
    return causes.isEmpty() ? said : said + "; " + causes;
  }

  private static Finding finding(Cause cause, Symptom symptom) {
    Map<String, String> evidence = new LinkedHashMap<>();
    evidence.put("host", host(symptom));
    evidence.put("status", String.valueOf(symptom.status()));
    put(evidence, "code", symptom.code());
    put(evidence, "message", symptom.message());
    symptom.params().forEach((name, value) -> put(evidence, "messageParams." + name, value));
    symptom.correlationId().ifPresent(id -> evidence.put("correlationId", id));
    HEADERS.forEach(
        name -> symptom.header(name).ifPresent(value -> evidence.put("header " + name, value)));
    CLAIMS.forEach(
        name -> symptom.claim(name).ifPresent(value -> evidence.put("claim " + name, value)));
    return new Finding(cause, evidence, facts(symptom));
  }

  private static Map<String, String> facts(Symptom symptom) {
    Map<String, String> facts = new LinkedHashMap<>(Facts.of(symptom.source()));
    symptom
        .param("permissions", "permission")
        .ifPresent(permission -> facts.put("permission", permission));
    symptom.param("scope", "scopes").ifPresent(scope -> facts.put("scope", scope));
    symptom.claim("oid").ifPresent(oid -> facts.put("principal", oid));
    facts.put("host", host(symptom));
    return facts;
  }

  private static String host(Symptom symptom) {
    Source source = symptom.source();
    return (symptom.login() ? source.tokenUrl() : source.apiUrl()).getAuthority();
  }

  private static void put(Map<String, String> evidence, String name, String value) {
    if (!value.isBlank()) {
      evidence.put(name, value);
    }
  }
}
