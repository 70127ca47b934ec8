package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.auditcaravan.config.AuditConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  private static final String ALL = "org.auditcaravan.k8s.Kustomize#kustomizations";

  @ParameterizedTest
  @MethodSource(ALL)
  void everyVariableIsTheNameOfAKeyThatExists(String kustomization) throws IOException {
    Set<String> names = new HashSet<>(Settings.variables(Manifests.of(kustomization)).keySet());
    names.addAll(Settings.secret().keySet());
    Set<String> patterns =
        ConfigMappings.getProperties(ConfigClass.configClass(AuditConfig.class)).keySet().stream()
            .map(SettingsTest::variablePattern)
            .collect(Collectors.toSet());
    assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(patterns).anyMatch(name::matches));
  }

  private static String variablePattern(String key) {
    return key.toUpperCase().replaceAll("[^A-Z0-9*]", "_").replace("*", "[A-Z0-9_]+");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void everyPropertyOfQuarkusIsOneThatQuarkusKnows(String kustomization) throws IOException {
    assertThat(Settings.properties(Manifests.of(kustomization)).stringPropertyNames())
        .filteredOn(key -> !key.startsWith("audit."))
        .isSubsetOf(keysOfQuarkus());
  }

  private static Set<String> keysOfQuarkus() throws IOException {
    Set<String> keys = new HashSet<>();
    for (URL model :
        Collections.list(
            SettingsTest.class
                .getClassLoader()
                .getResources("META-INF/quarkus-config-doc/quarkus-config-model.json"))) {
      JsonNode root = new ObjectMapper().readTree(model);
      root.findValuesAsText("property").forEach(keys::add);
    }
    return keys;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void propertiesSecretAndVariablesTogetherAreAConfiguration(String kustomization)
      throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    AuditConfig config = config(manifests);
    assertThat(config.sources()).containsOnlyKeys("acme");
    assertThat(config.sources().get("acme").clientId()).isEqualTo("given");
    assertThat(config.sources().get("acme").clientSecret()).contains("given");
    assertThat(config.sinks().elasticsearch().apiKey()).contains("given");
    assertThat(manifests.container().getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("routes"))
        .extracting(mount -> Path.of(mount.getMountPath()))
        .containsExactly(config.routes().overlay().orElseThrow());
  }

  private static AuditConfig config(Manifests manifests) throws IOException {
    Map<String, String> environment = new HashMap<>(Settings.variables(manifests));
    Settings.secret().keySet().forEach(key -> environment.put(key, "given"));
    Properties properties = Settings.properties(manifests);
    Map<String, String> ours =
        properties.stringPropertyNames().stream()
            .filter(key -> key.startsWith("audit."))
            .collect(Collectors.toMap(key -> key, properties::getProperty));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withMapping(AuditConfig.class)
        .withSources(new PropertiesConfigSource(ours, "application.properties", 260))
        .withSources(new EnvConfigSource(environment, 300))
        .build()
        .getConfigMapping(AuditConfig.class);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void quarkusFindsThePropertiesBesideItsWorkingFolder(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    assertThat(manifests.container().getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("properties"))
        .extracting(mount -> Path.of(mount.getMountPath()))
        .containsExactly(Path.of(manifests.container().getWorkingDir(), "config"));
  }

  @Test
  void theExampleOfTheSecretHoldsNoValue() throws IOException {
    assertThat(Settings.secret()).isNotEmpty().allSatisfy((k, v) -> assertThat(v).isEmpty());
  }
}
