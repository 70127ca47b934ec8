package org.auditcaravan.evidence;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.auditcaravan.evidence.Report.Count;
import org.auditcaravan.evidence.Report.Day;
import org.auditcaravan.evidence.Report.Link;
import org.auditcaravan.evidence.Report.State;
import org.auditcaravan.journal.Act;
import org.auditcaravan.verify.Finding;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.window.Acknowledgement;
import org.auditcaravan.window.Gap;

/** Reports with invented content, awkward where they can be. */
final class Reports {
  static final LocalDate FIRST = LocalDate.parse("2026-01-15");
  static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  static final String HASH = "0123456789abcdef".repeat(4);

  private Reports() {}

  /** So many days and entity types, and texts that want to be markup. */
  static Report of(int days, int types, List<String> names, boolean intact) {
    List<Day> all = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      LocalDate date = FIRST.plusDays(i);
      State state =
          switch (i % 29) {
            case 7 -> State.GAP;
            case 13 -> State.EMPTY;
            case 19 -> State.SEEN_EMPTY;
            default -> i > days - 4 ? State.OPEN : i < days / 20 ? State.EXPIRED : State.COVERED;
          };
      boolean full = state == State.COVERED || state == State.GAP;
      long records =
          full ? 400 + (i * 7919L) % 1500 * (date.getDayOfWeek().getValue() > 5 ? 0 : 1) : 0;
      all.add(new Day(date, state, records / 2, records, state == State.GAP ? 1 : 0));
      if (state == State.GAP) {
        gaps.add(gap(date, names.get(i % names.size()), i % 2 == 0));
      }
      if (state != State.OPEN && state != State.EXPIRED) {
        links.add(
            new Link(
                i + 1,
                date.toString(),
                i % 31 == 30 ? 1 : 0,
                "audit/digests/source=acme/%08d_%s.json".formatted(i + 1, date),
                HASH,
                i % 50 == 49 ? null : HASH,
                date.plusDays(4).atStartOfDay().toInstant(java.time.ZoneOffset.UTC),
                records / 2,
                records));
      }
    }
    List<Count> counts = new ArrayList<>();
    for (int i = 0; i < types; i++) {
      counts.add(
          new Count(
              i == 3 ? null : names.get(i % names.size()) + (i < names.size() ? "" : i),
              90000 / (i + 1)));
    }
    return new Report(
        1,
        "acme",
        "org-1",
        FIRST,
        FIRST.plusDays(Math.max(0, days - 1)),
        NOW,
        "0.1.0",
        "not independently anchored",
        all,
        counts,
        gaps,
        links,
        verdict(intact, names, links),
        started(names),
        journal(names),
        intact ? List.of() : List.of("audit/records/" + names.get(0)));
  }

  private static Gap gap(LocalDate date, String sentence, boolean noted) {
    Instant from = Instant.parse(date + "T04:00:00Z");
    return new Gap(
        from,
        from.plusSeconds(3600),
        "forbidden",
        sentence,
        !noted,
        noted ? null : NOW,
        4,
        null,
        noted ? new Acknowledgement(from, from, "forbidden", "ann", sentence, NOW, null) : null);
  }

  private static Verdict verdict(boolean intact, List<String> names, List<Link> links) {
    List<Finding> findings = new ArrayList<>();
    if (!intact) {
      findings.add(
          new Finding(
              Finding.Kind.CHANGED,
              "audit/records/source=acme/date=2026-01-20/20260120T000000Z_20260120T060000Z_0-0-0123456789abcdef.jsonl.zst",
              "its SHA-256 is " + HASH + " instead of " + HASH));
      findings.add(
          new Finding(
              Finding.Kind.WINDOW_MISSING,
              names.get(0),
              "neither a window nor a gap covers this time"));
    }
    findings.add(new Finding(Finding.Kind.NOT_ANCHORED, "acme", "not independently anchored"));
    return new Verdict("acme", links.size(), links.size(), 1234, 123456789, 98765, 98765, findings);
  }

  private static Act.Started started(List<String> names) {
    Map<String, String> configuration = new TreeMap<>();
    configuration.put("audit.sources.acme.api", "genesys-audits");
    configuration.put("audit.sources.acme.client-secret", "(set)");
    configuration.put("audit.sources.acme.filters.EntityType", names.get(0));
    for (int i = 0; i < 40; i++) {
      configuration.put("audit.some.key-" + i, "value " + i);
    }
    return new Act.Started(
        "acme",
        NOW,
        NOW,
        "genesys-audits",
        "ann",
        "0.1.0",
        new TreeMap<>(Map.of("page.camel.yaml", HASH, "mapping-genesys-audits.yaml", HASH)),
        HASH,
        configuration);
  }

  private static List<Act> journal(List<String> names) {
    return List.of(
        started(names),
        new Act.Commanded(
            "acme",
            NOW,
            names.get(0),
            List.of("dismiss", "--because", names.get(0)),
            "0.1.0",
            HASH),
        new Act.Outage("acme", NOW, NOW, NOW.plusSeconds(60), "index", names.get(0)),
        new Act.Acknowledged("acme", NOW, NOW, NOW, "forbidden", true, null, "ann", names.get(0)),
        new Act.Dismissed("acme", NOW, "ann", names.get(0), List.of("a", "b")));
  }
}
