package org.auditcaravan.cli;

import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.window.Gap;
import org.auditcaravan.window.Ledger;

/** Takes note of gaps, with name and reason. */
@Singleton
public class GapNotes {
  private final Ledger ledger;
  private final Journal journal;
  private final InstantSource clock;

  public GapNotes(Ledger ledger, Journal journal, InstantSource clock) {
    this.ledger = ledger;
    this.journal = journal;
    this.clock = clock;
  }

  void take(
      PrintWriter out, String source, Instant from, Instant to, String because, boolean dryRun) {
    List<Gap> open = ledger.acknowledgements().open(source, from, to);
    for (Gap gap : open) {
      out.printf("%s: gap %s .. %s (%s)%n", source, gap.from(), gap.to(), gap.reason());
      if (!dryRun) {
        ledger.acknowledgements().acknowledge(act(source, gap, because), journal);
      }
    }
    out.printf("%d gaps %s%n", open.size(), dryRun ? "would be acknowledged" : "are acknowledged");
  }

  private Act.Acknowledged act(String source, Gap gap, String because) {
    return new Act.Acknowledged(
        source,
        clock.instant(),
        gap.from(),
        gap.to(),
        gap.reason(),
        gap.recoverable(),
        gap.sentence(),
        System.getProperty("user.name"),
        because);
  }
}
