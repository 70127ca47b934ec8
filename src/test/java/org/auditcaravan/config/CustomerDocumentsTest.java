package org.auditcaravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each claim of the customer's documents has a row, and each row a test that exists. */
class CustomerDocumentsTest {
  private static final Path DOCUMENTS = Path.of("src/docs/customer-documents.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Path PAIRS = Path.of("src/test/resources/normalize");
  private static final Pattern SCENARIO = Pattern.compile("(\\w+Test)`? \\(\"([^\"]+)\"\\)");
  private static final Pattern TEST = Pattern.compile("\\b([A-Z]\\w+(?:Test|IT))\\b(?:\\.(\\w+))?");
  private static final Pattern METHOD = Pattern.compile("`([a-z]\\w*_\\w+)`");
  private static final Pattern PAIR = Pattern.compile("`(?:([a-z-]+)/)?([a-z-]+-[a-z-]+)`");

  private final Map<String, String> classes = sources();

  /** A row of a table below a heading such as {@code 002: ...}. */
  private record Row(String document, Map<String, String> cells) {
    String test() {
      return cells.getOrDefault("test", "");
    }

    boolean notOffered() {
      return String.join(" ", cells.values()).contains("not offered");
    }
  }

  @Test
  void eachRowNamesTestsThatExistOrSaysWhyThereIsNone() {
    List<String> wrong = new ArrayList<>();
    List<String> before = List.of();
    for (Row row : rows()) {
      List<String> missing = new ArrayList<>();
      List<String> named = row.test().startsWith("the same") ? before : named(row, missing);
      if (named.isEmpty() && !row.notOffered()) {
        missing.add("no test, and not said to be not offered");
      }
      if (!missing.isEmpty()) {
        wrong.add(row.document() + " " + row.cells().values() + ": " + missing);
      }
      before = named;
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void eachDocumentHasItsClaims() {
    Map<String, Integer> claims = new TreeMap<>();
    rows().forEach(row -> claims.merge(row.document(), 1, Integer::sum));
    assertThat(claims).containsOnlyKeys("000", "001", "002", "003", "004");
    assertThat(claims.values()).allMatch(count -> count > 12);
    assertThat(rows())
        .allMatch(
            row -> !row.cells().containsKey("result") || !row.cells().get("result").isEmpty());
  }

  /** What the row names, and what of it is not there. */
  private List<String> named(Row row, List<String> missing) {
    List<String> named = new ArrayList<>();
    String rest = row.test();
    Matcher scenario = SCENARIO.matcher(rest);
    while (scenario.find()) {
      named.add(scenario.group());
      check(
          classes.getOrDefault(scenario.group(1), "").contains("\"" + scenario.group(2) + "\""),
          scenario.group(),
          missing);
    }
    rest = SCENARIO.matcher(rest).replaceAll("");
    Matcher test = TEST.matcher(rest);
    while (test.find()) {
      named.add(test.group());
      String source = classes.getOrDefault(test.group(1), "");
      check(
          test.group(2) == null ? !source.isEmpty() : has(source, test.group(2)),
          test.group(),
          missing);
    }
    rest = TEST.matcher(rest).replaceAll("");
    Matcher method = METHOD.matcher(rest);
    while (method.find()) {
      named.add(method.group(1));
      check(
          classes.values().stream().anyMatch(source -> has(source, method.group(1))),
          method.group(1),
          missing);
    }
    if (rest.contains("golden pair")) {
      Matcher pair = PAIR.matcher(rest);
      String api = "";
      while (pair.find()) {
        api = pair.group(1) == null ? api : pair.group(1);
        named.add(pair.group());
        check(
            Files.exists(PAIRS.resolve(api).resolve(pair.group(2) + ".event.json")),
            pair.group(),
            missing);
      }
    }
    return named;
  }

  private static boolean has(String source, String method) {
    return Pattern.compile("void\\s+" + method + "\\(").matcher(source).find();
  }

  private static void check(boolean there, String name, List<String> missing) {
    if (!there) {
      missing.add(name + " does not exist");
    }
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    String document = "";
    List<String> head = null;
    for (String line : text(DOCUMENTS).lines().toList()) {
      if (line.matches("## \\d{3}: .*")) {
        document = line.substring(3, 6);
      }
      if (!line.startsWith("|")) {
        head = null;
      } else if (head == null) {
        head = cells(line);
      } else if (!line.startsWith("| ---")) {
        List<String> cells = cells(line);
        assertThat(cells).as(line).hasSameSizeAs(head);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < head.size(); i++) {
          row.put(head.get(i), cells.get(i));
        }
        rows.add(new Row(document, row));
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
        .map(String::strip)
        .toList();
  }

  private static Map<String, String> sources() {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Map<String, String> sources = new HashMap<>();
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file -> sources.put(file.getFileName().toString().replace(".java", ""), text(file)));
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
