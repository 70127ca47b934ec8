package org.auditcaravan.config;

import io.smallrye.config.ConfigValidationException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says in the product's own words what the configuration library found wrong with keys. */
final class KeyProblems {

  /** A message of the library, told by its number, and what we make of it. */
  private record Wording(Pattern message, String sentence) {}

  private static final List<Wording> WORDINGS =
      List.of(
          new Wording(
              Pattern.compile(".*SRCFG00050: (\\S+) in \\w+\\[source=(?:file:)?([^\\]]+)](\\S*).*"),
              "there is no such key as $1 ($2$3): correct or remove it, the README lists all keys"),
          new Wording(
              Pattern.compile(".*SRCFG00050: (\\S+) .*"),
              "there is no such key as $1: correct or remove it, the README lists all keys"),
          new Wording(Pattern.compile("\\S+\\.Fault: (.*)"), "$1"),
          new Wording(
              Pattern.compile(".*SRCFG00014: The config property (\\S+) .*"),
              "$1 is missing: set it"),
          new Wording(
              Pattern.compile(".*SRCFG00040: The config property (\\S+) .*"),
              "$1 is empty: set it, or remove the line"),
          new Wording(
              Pattern.compile(
                  ".*SRCFG000\\d\\d: The config property (\\S+) with the config value \"(.*)\" threw"
                      + " an Exception whilst being converted (?:[\\w.$]+: |SRCFG\\d+: )*(.*)"),
              "$1=$2 cannot be read ($3): correct it, the README shows each key's form"));

  private KeyProblems() {}

  /** All problems in one sentence. */
  static String sentence(ConfigValidationException problems) {
    return IntStream.range(0, problems.getProblemCount())
        .mapToObj(i -> reword(problems.getProblem(i).getMessage()))
        .distinct()
        .sorted()
        .collect(Collectors.joining("; ", "Configuration: ", ""));
  }

  private static String reword(String problem) {
    String line = problem.strip().replaceAll("\\s*\\R\\s*", "; ");
    for (Wording wording : WORDINGS) {
      Matcher matcher = wording.message().matcher(line);
      if (matcher.matches()) {
        return matcher.replaceFirst(wording.sentence());
      }
    }
    return line;
  }
}
