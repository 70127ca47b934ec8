package org.auditcaravan.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.auditcaravan.window.Progress;

/** Shows how far long work has come: in one line on a terminal, else in plain lines for a log. */
final class ProgressLine {
  private final PrintWriter out;
  private final InstantSource clock;
  private final boolean terminal = System.console() != null;
  private final Instant start;
  private String shown = "";

  ProgressLine(PrintWriter out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.start = clock.instant();
  }

  void show(Progress progress) {
    long through = progress.done() + progress.failed() + progress.gaps();
    String text =
        "windows %d/%d, events %d%s"
            .formatted(through, progress.windows(), progress.events(), left(progress, through));
    if (text.equals(shown)) {
      return;
    }
    shown = text;
    if (terminal) {
      out.print("\r\u001b[K" + text + (progress.finished() ? "\n" : ""));
    } else {
      out.println(text);
    }
    out.flush();
  }

  private String left(Progress progress, long through) {
    Duration passed = Duration.between(start, clock.instant());
    if (through == 0 || passed.isZero()) {
      return "";
    }
    long rate = progress.events() * 1000 / Math.max(1, passed.toMillis());
    Duration left = passed.multipliedBy(progress.windows() - through).dividedBy(through);
    return ", %d events/s, %d s left".formatted(rate, left.toSeconds());
  }
}
