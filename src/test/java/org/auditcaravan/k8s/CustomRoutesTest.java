package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.auditcaravan.routes.ShippedRoutes;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomRoutesTest {
  private static final Path CUSTOM = Path.of("k8s/overlays/custom-routes/routes");
  private static final Window WINDOW =
      new Window(
          "acme", Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-11-01T01:00:00Z"));
  private static final String COPY = "20261101T000000Z_20261101T010000Z_1-part-0.jsonl.gz";

  @TempDir Path spool;
  @TempDir Path copies;
  private final List<String> line = new ArrayList<>();
  private RuntimeException refusal;
  private CamelContext context;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(spool.resolve("part-0.jsonl.gz"), "records");
    context = ShippedRoutes.context(Map.of(), Map.of("custom.copies", copies.toString()), "errors");
    for (String file : List.of("fan-out", "sink-file")) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              PluginHelper.getResourceLoader(context)
                  .resolveResource("file:" + CUSTOM.resolve(file + ".camel.yaml")));
    }
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (String stage : List.of("sink-s3", "commit", "sink-elasticsearch")) {
              from("direct:" + stage)
                  .routeConfigurationId("propagate")
                  .process(exchange -> pass(stage));
            }
          }
        });
    context.start();
  }

  private void pass(String stage) {
    line.add(stage);
    if (stage.equals("commit") && refusal != null) {
      throw refusal;
    }
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void theAddedSinkCopiesTheWindowsPartsAfterTheCommit() throws IOException {
    fanOut();
    assertThat(line).containsExactly("sink-s3", "commit", "sink-elasticsearch");
    assertThat(copies.resolve("acme").toFile().listFiles())
        .extracting(File::getName)
        .containsExactly(COPY);
    assertThat(copies.resolve("acme").resolve(COPY)).hasContent("records");
  }

  @Test
  void doingItAgainLeavesTheSameCopies() {
    fanOut();
    fanOut();
    assertThat(copies.resolve("acme").toFile().list()).containsExactly(COPY);
  }

  @Test
  void nothingIsCopiedThatWasNotCommitted() {
    refusal = new IllegalStateException("the books do not balance");
    assertThatThrownBy(this::fanOut).isInstanceOf(CamelExecutionException.class);
    assertThat(copies).isEmptyDirectory();
  }

  private void fanOut() {
    Exchange exchange =
        context
            .createProducerTemplate()
            .send(
                "direct:fan-out",
                sent ->
                    sent.setVariable(
                        "read",
                        new FakeRead(new FakeSpool(List.of(spool.resolve("part-0.jsonl.gz"))))));
    if (exchange.getException() != null) {
      throw new CamelExecutionException("fan-out failed", exchange, exchange.getException());
    }
  }

  /** What the routes see of a read. */
  public record FakeRead(FakeSpool spool) {
    /** Whose window it is. */
    public FakeSource source() {
      return new FakeSource("acme");
    }

    /** The window that was read. */
    public Window window() {
      return WINDOW;
    }

    /** Its second revision. */
    public Claim claim() {
      return new Claim(7, WINDOW, 1, 3, null, 1, false, null);
    }
  }

  /** What the routes see of a source. */
  public record FakeSource(String name) {}

  /** What the routes see of a spool. */
  public record FakeSpool(List<Path> files) {}
}
