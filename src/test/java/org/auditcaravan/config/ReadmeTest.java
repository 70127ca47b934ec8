package org.auditcaravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of keys is what {@link AuditConfig} declares, word for word. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @Test
  void listsEveryKeyAsItIsDeclared() throws IOException {
    String expected = table();
    String readme = Files.readString(README);
    assertThat(between(readme, "<!-- keys -->", "<!-- /keys -->").strip())
        .as("the README's table of keys; it should read:%n%s", expected)
        .isEqualTo(expected.strip());
  }

  @Test
  void namesOnlyKeysThatExist() throws IOException {
    List<String> known = keys().keySet().stream().map(ReadmeTest::pattern).toList();
    List<String> named =
        Pattern.compile(
                "audit\\.(?:sources|sinks|dead-letter|archive|seal|state|spool|routes|retry|simulator|workers|longest-wait)[\\w.<>-]*")
            .matcher(Files.readString(README) + Files.readString(Path.of("application.properties")))
            .results()
            .map(match -> match.group().replaceAll("[.-]$", ""))
            .distinct()
            .toList();
    assertThat(named)
        .allSatisfy(
            key ->
                assertThat(known)
                    .as(key)
                    .anyMatch(pattern -> key.matches(pattern) || pattern.startsWith(key)));
  }

  @Test
  void listsTheBeansThatRoutesUse() throws IOException {
    Set<String> used = new TreeSet<>();
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      for (Path route : routes.filter(file -> file.toString().endsWith(".camel.yaml")).toList()) {
        Pattern.compile("(?:ref: |#bean:)(\\w+)")
            .matcher(Files.readString(route))
            .results()
            .forEach(match -> used.add(match.group(1)));
      }
    }
    String table = between(Files.readString(README), "<!-- beans -->", "<!-- /beans -->");
    assertThat(Pattern.compile("(?m)^\\| `(\\w+)`").matcher(table).results().map(m -> m.group(1)))
        .containsExactlyElementsOf(used);
  }

  @Test
  void namesOnlyTestsThatExist() throws IOException {
    Set<String> tests = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      files.forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
    }
    List<String> named =
        Pattern.compile("`([A-Z]\\w+(?:Test|IT))`")
            .matcher(Files.readString(README))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(named).isNotEmpty().isSubsetOf(tests);
  }

  private static String pattern(String key) {
    return key.replace(".", "\\.").replaceAll("<\\w+>", "[\\\\w<>-]+");
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from);
    int end = text.indexOf(to);
    assertThat(start).as("the README has " + from).isNotNegative();
    return text.substring(start + from.length(), end);
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| key | default | meaning |\n| --- | --- | --- |\n");
    keys()
        .forEach(
            (key, method) ->
                table
                    .append("| `")
                    .append(key)
                    .append("` | ")
                    .append(defaultOf(method))
                    .append(" | ")
                    .append(method.getAnnotation(Describe.class).value())
                    .append(" |\n"));
    return table.toString();
  }

  private static String defaultOf(Method method) {
    Describe describe = method.getAnnotation(Describe.class);
    assertThat(describe).as(method.toString()).isNotNull();
    WithDefault value = method.getAnnotation(WithDefault.class);
    return value != null ? "`" + value.value() + "`" : describe.otherwise();
  }

  private static Map<String, Method> keys() {
    Map<String, Method> keys = new TreeMap<>();
    collect("audit", AuditConfig.class, keys);
    return keys;
  }

  private static void collect(String prefix, Class<?> group, Map<String, Method> keys) {
    Arrays.stream(group.getDeclaredMethods())
        .sorted(Comparator.comparing(Method::getName))
        .forEach(
            method -> {
              WithName named = method.getAnnotation(WithName.class);
              String key = prefix + "." + (named != null ? named.value() : kebab(method.getName()));
              Type type = method.getGenericReturnType();
              if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
                if (map.getActualTypeArguments()[1] instanceof Class<?> value
                    && value.isInterface()) {
                  collect(key + ".<name>", value, keys);
                  return;
                }
                key += ".<name>";
              } else if (type instanceof Class<?> nested
                  && nested.getEnclosingClass() == AuditConfig.class) {
                collect(key, nested, keys);
                return;
              }
              keys.put(key, method);
            });
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
  }
}
