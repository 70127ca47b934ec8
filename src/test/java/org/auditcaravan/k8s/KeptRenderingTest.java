package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeptRenderingTest {
  @ParameterizedTest
  @MethodSource("org.auditcaravan.k8s.Kustomize#kustomizations")
  void whatIsKeptForMachinesWithoutKubectlIsWhatKubectlRenders(String kustomization)
      throws IOException {
    assumeTrue(Kustomize.hasKubectl(), "there is no kubectl on this machine");
    assertThat(Kustomize.kept(kustomization))
        .as(
            "renew it with: kubectl kustomize %s > %s",
            kustomization, Kustomize.keptFile(kustomization))
        .isEqualTo(Kustomize.rendered(kustomization));
  }
}
