package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartLinesTest {
  @TempDir Path folder;

  @Test
  void readsPartsOfBothCodecsInOrder() throws IOException {
    Path one = Parts.write(folder.resolve("1.jsonl.gz"), List.of("a", "", "bb"));
    Path none = Parts.write(folder.resolve("2.jsonl.gz"), List.of());
    Path two = Parts.write(folder.resolve("3.jsonl.zst"), List.of("ccc"));
    assertThat(lines(List.of(one, none, two))).containsExactly("a", "", "bb", "ccc");
  }

  @Test
  void linesLongerThanTheBufferAreWhole() throws IOException {
    List<String> lines = List.of("x".repeat(70_000), "y", "z".repeat(1_000_000), "w");
    assertThat(lines(List.of(Parts.write(folder.resolve("1.jsonl.gz"), lines)))).isEqualTo(lines);
  }

  @Test
  void manyShortLinesComeAcrossTheBuffersEdges() throws IOException {
    String[] lines = new String[50_000];
    Arrays.setAll(lines, i -> "line " + i);
    assertThat(lines(List.of(Parts.write(folder.resolve("1.jsonl.zst"), List.of(lines)))))
        .containsExactly(lines);
  }

  @Test
  void aPartThatIsCutOffIsNamed() throws IOException {
    Path part = Parts.write(folder.resolve("1.jsonl.gz"), Parts.records(100));
    byte[] bytes = Files.readAllBytes(part);
    Files.write(part, Arrays.copyOf(bytes, bytes.length - 20));
    assertThatThrownBy(() -> lines(List.of(part)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1.jsonl.gz cannot be read after line");
  }

  private static List<String> lines(List<Path> parts) {
    List<String> read = new ArrayList<>();
    try (PartLines lines = new PartLines(parts)) {
      while (lines.advance()) {
        int length = lines.to() - lines.from();
        read.add(new String(lines.bytes(), lines.from(), length, StandardCharsets.UTF_8));
      }
    }
    return read;
  }
}
