package org.auditcaravan.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.DeadLetter;
import org.auditcaravan.deadletter.Reason;

/** How commands show dead letters, and how their reasons are typed. */
final class LetterLines {
  private LetterLines() {}

  static void print(PrintWriter out, List<DeadLetter> letters) {
    letters.forEach(
        letter ->
            out.printf(
                "%d %s %s %s since %s, %d attempts: %s%n",
                letter.id(),
                letter.source(),
                letter.sink(),
                letter.reason().text(),
                letter.firstFailure(),
                letter.attempts(),
                letter.message()));
  }

  /**
   * The reason of that text.
   *
   * @throws Fault when there is none
   */
  static Reason reason(String text) {
    return Reason.of(text)
        .orElseThrow(
            () ->
                new Fault(
                    "--reason "
                        + text
                        + " is unknown: use one of "
                        + Stream.of(Reason.values())
                            .map(Reason::text)
                            .collect(Collectors.joining(", "))));
  }
}
