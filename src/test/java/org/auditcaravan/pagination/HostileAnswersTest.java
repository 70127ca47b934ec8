package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of one who plays the vendor, or has got hold of its line. */
class HostileAnswersTest {
  private static final int MOST = 1_000_000;
  private static final String LOGS = "GET /api/v2/auditlogs";

  @TempDir Path folder;

  @Test
  void aBodyThatGrowsWhenItIsUnpackedIsBounded() throws Exception {
    byte[] bomb = packed(64 * MOST);
    assertThat(bomb.length).isLessThan(MOST / 10);
    try (VendorStub vendor = new VendorStub();
        CloseableHttpClient client = client()) {
      vendor.answer(LOGS, new Answer(200, Map.of("Content-Encoding", "gzip"), bomb, false));
      HttpGet request = new HttpGet(vendor.uri("/api/v2/auditlogs"));
      assertThatThrownBy(() -> client.execute(request, a -> EntityUtils.toByteArray(a.getEntity())))
          .isInstanceOf(IOException.class)
          .hasMessage("the answer is longer than audit.spool.max-bytes=" + MOST);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void noRedirectTakesTheTokenElsewhere() throws Exception {
    try (VendorStub vendor = new VendorStub();
        VendorStub elsewhere = new VendorStub();
        Line line = new Line(vendor, "genesys-auditlogs", folder, Map.of())) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        vendor.answer(
            LOGS,
            Answer.status(status, "{}").with("Location", elsewhere.uri("/elsewhere").toString()));
        assertThatThrownBy(() -> line.read(line.open(10, 11))).isInstanceOf(VendorException.class);
      }
      vendor.answer(
          "POST /oauth/token",
          Answer.status(307, "").with("Location", elsewhere.uri("/oauth/token").toString()));
      line.clock.advance(Duration.ofDays(2));
      assertThatThrownBy(line::token).isInstanceOf(VendorException.class);
      assertThat(elsewhere.calls).isEmpty();
    }
  }

  private CloseableHttpClient client() {
    HttpClientBuilder builder = HttpClientBuilder.create();
    new VendorClient(folder, MOST).configureHttpClient(builder);
    return builder.build();
  }

  private static byte[] packed(int zeros) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      byte[] some = new byte[MOST];
      for (int i = 0; i < zeros; i += MOST) {
        out.write(some);
      }
    }
    return bytes.toByteArray();
  }
}
