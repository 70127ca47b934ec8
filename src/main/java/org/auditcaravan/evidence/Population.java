package org.auditcaravan.evidence;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.LineReader;
import org.auditcaravan.archive.Part;
import org.auditcaravan.evidence.Report.Count;
import org.auditcaravan.seal.RecordValues;
import org.auditcaravan.verify.ArchiveCopy;

/**
 * All records of some parts, read once: counted by the type of what they tell of and, where that is
 * asked for, written as CSV.
 */
final class Population {
  /** The event itself stays in the archive, and its time stands in a row once. */
  private static final List<String> COLUMNS =
      RecordValues.columns().stream()
          .filter(name -> !name.equals("rawPayload") && !name.equals("@timestamp"))
          .toList();

  private final Map<String, long[]> types = new HashMap<>();
  private final List<String> unread = new ArrayList<>();

  /** Counts only. */
  void read(ArchiveCopy copy, List<Part> parts) throws IOException {
    read(copy, parts, Writer.nullWriter());
  }

  /** Counts, and writes a table with one row a record, in the order of the parts. */
  void write(ArchiveCopy copy, List<Part> parts, Path csv) throws IOException {
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(Files.newOutputStream(csv), StandardCharsets.UTF_8), 1 << 16)) {
      Csv.row(out, COLUMNS);
      read(copy, parts, out);
    }
  }

  private void read(ArchiveCopy copy, List<Part> parts, Writer out) throws IOException {
    for (Part part : parts) {
      // What is gone, away or damaged, the verification names.
      try (InputStream in = copy.open(part.key())) {
        lines(ArchiveReader.expanded(in, part.key()), out);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (IOException e) {
        unread.add(part.key());
      }
    }
  }

  private void lines(InputStream in, Writer out) throws IOException {
    LineReader lines = new LineReader(in);
    while (lines.advance()) {
      RecordValues record = RecordValues.of(lines.bytes(), lines.from(), lines.to());
      types.computeIfAbsent(record.text("entityType"), type -> new long[1])[0]++;
      try {
        Csv.row(out, COLUMNS.stream().map(record::text).toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The records by the type of what they tell of, most first. */
  List<Count> types() {
    return types.entrySet().stream()
        .map(type -> new Count(type.getKey(), type.getValue()[0]))
        .sorted(
            Comparator.comparingLong(Count::records)
                .reversed()
                .thenComparing(Count::name, Comparator.nullsLast(Comparator.naturalOrder())))
        .toList();
  }

  /** Parts that could not be read to their end. */
  List<String> unread() {
    return List.copyOf(unread);
  }
}
