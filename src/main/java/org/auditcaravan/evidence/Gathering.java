package org.auditcaravan.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.auditcaravan.archive.JournalEntry;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.evidence.Report.Day;
import org.auditcaravan.evidence.Report.Link;
import org.auditcaravan.evidence.Report.State;
import org.auditcaravan.evidence.SealedDays.Sealed;
import org.auditcaravan.journal.Act;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.verify.ArchiveCopy;
import org.auditcaravan.verify.Finding;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.window.Gap;

/**
 * Puts a report together from an archive.
 *
 * @param prefix what every key of the archive begins with
 * @param from the first UTC day
 * @param to the last UTC day
 */
record Gathering(ArchiveCopy copy, String prefix, String source, LocalDate from, LocalDate to) {

  /** The report, of records that were counted already. */
  Report report(
      SealedDays sealed, Population population, Verdict verdict, Instant now, String version)
      throws IOException {
    List<Act> acts = acts();
    Instant end = to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant begin = from.atStartOfDay(ZoneOffset.UTC).toInstant();
    return new Report(
        1,
        source,
        sealed.links().stream()
            .map(link -> link.digest().organizationId())
            .filter(Objects::nonNull)
            .reduce((first, last) -> last)
            .orElse(null),
        from,
        to,
        now,
        version,
        anchoring(verdict),
        days(sealed),
        population.types(),
        gaps(sealed),
        sealed.links().stream().map(Gathering::link).toList(),
        verdict,
        acts.stream()
            .filter(act -> act instanceof Act.Started && act.at().isBefore(end))
            .map(Act.Started.class::cast)
            .reduce((first, last) -> last)
            .orElse(null),
        acts.stream()
            .filter(act -> !act.at().isBefore(begin) && !act.at().isAfter(now))
            .filter(Gathering::telling)
            .toList(),
        population.unread());
  }

  private static boolean telling(Act act) {
    return act instanceof Act.Started
        || act instanceof Act.Commanded
        || act instanceof Act.Outage
        || act instanceof Act.Acknowledged
        || act instanceof Act.Dismissed;
  }

  private static String anchoring(Verdict verdict) {
    return verdict.findings().stream()
        .filter(finding -> finding.kind() == Finding.Kind.NOT_ANCHORED)
        .map(Finding::sentence)
        .findFirst()
        .orElse("independently anchored");
  }

  /** What is damaged, the verification names. */
  private List<Act> acts() throws IOException {
    try {
      return copy.list(Keys.journal(prefix, source)).parallelStream()
          .map(object -> act(object.key()))
          .flatMap(Optional::stream)
          .sorted(Comparator.comparingLong(JournalEntry::sequence))
          .map(JournalEntry::act)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Optional<JournalEntry> act(String key) {
    byte[] bytes;
    try {
      bytes = copy.bytes(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return Optional.of(JournalEntry.read(key, bytes));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<Day> days(SealedDays sealed) {
    Map<String, List<Digest>> byDay =
        sealed.links().stream().map(Sealed::digest).collect(Collectors.groupingBy(Digest::day));
    List<Day> days = new ArrayList<>();
    for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
      List<Digest> links = byDay.getOrDefault(date.toString(), List.of());
      LocalDate day = date;
      boolean expired = sealed.horizon().filter(day::isBefore).isPresent();
      days.add(
          links.isEmpty()
              ? new Day(date, expired ? State.EXPIRED : State.OPEN, 0, 0, 0)
              : day(date, links));
    }
    return days;
  }

  private static Day day(LocalDate date, List<Digest> links) {
    long events = links.stream().mapToLong(Digest::events).sum();
    long records = links.stream().mapToLong(Digest::records).sum();
    List<Gap> gaps = links.get(links.size() - 1).gaps();
    State state = State.COVERED;
    if (!gaps.isEmpty()) {
      state = State.GAP;
    } else if (events == 0) {
      boolean seen =
          links.stream()
              .map(Digest::emptyObserved)
              .anyMatch(seenOnly -> !List.of().equals(seenOnly));
      state = seen ? State.SEEN_EMPTY : State.EMPTY;
    }
    return new Day(date, state, events, records, gaps.size());
  }

  /** As the newest link of each day tells them. */
  private static List<Gap> gaps(SealedDays sealed) {
    return sealed.links().stream()
        .collect(Collectors.toMap(link -> link.digest().day(), Sealed::digest, (a, b) -> b))
        .values()
        .stream()
        .flatMap(digest -> digest.gaps().stream())
        .sorted(Comparator.comparing(Gap::from))
        .toList();
  }

  private static Link link(Sealed link) {
    Digest digest = link.digest();
    return new Link(
        digest.sequence(),
        digest.day(),
        digest.number(),
        link.key(),
        link.sha256(),
        digest.keyId(),
        digest.sealedAt(),
        digest.events(),
        digest.records());
  }
}
