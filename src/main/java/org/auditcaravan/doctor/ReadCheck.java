package org.auditcaravan.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelExecutionException;
import org.auditcaravan.normalize.UnreadablePage;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.SourceClock;

/**
 * Whether the audit log of yesterday can be read, as a window would be. A refusal for lack of a
 * right is tried again with a fresh token, until the operator's patience ends.
 */
final class ReadCheck implements Check {
  private static final Duration PAUSE = Duration.ofSeconds(15);
  private static final Set<Cause> RIGHTS =
      Set.of(
          Cause.PERMISSION_MISSING,
          Cause.ANY_PERMISSION_MISSING,
          Cause.DIVISION_MISSING,
          Cause.SCOPE_NOT_GRANTED,
          Cause.NOT_AUTHORIZED,
          Cause.AZURE_PERMISSION_MISSING,
          Cause.AZURE_PRINCIPAL_UNKNOWN);

  private final Calls calls;
  private final Waiting waiting;
  private final Duration patience;

  /**
   * @param patience how long a right that was just granted may take to arrive
   */
  ReadCheck(Calls calls, Waiting waiting, Duration patience) {
    this.calls = calls;
    this.waiting = waiting;
    this.patience = patience;
  }

  @Override
  public String name() {
    return "read";
  }

  @Override
  public Result run(Source source) {
    try {
      Sample first = Sample.take(calls, waiting, source, source.filters());
      Sample last = first;
      Duration waited = Duration.ZERO;
      for (boolean again = lacksRights(last); again; again = lacksRights(last)) {
        calls.forget(source, last.token());
        last = Sample.take(calls, waiting, source, source.filters());
        if (!lacksRights(last) || waited.compareTo(patience) >= 0) {
          break;
        }
        waiting.pass(PAUSE);
        waited = waited.plus(PAUSE);
      }
      return judged(source, first, last, waited);
    } catch (VendorException | UnreadablePage | CamelExecutionException e) {
      return told(source, e);
    }
  }

  private static boolean lacksRights(Sample sample) {
    return sample.refusals().stream().anyMatch(finding -> RIGHTS.contains(finding.cause()));
  }

  private Result judged(Source source, Sample first, Sample last, Duration waited) {
    List<Finding> findings = new ArrayList<>();
    skew(source, last).ifPresent(findings::add);
    findings.addAll(last.refusals());
    if (!last.refusals().isEmpty()) {
      return new Result(
          "refused with " + last.refusals().get(0).evidence().get("status"), findings);
    }
    for (Finding gone : first.refusals()) {
      findings.add(
          Finding.of(
              Cause.PERMISSION_JUST_GRANTED,
              gone.facts(),
              "first answer",
              gone.evidence().get("status") + " " + gone.evidence().get("code"),
              "correlationId",
              gone.evidence().get("correlationId"),
              "granted after",
              waited.toString()));
    }
    for (String service : last.uncovered()) {
      findings.add(Finding.of(Cause.SERVICE_NOT_REALTIME, Facts.of(source), "service", service));
    }
    if (last.events() == 0) {
      findings.add(nothing(source));
    }
    return new Result(last.events() + " events on the first page of yesterday", findings);
  }

  /** Zero events: because of the filter, or because there are none. */
  private Finding nothing(Source source) {
    String asked = source.filters() + " " + source.config().query();
    if (!source.filters().isEmpty()) {
      Sample all = Sample.take(calls, waiting, source, Map.of());
      if (all.events() > 0) {
        return Finding.of(
            Cause.FILTER_FINDS_NOTHING,
            Facts.of(source),
            "filter",
            source.filters().toString(),
            "events with the filter",
            "0",
            "events on the first page without it",
            String.valueOf(all.events()),
            "values seen there",
            Sample.seen(all.first(), source.filters().keySet()));
      }
    }
    return Finding.of(Cause.NO_EVENTS, Facts.of(source), "asked for", asked.strip());
  }

  private static Optional<Finding> skew(Source source, Sample sample) {
    Duration skew =
        sample.vendorTime() == null
            ? Duration.ZERO
            : Duration.between(sample.vendorTime(), sample.localTime());
    return skew.abs().compareTo(SourceClock.LARGEST_SKEW) <= 0
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                Cause.CLOCK_SKEWED,
                Facts.of(source),
                "header date",
                seconds(sample.vendorTime()),
                "this machine",
                seconds(sample.localTime())));
  }

  private static String seconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
  }

  /** What was no refusal of the vendor: an unknown name, or no answer. */
  private static Result told(Source source, RuntimeException failure) {
    String said = String.valueOf(failure.getMessage());
    Map<String, String> facts = Facts.of(source);
    if (failure instanceof VendorException refused && "unknown.service".equals(refused.code())) {
      return Result.bad(
          "a name is unknown", Finding.of(Cause.SERVICE_UNKNOWN, near(facts, said), "said", said));
    }
    if (failure instanceof VendorException refused
        && "unknown.entity-type".equals(refused.code())) {
      facts.put("filter", "EntityType");
      return Result.bad(
          "a name is unknown", Finding.of(Cause.FILTER_UNKNOWN, near(facts, said), "said", said));
    }
    if (failure instanceof VendorException refusal && refusal.evidence() != null) {
      return new Result("refused", Diagnosis.of(source, refusal.evidence()));
    }
    Throwable cause = failure instanceof CamelExecutionException ? failure.getCause() : failure;
    return Result.bad(
        "no answer",
        Finding.of(
            Cause.NOT_CONNECTED,
            facts,
            "host",
            source.apiUrl().getAuthority(),
            "said",
            String.valueOf(cause.getMessage())));
  }

  private static Map<String, String> near(Map<String, String> facts, String said) {
    int at = said.indexOf("did you mean");
    if (at >= 0) {
      facts.put("near", "D" + said.substring(at + 1));
    }
    return facts;
  }
}
