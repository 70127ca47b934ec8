package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotDiffTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1}|{\"a\":1}|",
        "{\"a\":1}|{\"a\":1.0}|a: 1 -> 1.0",
        "{\"a\":\"x\"}|{\"a\":\"\\u0078\"}|a: x -> x",
        "{\"a\":{\"b\":1}}|{\"a\":{\"b\":2}}|a.b: 1 -> 2",
        "{\"a\":1}|{}|a: 1 -> null",
        "{}|{\"a\":{\"c\":1,\"b\":[2,3]}}|a.b[0]: null -> 2; a.b[1]: null -> 3; a.c: null -> 1",
        "{\"a\":[1,2,3]}|{\"a\":[2,3]}|a[0]: 1 -> null",
        "{\"a\":[1,2,3]}|{\"a\":[3]}|a[0]: 1 -> null; a[1]: 2 -> null",
        "{\"a\":[1]}|{\"a\":[0,1,2]}|a[0]: null -> 0; a[2]: null -> 2",
        "{\"a\":[1,2]}|{\"a\":[1,9]}|a[1]: 2 -> 9",
        "{\"a\":[{\"b\":1},{\"b\":2}]}|{\"a\":[{\"b\":1},{\"b\":3}]}|a[1].b: 2 -> 3",
        "{\"a\":{\"b\":1}}|{\"a\":[1]}|a: {\"b\":1} -> [1]",
        "{\"a\":[]}|{\"a\":\"x\"}|a: null -> x",
        "{\"a\":null}|{\"a\":false}|a: null -> false",
        "{\"a/b\":1,\"c~d\":1}|{\"a/b\":2,\"c~d\":2}|a/b: 1 -> 2; c~d: 1 -> 2",
        "{\"a\":{\"0\":1}}|{\"a\":{\"0\":2}}|a.0: 1 -> 2",
        "{\"a\":1,\"a\":2}|{\"a\":2}|",
        "{\"b\":1,\"a\":1}|{\"a\":2,\"b\":2}|a: 1 -> 2; b: 1 -> 2"
      })
  void differencesAreNamedByTheirPath(String before, String after, String changes) {
    assertThat(diff(before, after)).isEqualTo(changes == null ? "" : changes);
  }

  @Test
  void listPositionsAreSortedByNumber() {
    assertThat(diff(null, "{\"a\":[0,1,2,3,4,5,6,7,8,9,10]}"))
        .endsWith("a[9]: null -> 9; a[10]: null -> 10");
  }

  @Test
  void anEmptySnapshotIsNoChange() {
    assertThat(diff(null, "{}")).isEmpty();
    assertThat(diff("{}", null)).isEmpty();
  }

  @Test
  void aVeryLongListIsOneValue() {
    String list = "[" + "1,".repeat(2_000) + "1]";

    assertThat(diff("{\"a\":" + list + "}", "{\"a\":[1]}")).isEqualTo("a: " + list + " -> [1]");
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aRemovedElementIsNamedByItsFormerPlaceAndOthersByTheirNewOne(int seed) {
    Random random = new Random(seed);
    List<Integer> before = random.ints(random.nextInt(8), 0, 5).boxed().toList();
    List<Integer> after = random.ints(random.nextInt(8), 0, 5).boxed().toList();
    int length = before.size();

    for (Change change : changes("{\"a\":" + before + "}", "{\"a\":" + after + "}")) {
      String key = text(change.key());
      int place = Integer.parseInt(key.substring(2, key.length() - 1));
      if (change.next() == null) {
        assertThat(text(change.previous())).isEqualTo(before.get(place).toString());
        length--;
      } else {
        assertThat(text(change.next())).isEqualTo(after.get(place).toString());
        length += change.previous() == null ? 1 : 0;
      }
    }

    assertThat(length).isEqualTo(after.size());
  }

  private static String diff(String before, String after) {
    return String.join(
        "; ",
        changes(before, after).stream()
            .map(
                change ->
                    text(change.key())
                        + ": "
                        + text(change.previous())
                        + " -> "
                        + text(change.next()))
            .toList());
  }

  private static List<Change> changes(String before, String after) {
    return SnapshotDiff.between(json(before), json(after));
  }

  private static Json json(String text) {
    return text == null
        ? null
        : JsonReader.read(text.getBytes(UTF_8), 0, text.getBytes(UTF_8).length);
  }

  private static String text(byte[] quoted) {
    return quoted == null ? null : JsonReader.read(quoted, 0, quoted.length).text();
  }
}
