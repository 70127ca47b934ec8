package org.auditcaravan.seal;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.auditcaravan.archive.SpoolRoom;

/** Sorts lines by keys of bytes, unsigned, through files, so that memory is bounded. */
final class SortedLines {
  /** Beside its bytes, about what a line takes in memory. */
  private static final int LINE_OVERHEAD = 64;

  /** How many files are open at a time. */
  private static final int MOST_RUNS = 48;

  private static final int BUFFER = 1 << 16;
  private static final int LEVEL = 1;

  private record Line(byte[] key, byte[] bytes) {}

  private static final Comparator<Line> ORDER =
      Comparator.comparing(Line::key, Arrays::compareUnsigned)
          .thenComparing(Line::bytes, Arrays::compareUnsigned);

  /** Takes lines in order. */
  @FunctionalInterface
  interface Sink {
    void line(byte[] bytes) throws IOException;
  }

  private final SpoolRoom room;
  private final Path folder;
  private final long runBytes;
  private final List<Path> runs = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private long held;
  private int made;

  /**
   * @param room where the files count
   * @param folder where they go, in that room
   * @param runBytes how many bytes are sorted in memory at a time
   */
  SortedLines(SpoolRoom room, Path folder, long runBytes) {
    this.room = room;
    this.folder = folder;
    this.runBytes = runBytes;
  }

  void add(byte[] key, byte[] line) throws IOException {
    lines.add(new Line(key, line));
    held += key.length + line.length + LINE_OVERHEAD;
    if (held >= runBytes) {
      spill();
    }
  }

  private void spill() throws IOException {
    lines.sort(ORDER);
    if (runs.size() == MOST_RUNS) {
      List<Path> merged = List.copyOf(runs);
      runs.clear();
      long most = 0;
      for (Path run : merged) {
        most += Files.size(run);
      }
      write(most, out -> merge(merged, line -> put(out, line)));
    }
    write(
        held,
        out -> {
          for (Line line : lines) {
            put(out, line);
          }
        });
    lines.clear();
    held = 0;
  }

  private interface Content {
    void put(DataOutputStream out) throws IOException;
  }

  /** Takes as much room as it may need, and gives back what it does not. */
  private void write(long most, Content content) throws IOException {
    room.take(most);
    Path run = folder.resolve("run-" + made++);
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new ZstdOutputStream(Files.newOutputStream(run), LEVEL), BUFFER))) {
      content.put(out);
    }
    runs.add(run);
    room.free(most - Files.size(run));
  }

  /** Hands all lines over, in order; to be called once. */
  void forEach(Sink to) throws IOException {
    spill();
    merge(runs, line -> to.line(line.bytes()));
  }

  private interface Lines {
    void line(Line line) throws IOException;
  }

  private void merge(List<Path> runs, Lines to) throws IOException {
    PriorityQueue<Run> open =
        new PriorityQueue<>(Comparator.comparing((Run run) -> run.first, ORDER));
    try {
      for (Path run : runs) {
        Run opened = new Run(run);
        if (opened.first == null) {
          opened.close();
        } else {
          open.add(opened);
        }
      }
      while (!open.isEmpty()) {
        Run least = open.remove();
        to.line(least.first);
        if (least.advance()) {
          open.add(least);
        } else {
          least.close();
        }
      }
    } finally {
      for (Run left : open) {
        left.close();
      }
    }
  }

  private static void put(DataOutputStream out, Line line) throws IOException {
    out.writeInt(line.key().length);
    out.write(line.key());
    out.writeInt(line.bytes().length);
    out.write(line.bytes());
  }

  private final class Run implements AutoCloseable {
    private final Path file;
    private final DataInputStream in;
    private Line first;

    Run(Path file) throws IOException {
      this.file = file;
      this.in =
          new DataInputStream(
              new BufferedInputStream(new ZstdInputStream(Files.newInputStream(file)), BUFFER));
      advance();
    }

    boolean advance() throws IOException {
      try {
        first = new Line(in.readNBytes(in.readInt()), in.readNBytes(in.readInt()));
      } catch (EOFException e) {
        first = null;
      }
      return first != null;
    }

    @Override
    public void close() throws IOException {
      in.close();
      room.free(Files.size(file));
      Files.delete(file);
    }
  }
}
