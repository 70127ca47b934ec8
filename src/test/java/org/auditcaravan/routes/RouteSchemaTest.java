package org.auditcaravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auditcaravan.config.RouteFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route file opens in a visual editor and keeps to the rules of the house. */
class RouteSchemaTest {
  private static final Path SHIPPED = Path.of("routes");
  private static final Path CUSTOM = Path.of("k8s/overlays/custom-routes/routes");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static JsonSchema schema;

  @BeforeAll
  static void camelsOwnSchema() throws IOException {
    try (InputStream in = RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(in);
    }
  }

  static Stream<Path> everyFile() {
    return Stream.concat(files(SHIPPED).stream(), files(CUSTOM).stream());
  }

  @ParameterizedTest
  @MethodSource("everyFile")
  void isCamelsYaml(Path file) throws IOException {
    // The schema knows no placeholders: a key's number stands where it will.
    String filled = text(file).replaceAll("\"\\{\\{audit\\.retry\\.[a-z-]+}}\"", "1");
    filled = filled.replaceAll("(redeliveryDelay|maximumRedeliveryDelay): 1", "$1: \"1\"");
    assertThat(schema.validate(YAML.readTree(filled))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyFile")
  void beginsWithItsContract(Path file) {
    assertThat(text(file)).startsWith("# audit-caravan contract: " + RouteFiles.CONTRACT + "\n");
  }

  /** Azure DevOps delays answers by up to 30 s instead of refusing them. */
  @ParameterizedTest
  @MethodSource("everyFile")
  void everyVendorIsGivenLongerThanItMayDelayAnAnswer(Path file) {
    if (name(file).startsWith("api-")) {
      assertThat(yaml(file).findValuesAsText("responseTimeout"))
          .isNotEmpty()
          .allMatch(millis -> Integer.parseInt(millis) > 30_000);
    }
  }

  @ParameterizedTest
  @MethodSource("everyFile")
  void isShortEnoughToRead(Path file) {
    assertThat(text(file).lines()).hasSizeBetween(10, 100);
  }

  @ParameterizedTest
  @MethodSource("everyFile")
  void everyRouteIsNamedAsItsFileAndBeginsWithThatName(Path file) {
    String name = name(file);
    for (JsonNode route : yaml(file).findValues("route")) {
      String id = route.path("id").asText();
      assertThat(id).matches(Pattern.quote(name) + "(-\\{\\{\\w+}})?");
      String from = route.at("/from/uri").asText();
      assertThat(from)
          .matches("(direct|seda|timer):" + Pattern.quote(name) + "(-\\{\\{\\w+}})?|quartz:.*");
    }
  }

  @ParameterizedTest
  @MethodSource("everyFile")
  void everyRouteSaysWhatItIsForAndWhatBecomesOfFailures(Path file) {
    for (JsonNode entry : yaml(file)) {
      JsonNode body = entry.elements().next();
      assertThat(body.path("description").asText()).as(file.toString()).matches("[A-Z].*\\.");
    }
    yaml(file)
        .findValues("route")
        .forEach(route -> assertThat(route.path("routeConfigurationId").asText()).isNotEmpty());
  }

  @Test
  void noStepSharesItsIdWithAnother() {
    List<Path> inForce = new ArrayList<>(files(SHIPPED));
    Set<String> replaced =
        files(CUSTOM).stream().map(RouteSchemaTest::name).collect(Collectors.toSet());
    inForce.removeIf(file -> replaced.contains(name(file)));
    inForce.addAll(files(CUSTOM));
    for (List<Path> files : List.of(files(SHIPPED), inForce)) {
      Map<String, List<String>> places = new TreeMap<>();
      files.forEach(
          file ->
              yaml(file)
                  .findValues("id")
                  .forEach(
                      id ->
                          places
                              .computeIfAbsent(id.asText(), text -> new ArrayList<>())
                              .add(name(file))));
      assertThat(places).allSatisfy((id, where) -> assertThat(where).as(id).hasSize(1));
    }
  }

  @Test
  void everyBeanThatARouteNamesIsThere() {
    Set<String> named = named();
    everyFile()
        .forEach(
            file ->
                Stream.concat(
                        yaml(file).findValues("ref").stream().map(JsonNode::asText),
                        Pattern.compile("#(?:bean:)?([a-z]\\w+)")
                            .matcher(String.join("\n", strings(yaml(file))))
                            .results()
                            .map(match -> match.group(1)))
                    .forEach(bean -> assertThat(named).as(file.toString()).contains(bean)));
  }

  /** The values of {@code @Named} in the source: what the running product has as beans. */
  private static Set<String> named() {
    Pattern annotation = Pattern.compile("@Named\\(\"(\\w+)\"\\)");
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      return sources
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> annotation.matcher(text(file)).results().map(match -> match.group(1)))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> strings(JsonNode node) {
    if (node.isTextual()) {
      return List.of(node.textValue());
    }
    List<String> strings = new ArrayList<>();
    node.forEach(child -> strings.addAll(strings(child)));
    return strings;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".camel.yaml", "");
  }

  private static JsonNode yaml(Path file) {
    try {
      return YAML.readTree(text(file));
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
