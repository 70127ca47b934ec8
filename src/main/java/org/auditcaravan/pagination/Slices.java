package org.auditcaravan.pagination;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Window;

/**
 * The intervals that requests ask for: the window with the overlap at both ends, cut where the
 * vendor allows no longer interval.
 *
 * @param from the first instant asked for
 * @param to the last instant asked for
 */
record Slices(Instant from, Instant to) {
  private static final Duration EDGE = Duration.ofMillis(1);

  static List<Slices> of(Source source, Window window) {
    Duration overlap = source.config().overlap();
    Duration longest = source.api().defaults().longestInterval();
    Instant end = window.to().plus(overlap);
    List<Slices> slices = new ArrayList<>();
    for (Instant from = window.from().minus(overlap); from.isBefore(end); ) {
      Instant to = from.plus(longest).isBefore(end) ? from.plus(longest) : end;
      slices.add(new Slices(from, to));
      from = to;
    }
    return slices;
  }

  /**
   * Both halves, cut at a full second; nothing below two seconds, which is as fine as it gets. They
   * overlap a little, since nobody says whether an interval holds its ends. A half is left out in
   * which there is nothing of the window but its edge.
   */
  List<Slices> halves(Window window) {
    long seconds = Duration.between(from, to).toSeconds();
    if (seconds < 2) {
      return List.of();
    }
    Instant middle =
        Instant.ofEpochSecond(from.plusMillis(500).getEpochSecond()).plusSeconds(seconds / 2);
    return Stream.of(new Slices(from, middle.plus(EDGE)), new Slices(middle.minus(EDGE), to))
        .filter(half -> half.to().minus(EDGE).isAfter(window.from()))
        .filter(half -> half.from().plus(EDGE).isBefore(window.to()))
        .toList();
  }
}
