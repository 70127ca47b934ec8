package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pods of the service, of the Jobs and of the CronJobs. */
class PodsTest {
  private static final String ALL = "org.auditcaravan.k8s.Kustomize#kustomizations";

  @ParameterizedTest
  @MethodSource(ALL)
  void aContainerMayDoNothingButItsWork(String kustomization) throws IOException {
    for (PodSpec pod : Manifests.of(kustomization).pods()) {
      var context = pod.getSecurityContext();
      assertThat(context.getRunAsNonRoot()).isTrue();
      assertThat(context.getRunAsUser()).isPositive();
      assertThat(context.getFsGroup()).isPositive();
      assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
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
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theServicesOwnVariablesCannotBeTakenForConfiguration(String kustomization)
      throws IOException {
    assertThat(Manifests.of(kustomization).pods())
        .allSatisfy(pod -> assertThat(pod.getEnableServiceLinks()).isFalse());
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
  void whatIsReferredToIsThere(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    for (PodSpec pod : manifests.pods()) {
      assertThat(manifests.names(ServiceAccount.class)).contains(pod.getServiceAccountName());
      assertThat(
              pod.getVolumes().stream()
                  .map(Volume::getConfigMap)
                  .filter(Objects::nonNull)
                  .map(map -> map.getName()))
          .hasSize(2)
          .isSubsetOf(manifests.names(ConfigMap.class));
      assertThat(claims(pod)).isSubsetOf(manifests.names(PersistentVolumeClaim.class));
      List<VolumeMount> mounts = pod.getContainers().get(0).getVolumeMounts();
      assertThat(mounts.stream().map(VolumeMount::getName))
          .containsExactlyInAnyOrderElementsOf(
              pod.getVolumes().stream().map(Volume::getName).toList());
      assertThat(mounts.stream().map(VolumeMount::getMountPath)).doesNotHaveDuplicates();
    }
  }

  private static List<String> claims(PodSpec pod) {
    return pod.getVolumes().stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .map(claim -> claim.getClaimName())
        .toList();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void aVolumeOfOneNodeIsMountedByTheServiceAlone(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    assertThat(manifests.pods())
        .filteredOn(pod -> !claims(pod).isEmpty())
        .allSatisfy(pod -> assertThat(pod).isEqualTo(manifests.pod()));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void eachContainerGetsTheSecretAndNoOther(String kustomization) throws IOException {
    assertThat(Manifests.of(kustomization).containers())
        .allSatisfy(
            container ->
                assertThat(container.getEnvFrom())
                    .singleElement()
                    .satisfies(
                        from -> {
                          assertThat(from.getSecretRef().getName()).isEqualTo("audit-caravan");
                          assertThat(from.getSecretRef().getOptional()).isNull();
                        }));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void onlyDataAndTemporaryFilesCanBeWritten(String kustomization) throws IOException {
    List<String> configuration = List.of("properties", "routes");
    for (Container container : Manifests.of(kustomization).containers()) {
      assertThat(container.getVolumeMounts())
          .filteredOn(mount -> configuration.contains(mount.getName()))
          .hasSize(2)
          .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void whatReadsHasRoomForFullSpools(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    long spool =
        Long.parseLong(Settings.properties(manifests).getProperty("audit.spool.max-bytes"));
    for (PodSpec pod : manifests.pods()) {
      if (pod.equals(manifests.verifyPod())) {
        continue;
      }
      assertThat(room(manifests, pod)).isGreaterThan(spool * 5 / 4);
    }
  }

  private static long room(Manifests manifests, PodSpec pod) {
    Volume data =
        pod.getVolumes().stream()
            .filter(volume -> volume.getName().equals("data"))
            .findFirst()
            .orElseThrow();
    Quantity room =
        data.getEmptyDir() != null
            ? data.getEmptyDir().getSizeLimit()
            : manifests
                .all(PersistentVolumeClaim.class)
                .filter(
                    claim ->
                        claim
                            .getMetadata()
                            .getName()
                            .equals(data.getPersistentVolumeClaim().getClaimName()))
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getResources()
                .getRequests()
                .get("storage");
    return Quantity.getAmountInBytes(room).longValueExact();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void resourcesAreAskedForAndMemoryIsBounded(String kustomization) throws IOException {
    for (Container container : Manifests.of(kustomization).containers()) {
      var resources = container.getResources();
      assertThat(resources.getRequests()).containsKeys("cpu", "memory");
      assertThat(resources.getLimits()).containsKey("memory").doesNotContainKey("cpu");
      assertThat(resources.getLimits().get("memory"))
          .isEqualTo(resources.getRequests().get("memory"));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theImageIsThatOfThisVersionAndOfTheDockerfilesUserAndFolder(String kustomization)
      throws IOException {
    String version =
        Files.readString(Path.of("pom.xml"))
            .replaceAll("(?s)^.*?<version>(.+?)</version>.*$", "$1");
    List<String> dockerfile = Files.readAllLines(Path.of("src/main/docker/Dockerfile"));
    for (PodSpec pod : Manifests.of(kustomization).pods()) {
      Container container = pod.getContainers().get(0);
      var security = pod.getSecurityContext();
      assertThat(container.getImage()).isEqualTo("audit-caravan:" + version);
      assertThat(dockerfile)
          .contains(
              "WORKDIR " + container.getWorkingDir(),
              "USER " + security.getRunAsUser() + ":" + security.getRunAsGroup());
    }
  }
}
