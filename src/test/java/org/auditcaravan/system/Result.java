package org.auditcaravan.system;

import java.time.Duration;

/**
 * What one fault in one mode, with one database, has led to.
 *
 * @param struck how often the fault has struck this source; of a kill, each window under way counts
 * @param events events that the source asks for
 * @param extra pages that the vendor served beyond what one read of each window takes
 * @param bound the most that they may be
 * @param failure what does not hold, or null
 */
record Result(
    String fault,
    Mode mode,
    Database database,
    int struck,
    int events,
    int extra,
    int bound,
    Duration took,
    String failure) {

  Result failed(String sentence) {
    return new Result(fault, mode, database, struck, events, extra, bound, took, sentence);
  }

  /** A line of the table. */
  String row() {
    return "%-40s %-9s %-11s %6d %7d %6d of %-6d %4d s  %s"
        .formatted(
            fault,
            mode,
            database,
            struck,
            events,
            extra,
            bound,
            took.toSeconds(),
            failure == null ? "holds" : "FAILS: " + failure);
  }
}
