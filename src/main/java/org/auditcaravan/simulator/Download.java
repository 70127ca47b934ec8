package org.auditcaravan.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A result set as one file, made piece by piece; without any expansion. */
final class Download {
  private static final int PIECE = 200;

  private final EventWriter writer;
  private final Selection selection;
  private final boolean lines;
  private final boolean array;
  private int next;
  private boolean begun;
  private boolean ended;

  Download(EventWriter writer, Selection selection, int first, Habits habits) {
    this.writer = writer;
    this.selection = selection;
    this.next = first;
    this.lines = habits.is("download", "lines");
    this.array = habits.is("download", "array");
  }

  /** The next piece, or null at the end. */
  byte[] piece() {
    if (ended) {
      return null;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 18);
    if (!begun && !lines) {
      text(out, array ? "[" : "{\"entities\":[");
    }
    for (int i = 0; i < PIECE && next >= 0; i++) {
      if (begun) {
        text(out, lines ? "\n" : ",");
      }
      begun = true;
      out.writeBytes(writer.write(next, false));
      next = selection.after(next);
    }
    if (next < 0) {
      ended = true;
      text(out, lines ? "" : array ? "]" : "]}");
    }
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
