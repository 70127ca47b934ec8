package org.auditcaravan.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.auditcaravan.archive.SpoolBudget;
import org.auditcaravan.archive.SpoolFull;
import org.auditcaravan.archive.SpoolRoom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records keep every value on their way through Parquet; all golden records take it. */
class ParquetTest {
  @TempDir Path folder;

  @Test
  void everyGoldenRecordComesBackAsItWas() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    RecordSum before = new RecordSum();
    for (String line : golden()) {
      byte[] bytes = utf8(line);
      rows.add(RecordRow.of(bytes, 0, bytes.length));
      before.add(rows.get(rows.size() - 1));
    }
    RecordSum after = new RecordSum();
    List<Object[]> back = new ArrayList<>();
    ParquetRows.forEach(
        write("a", rows),
        row -> {
          back.add(row);
          after.add(row);
        });
    assertThat(back).usingRecursiveComparison().isEqualTo(rows);
    assertThat(after.hex()).isEqualTo(before.hex());
    assertThat(after.records()).isEqualTo(rows.size()).isGreaterThan(40);
  }

  @Test
  void theSumIsTheSameInAnyOrderAndAnotherForAnyOtherValue() throws IOException {
    List<String> lines = golden();
    String sum = sum(lines);
    Collections.shuffle(lines, new Random(1));
    assertThat(sum(lines)).isEqualTo(sum);
    lines.set(0, lines.get(0).replaceFirst("\"error\":null", "\"error\":\"\""));
    assertThat(sum(lines)).isNotEqualTo(sum);
    lines.add(lines.get(1));
    lines.add(lines.get(1));
    assertThat(sum(lines)).isNotEqualTo(sum);
  }

  @Test
  void theSameRowsGiveTheSameBytes() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    for (String line : golden()) {
      rows.add(RecordRow.of(utf8(line), 0, utf8(line).length));
    }
    assertThat(write("a", rows)).hasSameBinaryContentAs(write("b", rows));
  }

  @Test
  void aLineThatIsNoRecordOfThisVersionIsRefused() throws IOException {
    String line = golden().get(0);
    for (String other :
        List.of(
            line.replace("\"error\"", "\"mistake\""),
            line.replaceFirst("\\}$", ",\"more\":1}"),
            "{}",
            line.substring(0, line.length() - 1))) {
      byte[] bytes = utf8(other);
      assertThatThrownBy(() -> RecordRow.of(bytes, 0, bytes.length))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFileThatIsNoParquetIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "PAR1 is not enough PAR1");
    assertThatThrownBy(() -> ParquetRows.forEach(file, row -> {})).isInstanceOf(IOException.class);
  }

  @Test
  void linesAreSortedThroughFilesOfWhichFewAreOpen() throws IOException {
    SpoolBudget budget = new SpoolBudget(1 << 20, 1);
    SortedLines sorted = new SortedLines(new SpoolRoom(folder, "acme", budget), folder, 1 << 10);
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      String key = "%09d".formatted(random.nextInt(1_000_000_000));
      lines.add(key + "x".repeat(300));
      sorted.add(utf8(key), utf8(lines.get(i)));
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> runs = files.toList();
        assertThat(runs).hasSizeLessThanOrEqualTo(49);
        assertThat(budget.used()).isEqualTo(runs.stream().mapToLong(run -> length(run)).sum());
      }
    }
    List<String> seen = new ArrayList<>();
    sorted.forEach(line -> seen.add(new String(line, StandardCharsets.UTF_8)));
    Collections.sort(lines);
    assertThat(seen).isEqualTo(lines);
    assertThat(folder).isEmptyDirectory();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whatIsSortedCountsAmongFilesUnderWay() {
    SpoolBudget budget = new SpoolBudget(1 << 12, 1);
    SortedLines sorted = new SortedLines(new SpoolRoom(folder, "acme", budget), folder, 1 << 10);
    byte[] line = new byte[1 << 9];
    Random random = new Random(7);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20; i++) {
                random.nextBytes(line);
                sorted.add(line.clone(), line.clone());
              }
            })
        .isInstanceOf(SpoolFull.class);
    assertThat(budget.used()).isLessThanOrEqualTo(1 << 12);
  }

  private static long length(Path file) {
    return file.toFile().length();
  }

  private Path write(String name, List<Object[]> rows) throws IOException {
    Path file = folder.resolve(name);
    try (ParquetWrite out = new ParquetWrite(file)) {
      for (Object[] row : rows) {
        out.write(row);
      }
    }
    return file;
  }

  private static String sum(List<String> lines) throws IOException {
    RecordSum sum = new RecordSum();
    for (String line : lines) {
      sum.add(RecordRow.of(utf8(line), 0, utf8(line).length));
    }
    return sum.hex();
  }

  static List<String> golden() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources/normalize"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
