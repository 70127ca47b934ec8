package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.auditcaravan.config.RouteFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RouteMapsTest {
  private static final String ALL = "org.auditcaravan.k8s.Kustomize#kustomizations";
  private static final Path SHIPPED = Path.of("routes");
  private static final Path CUSTOM = Path.of("k8s/overlays/custom-routes/routes");
  private static final int LARGEST_MAP = 1 << 20;

  @ParameterizedTest
  @MethodSource(ALL)
  void everyMountedFileBeginsWithTheContractThatItWasMadeFor(String kustomization)
      throws IOException {
    assertThat(Manifests.of(kustomization).mounted("routes"))
        .isNotEmpty()
        .allSatisfy(
            (name, content) -> {
              assertThat(name).matches("[a-z0-9-]+\\.camel\\.yaml|mapping-[a-z0-9-]+\\.yaml");
              assertThat(content)
                  .as(name)
                  .startsWith("# audit-caravan contract: " + RouteFiles.CONTRACT + "\n");
            });
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theFilesFitIntoAConfigMap(String kustomization) throws IOException {
    assertThat(
            Manifests.of(kustomization).mounted("routes").values().stream()
                .mapToInt(String::length)
                .sum())
        .isLessThan(LARGEST_MAP / 2);
  }

  @Test
  void everyShippedFileIsMountedAsItIs() throws IOException {
    assertThat(Manifests.of("k8s/overlays/single").mounted("routes"))
        .as("list every file of routes/ in routes/kustomization.yaml, and render anew")
        .isEqualTo(files(SHIPPED));
  }

  @Test
  void theOverlayReplacesAStageAndAddsASink() throws IOException {
    Map<String, String> expected = files(SHIPPED);
    Map<String, String> custom = files(CUSTOM);
    assertThat(custom.keySet().stream().filter(name -> !expected.containsKey(name)))
        .containsExactly("sink-file.camel.yaml");
    assertThat(custom.keySet())
        .containsExactlyInAnyOrder(
            "normalize.camel.yaml", "fan-out.camel.yaml", "sink-file.camel.yaml");
    expected.putAll(custom);
    assertThat(Manifests.of("k8s/overlays/custom-routes").mounted("routes")).isEqualTo(expected);
  }

  @Test
  void aReplacedStageIsTheShippedOneWithLinesAdded() throws IOException {
    Map<String, String> shipped = files(SHIPPED);
    Map<String, String> custom = files(CUSTOM);
    custom.keySet().retainAll(shipped.keySet());
    assertThat(custom)
        .allSatisfy(
            (name, content) -> {
              assertThat(content).isNotEqualTo(shipped.get(name));
              Iterator<String> lines = content.lines().iterator();
              shipped
                  .get(name)
                  .lines()
                  .forEach(
                      line ->
                          assertThat(reaches(lines, line))
                              .as("%s lacks this line of the shipped one: %s", name, line)
                              .isTrue());
            });
  }

  private static boolean reaches(Iterator<String> lines, String wanted) {
    while (lines.hasNext()) {
      if (lines.next().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theOverlaysRoutesAreCamelsYaml() throws IOException {
    JsonSchema schema = schema();
    YAMLMapper yaml = new YAMLMapper();
    for (Map.Entry<String, String> file : files(CUSTOM).entrySet()) {
      assertThat(schema.validate(yaml.readTree(file.getValue()))).as(file.getKey()).isEmpty();
    }
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream in = RouteMapsTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(in);
    }
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> listed = Files.list(folder)) {
      listed
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .forEach(file -> files.put(file.getFileName().toString(), content(file)));
    }
    return files;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
