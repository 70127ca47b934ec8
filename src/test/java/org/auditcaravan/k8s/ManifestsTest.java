package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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
    assertThat(manifests.names(NetworkPolicy.class)).containsExactly("audit-caravan");
    assertThat(manifests.names(PodDisruptionBudget.class)).containsExactly("audit-caravan");
    assertThat(manifests.names(CronJob.class)).containsExactly("audit-caravan-verify");
    assertThat(manifests.names(ConfigMap.class)).hasSize(2);
  }

  @Test
  void aMisspeltFieldDeepInsideIsRefused() throws IOException {
    JsonNode deployment = Kustomize.objects("k8s/overlays/single").get("Deployment/audit-caravan");
    ((ObjectNode) deployment.at("/spec/template/spec/containers/0/securityContext"))
        .put("readOnlyRootFileSystem", true);
    assertThatThrownBy(() -> Manifests.typed(deployment))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("readOnlyRootFileSystem");
  }

  @ParameterizedTest
  @MethodSource("org.auditcaravan.k8s.Kustomize#single")
  void oneReplicaAtATimeHoldsTheLedgerThatIsAFile(String kustomization) throws IOException {
    var deployment = Manifests.of(kustomization).deployment().getSpec();
    assertThat(deployment.getReplicas()).isEqualTo(1);
    assertThat(deployment.getStrategy().getType()).isEqualTo("Recreate");
    assertThat(deployment.getStrategy().getRollingUpdate()).isNull();
  }

  @ParameterizedTest
  @MethodSource("org.auditcaravan.k8s.Kustomize#replicated")
  void replicasAreReplacedOneByOneAndSpread(String kustomization) throws IOException {
    var deployment = Manifests.of(kustomization).deployment().getSpec();
    assertThat(deployment.getReplicas()).isEqualTo(3);
    assertThat(deployment.getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(deployment.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal())
        .isZero();
    Map<String, String> labels = deployment.getTemplate().getMetadata().getLabels();
    assertThat(deployment.getTemplate().getSpec().getTopologySpreadConstraints())
        .extracting(spread -> spread.getTopologyKey())
        .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    assertThat(deployment.getTemplate().getSpec().getTopologySpreadConstraints())
        .allSatisfy(
            spread ->
                assertThat(labels)
                    .containsAllEntriesOf(spread.getLabelSelector().getMatchLabels()));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void onlyTheServicesPodsAreCountedAskedAndSpared(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    var deployment = manifests.deployment().getSpec();
    Service service = manifests.all(Service.class).findFirst().orElseThrow();
    var budget = manifests.all(PodDisruptionBudget.class).findFirst().orElseThrow().getSpec();
    for (Map<String, String> selector :
        List.of(
            deployment.getSelector().getMatchLabels(),
            service.getSpec().getSelector(),
            budget.getSelector().getMatchLabels())) {
      assertThat(manifests.templates())
          .filteredOn(template -> selects(selector, template))
          .containsExactly(deployment.getTemplate());
    }
    assertThat(budget.getMaxUnavailable().getIntVal()).isEqualTo(1);
  }

  private static boolean selects(Map<String, String> selector, PodTemplateSpec template) {
    return template.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void thePolicyHoldsForAllOfOurPodsAndForNoOther(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    var policy = manifests.all(NetworkPolicy.class).findFirst().orElseThrow().getSpec();
    Map<String, String> selector = policy.getPodSelector().getMatchLabels();
    assertThat(selector).containsExactly(Map.entry("app.kubernetes.io/name", "audit-caravan"));
    assertThat(manifests.templates()).allMatch(template -> selects(selector, template));
    assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(
            ports(policy.getIngress().stream().map(NetworkPolicyIngressRule::getPorts)).distinct())
        .containsExactly(8080);
    assertThat(policy.getIngress()).allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
    assertThat(policy.getEgress()).allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty());
    assertThat(ports(policy.getEgress().stream().map(NetworkPolicyEgressRule::getPorts)))
        .contains(53, 443, 9200);
  }

  @ParameterizedTest
  @MethodSource("org.auditcaravan.k8s.Kustomize#replicated")
  void thePolicyLetsReplicasReachTheirLedger(String kustomization) throws IOException {
    var policy =
        Manifests.of(kustomization).all(NetworkPolicy.class).findFirst().orElseThrow().getSpec();
    assertThat(ports(policy.getEgress().stream().map(NetworkPolicyEgressRule::getPorts)))
        .contains(5432);
  }

  private static Stream<Integer> ports(Stream<List<NetworkPolicyPort>> rules) {
    return rules.flatMap(List::stream).map(port -> port.getPort().getIntVal());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void theServiceLeadsToADeclaredPortOfThePod(String kustomization) throws IOException {
    Manifests manifests = Manifests.of(kustomization);
    Service service = manifests.all(Service.class).findFirst().orElseThrow();
    assertThat(service.getSpec().getPorts())
        .allSatisfy(
            port ->
                assertThat(manifests.container().getPorts())
                    .anyMatch(p -> p.getName().equals(port.getTargetPort().getStrVal())));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void noTokenOfTheClusterReachesAPod(String kustomization) throws IOException {
    assertThat(Manifests.of(kustomization).all(ServiceAccount.class))
        .allSatisfy(account -> assertThat(account.getAutomountServiceAccountToken()).isFalse());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void secretsAreReferredToAndNeverHeld(String kustomization) throws IOException {
    assertThat(Kustomize.objects(kustomization).keySet()).noneMatch(n -> n.startsWith("Secret/"));
  }
}
