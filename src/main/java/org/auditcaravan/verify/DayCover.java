package org.auditcaravan.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.Digest.Interval;
import org.auditcaravan.verify.Finding.Kind;
import org.auditcaravan.window.Gap;

/** Whether closed days are told from their first to their last instant. */
final class DayCover {
  private final Findings findings;

  DayCover(Findings findings) {
    this.findings = findings;
  }

  /** Each closed day is covered by windows and gaps, from its first to its last instant. */
  void check(List<Digest> links) {
    Map<String, List<Digest>> byDay = new TreeMap<>();
    links.forEach(
        digest -> byDay.computeIfAbsent(digest.day(), day -> new ArrayList<>()).add(digest));
    byDay.forEach(
        (day, digests) -> {
          Instant begin = LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
          Instant covered = begin;
          for (Interval interval : intervals(digests)) {
            if (interval.from().isAfter(covered)) {
              missing(day, covered, interval.from());
            }
            covered = covered.isAfter(interval.to()) ? covered : interval.to();
          }
          Instant end = begin.plus(Duration.ofDays(1));
          if (covered.isBefore(end)) {
            missing(day, covered, end);
          }
          Digest last = digests.get(digests.size() - 1);
          last.gaps().forEach(gap -> findings.add(Kind.GAP, span(gap), said(gap)));
        });
    between(byDay);
  }

  private static List<Interval> intervals(List<Digest> digests) {
    return digests.stream()
        .flatMap(
            digest ->
                Stream.concat(
                    digest.manifests().stream()
                        .map(named -> new Interval(named.from(), named.to())),
                    digest.gaps().stream().map(gap -> new Interval(gap.from(), gap.to()))))
        .sorted(Comparator.comparing(Interval::from))
        .toList();
  }

  private void missing(String day, Instant from, Instant to) {
    findings.add(
        Kind.WINDOW_MISSING,
        day + ": " + from + " .. " + to,
        "neither a window nor a gap covers this time");
  }

  private static String span(Gap gap) {
    return gap.from() + " .. " + gap.to();
  }

  private static String said(Gap gap) {
    return gap.reason()
        + (gap.sentence() == null ? "" : ": " + gap.sentence())
        + (gap.acknowledgement() == null ? "" : " (noted by " + gap.acknowledgement().who() + ")");
  }

  private void between(Map<String, List<Digest>> byDay) {
    TreeSet<String> days = new TreeSet<>(byDay.keySet());
    if (days.isEmpty()) {
      return;
    }
    LocalDate last = LocalDate.parse(days.first());
    for (LocalDate day : days.stream().map(LocalDate::parse).toList()) {
      if (day.isAfter(last.plusDays(1))) {
        LocalDate first = last.plusDays(1);
        LocalDate end = day.minusDays(1);
        findings.add(
            Kind.NOT_SEALED,
            first.equals(end) ? first.toString() : first + " .. " + end,
            "no digest closes " + (first.equals(end) ? "this day" : "these days"));
      }
      last = day;
    }
  }
}
