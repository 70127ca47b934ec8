package org.auditcaravan.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.StoredManifest;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChainTest {
  private final List<StoredManifest> manifests = new ArrayList<>();

  @BeforeEach
  void fiveLinks() throws IOException {
    for (int number = 1; number <= 5; number++) {
      manifests.add(link(number, number == 1 ? null : "sha-" + (number - 1), "sha-" + number));
    }
  }

  @Test
  void aWholeChainIsOneInWhateverOrderItIsFound() {
    Collections.shuffle(manifests, new Random(1));
    assertThatCode(() -> chain().check()).doesNotThrowAnyException();
    assertThat(chain().length()).isEqualTo(5);
  }

  @Test
  void aMissingLinkIsReportedWithTheObjectBehindIt() {
    manifests.remove(2);
    broken("manifest-4", "number 3 before it is missing");
  }

  @Test
  void aMissingHeadIsReported() {
    manifests.remove(0);
    broken("manifest-2", "number 1 before it is missing");
  }

  @Test
  void anAlteredLinkIsReportedByTheOneThatNamesIt() throws IOException {
    manifests.set(1, link(2, "sha-1", "altered"));
    broken("manifest-3", "is not that of manifest-2");
  }

  @Test
  void aForkIsReported() throws IOException {
    manifests.add(link(3, "sha-2", "another"));
    broken("manifest-3", "the number 3");
  }

  private void broken(String... says) {
    assertThatThrownBy(() -> chain().check())
        .isInstanceOf(Fault.class)
        .hasMessageContaining(says[0])
        .hasMessageContaining(says[1])
        .hasMessageContaining("nothing of this source is restored");
  }

  private Chain chain() {
    Chain chain = new Chain("acme");
    manifests.forEach(chain::add);
    return chain;
  }

  private static StoredManifest link(long number, String previous, String sha256)
      throws IOException {
    Manifest manifest =
        new ObjectMapper()
            .readValue(
                "{\"sequence\":%d,\"previousSha256\":%s}"
                    .formatted(number, previous == null ? null : '"' + previous + '"'),
                Manifest.class);
    return new StoredManifest("manifest-" + number, sha256, manifest);
  }
}
