package org.auditcaravan.cli;

import java.util.ArrayList;
import java.util.List;
import org.auditcaravan.window.Lateness;
import org.auditcaravan.window.Reconciled;
import org.auditcaravan.window.SourceStatus;

/** What {@code status} says about the vendor, beside what is covered: one line each. */
final class Observations {
  private Observations() {}

  static List<String> of(SourceStatus status) {
    List<String> lines = new ArrayList<>();
    if (status.suspectedRetention() != null) {
      lines.add(
          status.source() + ": suspected retention: " + status.suspectedRetention().sentence());
    }
    Lateness lateness = status.lateness();
    if (lateness.late() > 0) {
      StringBuilder line = new StringBuilder();
      line.append(status.source())
          .append(": late: ")
          .append(lateness.late())
          .append(" of ")
          .append(lateness.onTime() + lateness.late())
          .append(" events, at most ")
          .append(lateness.longest());
      lateness
          .delays()
          .forEach(
              delay ->
                  line.append("; ")
                      .append(delay.events())
                      .append(" within ")
                      .append(delay.within())
                      .append(" by recheck ")
                      .append(delay.recheck()));
      lines.add(line.toString());
    }
    if (lateness.hint() != null) {
      lines.add(status.source() + ": hint: " + lateness.hint());
    }
    Reconciled reconciled = status.reconciled();
    if (reconciled.windows() > 0) {
      lines.add(
          "%s: reconciled: %d windows read by another way, %d events; the archive lacked %d, and has %d more"
              .formatted(
                  status.source(),
                  reconciled.windows(),
                  reconciled.seen(),
                  reconciled.missing(),
                  reconciled.unseen()));
    }
    return lines;
  }
}
