package org.auditcaravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.deadletter.Reason;
import org.auditcaravan.window.Window;
import org.junit.jupiter.api.Test;

class DeadLetterCopyTest {
  private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

  /** The bean {@code deadLetters}. */
  public static final class Kept {
    public List<Failure> keep(Failure failure) {
      return List.of(failure);
    }

    public void report() {}
  }

  @Test
  void aCopyIsJsonWithItsTimesAsText() throws Exception {
    Kept kept = new Kept();
    CamelContext context =
        ShippedRoutes.context(
            Map.of("deadLetters", kept, "failures", kept),
            Map.of("audit.dead-letter.uri", "mock:copies"),
            "errors",
            "sink-dead-letter",
            "dead-letter-copy");
    try {
      context.start();
      MockEndpoint copies = context.getEndpoint("mock:copies", MockEndpoint.class);
      copies.expectedMessageCount(1);
      byte[] payload = "{}".getBytes(StandardCharsets.UTF_8);
      Window window = new Window("acme", NOON, NOON.plusSeconds(60));
      context
          .createProducerTemplate()
          .sendBody(
              "direct:sink-dead-letter",
              new Failure(
                  "acme", window, "elasticsearch", Reason.INDEX_REJECTED, "no", "r-1", payload));
      copies.assertIsSatisfied();
      JsonNode copy =
          new ObjectMapper()
              .readTree(copies.getExchanges().get(0).getMessage().getBody(byte[].class));
      assertThat(copy.path("source").asText()).isEqualTo("acme");
      assertThat(copy.path("window").path("from").asText()).isEqualTo("2026-11-10T12:00:00Z");
      assertThat(copy.path("recordId").asText()).isEqualTo("r-1");
    } finally {
      context.stop();
    }
  }
}
