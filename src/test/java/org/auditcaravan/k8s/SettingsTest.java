package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
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
    Set<String> names = new HashSet<>(Settings.secret().keySet());
    Manifests.of(kustomization)
        .containers()
        .forEach(container -> names.addAll(Settings.variables(container).keySet()));
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
    for (Container container : manifests.containers()) {
      AuditConfig config = config(manifests, container);
      assertThat(config.sources()).containsOnlyKeys("acme");
      assertThat(config.sources().get("acme").clientId()).isEqualTo("given");
      assertThat(config.sources().get("acme").clientSecret()).contains("given");
      assertThat(config.sinks().elasticsearch().apiKey()).contains("given");
      assertThat(container.getVolumeMounts())
          .filteredOn(mount -> mount.getName().equals("routes"))
          .extracting(mount -> Path.of(mount.getMountPath()))
          .containsExactly(config.routes().overlay().orElseThrow());
      assertThat(container.getVolumeMounts())
          .filteredOn(mount -> mount.getName().equals("data"))
          .allSatisfy(
              data ->
                  assertThat(Path.of(container.getWorkingDir()).resolve(config.spool().dir()))
                      .startsWithRaw(Path.of(data.getMountPath())));
    }
  }

  @ParameterizedTest
  @MethodSource("org.auditcaravan.k8s.Kustomize#single")
  void theLedgerOfOneReplicaIsAFile(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    assertThat(config(manifests, manifests.container()).state().url()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("org.auditcaravan.k8s.Kustomize#replicated")
  void replicasAndTheJobsThatAskThemShareOneLedger(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    String url = config(manifests, manifests.container()).state().url().orElseThrow();
    assertThat(url).startsWith("jdbc:postgresql://");
    for (Job job : manifests.all(Job.class).toList()) {
      Container container = job.getSpec().getTemplate().getSpec().getContainers().get(0);
      assertThat(config(manifests, container).state().url()).contains(url);
    }
  }

  private static AuditConfig config(Manifests manifests, Container container) throws IOException {
    Map<String, String> environment = new HashMap<>(Settings.variables(container));
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
    assertThat(manifests.containers())
        .allSatisfy(
            container ->
                assertThat(container.getVolumeMounts())
                    .filteredOn(mount -> mount.getName().equals("properties"))
                    .extracting(mount -> Path.of(mount.getMountPath()))
                    .containsExactly(Path.of(container.getWorkingDir(), "config")));
  }

  @Test
  void theExampleOfTheSecretHoldsNoValue() throws IOException {
    assertThat(Settings.secret()).isNotEmpty().allSatisfy((k, v) -> assertThat(v).isEmpty());
  }
}
