package org.auditcaravan.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaEndpoint;
import org.auditcaravan.pagination.TokenRefused;
import org.auditcaravan.pagination.TransientFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExtractRouteTest {
  /** Stands between failures for a page that comes. */
  private static final Exception NONE = new Exception();

  private final List<String> line = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Exception> pageFailures = new ArrayDeque<>();
  private final Map<String, Exception> stageFailures = new HashMap<>();
  private final FakeWindows windows = new FakeWindows();
  private CamelContext context;

  @AfterEach
  void stop() throws Exception {
    context.stop();
  }

  @Test
  void readsPageByPageAndHandsTheWindowOn() throws Exception {
    start(read(2, false));
    assertThat(line)
        .containsExactly(
            "claim",
            "page",
            "normalize",
            "page",
            "normalize",
            "fan-out",
            "baseline",
            "done",
            "claim",
            "claim");
  }

  @Test
  void leavesTheArchiveAsItIsWhenARecheckFoundNothingNew() throws Exception {
    FakeRead read = read(1, false);
    read.nothingNew = true;
    start(read);
    assertThat(line).containsSubsequence("page", "normalize", "rechecked", "done");
    assertThat(line).doesNotContain("fan-out");
  }

  @Test
  void repeatsTheWholePageStepAfterAPassingFailure() throws Exception {
    pageFailures.addAll(List.of(new TransientFailure("reset"), new ConnectException("no")));
    start(read(1, false));
    assertThat(line)
        .containsSubsequence("claim", "page", "page", "page", "normalize", "fan-out", "done");
  }

  @Test
  void givesEachPageAttemptsOfItsOwn() throws Exception {
    pageFailures.addAll(
        List.of(
            new TransientFailure("reset"),
            new TransientFailure("reset"),
            new TransientFailure("reset"),
            NONE,
            new TransientFailure("reset")));
    start(read(2, false));
    assertThat(line)
        .containsExactly(
            "claim",
            "page",
            "page",
            "page",
            "page",
            "normalize",
            "page",
            "page",
            "normalize",
            "fan-out",
            "baseline",
            "done",
            "claim",
            "claim");
  }

  @Test
  void turnsAFailureThatStaysIntoAStateOfTheLedgerAndGoesOn() throws Exception {
    pageFailures.addAll(Collections.nCopies(4, new TransientFailure("reset")));
    start(read(1, false));
    assertThat(line)
        .containsExactly(
            "claim",
            "page",
            "page",
            "page",
            "page",
            "failed:TransientFailure",
            "sink-dead-letter",
            "claim",
            "claim");
  }

  @Test
  void asksAgainWithAnotherTokenAlsoAfterOtherFailures() throws Exception {
    pageFailures.addAll(List.of(new TransientFailure("503"), new TokenRefused("401")));
    start(read(1, false));
    assertThat(line).containsSubsequence("page", "page", "page", "normalize", "fan-out", "done");
  }

  @Test
  void doesNotMakeTheRecordsOfAPageAgain() throws Exception {
    stageFailures.put("normalize", new UncheckedIOException(new IOException("disk full")));
    start(read(1, false));
    assertThat(line).containsSubsequence("page", "normalize", "failed:UncheckedIOException");
    assertThat(line.stream().filter("normalize"::equals)).hasSize(1);
  }

  @Test
  void repeatsADeliveryThatBrokeDown() throws Exception {
    stageFailures.put("fan-out", new UncheckedIOException(new IOException("connection reset")));
    start(read(1, false));
    assertThat(line).containsSubsequence("normalize", "fan-out", "fan-out", "done");
    assertThat(line.stream().filter("page"::equals)).hasSize(1);
  }

  @Test
  void leavesASourceAloneWhoseWindowsCannotBeClaimed() throws Exception {
    windows.broken = true;
    load(read(0, false));
    context.createProducerTemplate().sendBody("direct:extract", "acme");
    assertThat(line).containsExactly("claim", "failed:IllegalStateException", "sink-dead-letter");
    assertThat(context.getEndpoint("seda:work-acme", SedaEndpoint.class).getExchanges()).isEmpty();
  }

  @Test
  void doesNotRepeatWhatWillBeRefusedAgain() throws Exception {
    pageFailures.add(new IllegalStateException("forbidden"));
    start(read(1, false));
    assertThat(line).containsSubsequence("claim", "page", "failed:IllegalStateException");
    assertThat(line.stream().filter("page"::equals)).hasSize(1);
  }

  /** What the routes see of a read. */
  public static final class FakeRead {
    private int pages;
    private final boolean promised;
    private boolean nothingNew;

    FakeRead(int pages, boolean promised) {
      this.pages = pages;
      this.promised = promised;
    }

    public boolean hasNext() {
      return pages > 0;
    }

    public boolean isPromised() {
      return promised;
    }
  }

  static FakeRead read(int pages, boolean promised) {
    return new FakeRead(pages, promised);
  }

  /** The bean {@code windows}, with one window to give. */
  public final class FakeWindows {
    private final Deque<FakeRead> reads = new ArrayDeque<>();
    private boolean broken;

    public synchronized FakeRead claim(String source) {
      line.add("claim");
      if (broken) {
        throw new IllegalStateException("the database is away");
      }
      return reads.poll();
    }

    public void rechecked() {
      line.add("rechecked");
    }

    public void done() {
      line.add("done");
    }

    public boolean wake() {
      return true;
    }

    public void refused(Exception reason) {
      line.add("refused:" + reason);
    }

    public List<String> failed(Exception failure) {
      line.add("failed:" + failure.getClass().getSimpleName());
      return List.of("letter");
    }
  }

  /** The bean {@code pages}. */
  public static final class FakePages {
    public String through() {
      return "";
    }
  }

  /** The bean {@code archive}. */
  public final class FakeArchive {
    public boolean nothingNew(FakeRead read) {
      return read.nothingNew;
    }
  }

  private void start(FakeRead read) throws Exception {
    load(read);
    context.createProducerTemplate().sendBody("seda:work-acme", "acme");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> line.stream().filter("claim"::equals).count() >= 3);
  }

  private void load(FakeRead read) throws Exception {
    windows.reads.add(read);
    context =
        ShippedRoutes.context(
            Map.of("windows", windows, "archive", new FakeArchive(), "pages", new FakePages()),
            Map.of(),
            "errors",
            "extract",
            "failed",
            "wake");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("seda:work-acme").to("direct:extract");
            from("direct:page")
                .routeConfigurationId("propagate")
                .process(exchange -> page(exchange));
            for (String stage :
                List.of("normalize", "fan-out", "commit", "baseline", "sink-dead-letter")) {
              from("direct:" + stage)
                  .routeConfigurationId("propagate")
                  .process(exchange -> pass(stage));
            }
          }
        });
    context.start();
  }

  private void pass(String stage) throws Exception {
    line.add(stage);
    Exception failure = stageFailures.remove(stage);
    if (failure != null) {
      throw failure;
    }
  }

  private void page(Exchange exchange) throws Exception {
    line.add("page");
    Exception failure = pageFailures.poll();
    if (failure != null && failure != NONE) {
      throw failure;
    }
    exchange.getVariable("read", FakeRead.class).pages--;
  }
}
