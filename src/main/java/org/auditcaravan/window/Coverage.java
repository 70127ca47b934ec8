package org.auditcaravan.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** What the table of windows says about one source, gone through once in order of time. */
final class Coverage {
  private final Map<String, Long> states = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private Instant from;
  private Instant to;
  private boolean broken;
  private final List<Acknowledgement> acknowledgements;

  private Coverage(List<Acknowledgement> acknowledgements) {
    this.acknowledgements = acknowledgements;
  }

  static Coverage of(Handle handle, String source) {
    Coverage coverage = new Coverage(Acknowledgements.of(handle, source));
    handle
        .createQuery("SELECT * FROM windows WHERE source = :source ORDER BY from_at, id")
        .bind("source", source)
        .map((rs, ctx) -> WindowRow.of(rs))
        .forEach(coverage::add);
    return coverage;
  }

  Map<String, Long> states() {
    return states;
  }

  List<Gap> gaps() {
    return gaps;
  }

  List<Acknowledgement> acknowledgements() {
    return acknowledgements;
  }

  Instant from() {
    return from;
  }

  Instant to() {
    return to;
  }

  private void add(WindowRow row) {
    states.merge(row.state().text(), 1L, Long::sum);
    if (row.state() == WindowState.SPLIT) {
      return;
    }
    boolean rescope = row.nextScope() != null || GapReason.SCOPE_CHANGED.equals(row.reason());
    boolean read = row.manifests() > 0 && !rescope;
    boolean recoverable =
        row.state() != WindowState.GAP
            && (row.manifests() == 0 || row.nextScope() != null || row.retryAt() != null);
    if (row.reason() != null) {
      add(gap(row, row.reason(), row.sentence(), recoverable));
    }
    if (row.shortfall() != null) {
      add(gap(row, row.shortfallReason(), row.shortfall(), false));
    }
    List<String> uncovered = row.manifests() == 0 ? List.of() : row.scope().uncovered();
    if (!uncovered.isEmpty()) {
      add(
          gap(
              row,
              GapReason.UNCOVERED,
              "the realtime query does not have "
                  + String.join(", ", uncovered)
                  + ": set the source's mode to auto, then extract this time again",
              false));
    }
    boolean lost =
        row.shortfall() != null || !uncovered.isEmpty() || (row.reason() != null && !recoverable);
    cover(row.window(), read && !lost, lost);
  }

  /** What is lost for ever does not hold back the coverage after it; what is owed does. */
  private void cover(Window window, boolean read, boolean lost) {
    boolean hole = to != null && window.from().isAfter(to);
    broken |= hole || !(read || lost);
    if (broken) {
      return;
    }
    if (lost) {
      from = null;
    } else if (from == null) {
      from = window.from();
    }
    to = window.to();
  }

  private static Gap gap(WindowRow row, String reason, String sentence, boolean recoverable) {
    return new Gap(
        row.window().from(),
        row.window().to(),
        reason,
        sentence,
        recoverable,
        recoverable ? row.purgeAt() : null,
        row.attempt(),
        recoverable ? row.retryAt() : null,
        null);
  }

  private Acknowledgement acknowledgement(Gap gap) {
    return acknowledgements.stream().filter(by -> by.covers(gap)).findFirst().orElse(null);
  }

  private void add(Gap found) {
    Gap gap = found.acknowledged(acknowledgement(found));
    Gap last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
    boolean continues =
        last != null
            && !last.recoverable()
            && !gap.recoverable()
            && last.to().equals(gap.from())
            && last.reason().equals(gap.reason())
            && Objects.equals(last.acknowledgement(), gap.acknowledgement());
    if (continues) {
      gaps.set(
          gaps.size() - 1,
          new Gap(
              last.from(),
              gap.to(),
              gap.reason(),
              last.sentence(),
              false,
              null,
              Math.max(last.attempts(), gap.attempts()),
              null,
              gap.acknowledgement()));
    } else {
      gaps.add(gap);
    }
  }
}
