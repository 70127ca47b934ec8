package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestsTest {
  private static final String ALL = "org.auditcaravan.k8s.Kustomize#kustomizations";

  @ParameterizedTest
  @MethodSource(ALL)
  void everyObjectHasItsTypeAndNoFieldUnknownToIt(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    assertThat(manifests.names(ServiceAccount.class)).containsExactly("audit-caravan");
    assertThat(manifests.names(Service.class)).containsExactly("audit-caravan");
    assertThat(manifests.names(ConfigMap.class)).hasSize(2);
  }

  @Test
  void aMisspeltFieldDeepInsideIsRefused() throws IOException {
    JsonNode deployment = Kustomize.objects("k8s/base").get("Deployment/audit-caravan");
    ((ObjectNode) deployment.at("/spec/template/spec/containers/0/securityContext"))
        .put("readOnlyRootFileSystem", true);
    assertThatThrownBy(() -> Manifests.typed(deployment))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("readOnlyRootFileSystem");
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void oneReplicaAtATimeHoldsTheLedger(String kustomization) throws IOException {
    var deployment = Manifests.of(kustomization).deployment().getSpec();
    assertThat(deployment.getReplicas()).isEqualTo(1);
    assertThat(deployment.getStrategy().getType()).isEqualTo("Recreate");
    assertThat(deployment.getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSelector().getMatchLabels());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theContainerMayDoNothingButItsWork(String kustomization) throws IOException {
    PodSpec pod = Manifests.of(kustomization).pod();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSecurityContext().getFsGroup()).isPositive();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getInitContainers()).isEmpty();
    assertThat(pod.getContainers()).hasSize(1);
    var container = pod.getContainers().get(0).getSecurityContext();
    assertThat(container.getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getCapabilities().getAdd()).isEmpty();
    assertThat(container.getPrivileged()).isNull();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void noTokenOfTheClusterReachesThePod(String kustomization) throws IOException {
    assertThat(Manifests.of(kustomization).all(ServiceAccount.class))
        .allSatisfy(account -> assertThat(account.getAutomountServiceAccountToken()).isFalse());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theServicesOwnVariablesCannotBeTakenForConfiguration(String kustomization)
      throws IOException {
    assertThat(Manifests.of(kustomization).pod().getEnableServiceLinks()).isFalse();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void probesAskTheHealthEndpointsAtAPortThatIsDeclared(String kustomization) throws IOException {
    Container container = Manifests.of(kustomization).container();
    Map<String, Probe> probes =
        Map.of(
            "/q/health/started", container.getStartupProbe(),
            "/q/health/live", container.getLivenessProbe(),
            "/q/health/ready", container.getReadinessProbe());
    probes.forEach(
        (path, probe) -> {
          assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
          assertThat(probe.getHttpGet().getPort().getIntVal()).isEqualTo(8080);
        });
    assertThat(container.getPorts())
        .anySatisfy(port -> assertThat(port.getContainerPort()).isEqualTo(8080));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theServiceLeadsToADeclaredPortOfThePod(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    Service service = manifests.all(Service.class).findFirst().orElseThrow();
    assertThat(manifests.deployment().getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(service.getSpec().getPorts())
        .allSatisfy(
            port ->
                assertThat(manifests.container().getPorts())
                    .anyMatch(p -> p.getName().equals(port.getTargetPort().getStrVal())));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsReferredToIsThere(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    PodSpec pod = manifests.pod();
    assertThat(manifests.names(ServiceAccount.class)).contains(pod.getServiceAccountName());
    assertThat(
            pod.getVolumes().stream()
                .map(Volume::getConfigMap)
                .filter(Objects::nonNull)
                .map(map -> map.getName()))
        .isSubsetOf(manifests.names(ConfigMap.class));
    assertThat(
            pod.getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(claim -> claim.getClaimName()))
        .isNotEmpty()
        .isSubsetOf(manifests.names(PersistentVolumeClaim.class));
    assertThat(manifests.container().getVolumeMounts().stream().map(VolumeMount::getName))
        .containsExactlyInAnyOrderElementsOf(
            pod.getVolumes().stream().map(Volume::getName).toList());
    assertThat(manifests.container().getVolumeMounts().stream().map(VolumeMount::getMountPath))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void secretsAreReferredToAndNeverHeld(String kustomization) throws IOException {
    assertThat(Kustomize.objects(kustomization).keySet()).noneMatch(n -> n.startsWith("Secret/"));
    Container container = Manifests.of(kustomization).container();
    assertThat(container.getEnvFrom())
        .singleElement()
        .satisfies(
            from -> {
              assertThat(from.getSecretRef().getName()).isEqualTo("audit-caravan");
              assertThat(from.getSecretRef().getOptional()).isNull();
            });
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void onlyDataAndTemporaryFilesCanBeWritten(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    List<String> configuration = List.of("properties", "routes");
    assertThat(manifests.container().getVolumeMounts())
        .filteredOn(mount -> configuration.contains(mount.getName()))
        .hasSize(2)
        .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theVolumeHasRoomForTheLedgerBesideFullSpools(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    Properties properties = Settings.properties(manifests);
    PersistentVolumeClaim data =
        manifests
            .all(PersistentVolumeClaim.class)
            .filter(claim -> claim.getMetadata().getName().equals("audit-caravan"))
            .findFirst()
            .orElseThrow();
    Quantity room = data.getSpec().getResources().getRequests().get("storage");
    assertThat(Quantity.getAmountInBytes(room).longValueExact())
        .isGreaterThan(Long.parseLong(properties.getProperty("audit.spool.max-bytes")) * 5 / 4);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void resourcesAreAskedForAndMemoryIsBounded(String kustomization) throws IOException {
    var resources = Manifests.of(kustomization).container().getResources();
    assertThat(resources.getRequests()).containsKeys("cpu", "memory");
    assertThat(resources.getLimits()).containsKey("memory");
    assertThat(resources.getLimits().get("memory"))
        .isEqualTo(resources.getRequests().get("memory"));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theImageIsThatOfThisVersionAndOfTheDockerfilesUserAndFolder(String kustomization)
      throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    String version =
        Files.readString(Path.of("pom.xml"))
            .replaceAll("(?s)^.*?<version>(.+?)</version>.*$", "$1");
    assertThat(manifests.container().getImage()).isEqualTo("audit-caravan:" + version);
    try (Stream<String> dockerfile = Files.lines(Path.of("src/main/docker/Dockerfile"))) {
      var security = manifests.pod().getSecurityContext();
      assertThat(dockerfile)
          .contains(
              "WORKDIR " + manifests.container().getWorkingDir(),
              "USER " + security.getRunAsUser() + ":" + security.getRunAsGroup());
    }
  }
}
