package org.auditcaravan.pagination;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.auth.MemoryRefreshTokens;
import org.auditcaravan.auth.RefreshTokens;
import org.auditcaravan.auth.Tokens;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.normalize.AuditRecord;
import org.auditcaravan.normalize.Normalizer;
import org.auditcaravan.normalize.Records;
import org.auditcaravan.normalize.UserNames;
import org.auditcaravan.ratelimit.Governor;
import org.auditcaravan.ratelimit.NoMemory;
import org.auditcaravan.ratelimit.Pace;
import org.auditcaravan.routes.ShippedRoutes;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Organizations;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.SourceClocks;
import org.auditcaravan.window.Window;
import org.auditcaravan.window.WindowRead;

/**
 * The shipped routes from {@code page} down, in a plain Camel context in front of a stub, under a
 * tiny {@code extract} that reads a window to its end and repeats the step {@code page} as the
 * shipped one does. Time stands still unless a wait passes, which moves the clock instead.
 */
public final class Line implements AutoCloseable {
  public final TestClock clock = new TestClock("2026-11-20T12:00:00Z");
  public final List<Duration> waits = new ArrayList<>();
  public final List<Instant> strays = new ArrayList<>();
  public final List<Long> redeliveryDelays = new ArrayList<>();
  public final List<Accepted> accepted = new ArrayList<>();
  public final Tokens tokens;
  public final Facts facts = new Facts(clock);
  public final SourceClocks clocks = new SourceClocks(clock);
  public final Source source;
  public final Governor governor;

  /** Happens during the next wait before a request. */
  public Runnable meanwhile = () -> {};

  private Exception failure;
  private final CamelContext context;
  private final AuditConfig config;

  public Line(VendorStub vendor, String api, Path folder, Map<String, String> keys)
      throws Exception {
    this(vendor, api, folder, keys, new MemoryRefreshTokens(), Optional.empty());
  }

  /**
   * @param overlay the folder that has the api's own files
   */
  public Line(VendorStub vendor, String api, Path folder, Map<String, String> keys, Path overlay)
      throws Exception {
    this(vendor, api, folder, keys, new MemoryRefreshTokens(), Optional.of(overlay));
  }

  /** A replica that shares its refresh tokens with others. */
  public Line(
      VendorStub vendor,
      String api,
      Path folder,
      Map<String, String> keys,
      RefreshTokens refreshTokens)
      throws Exception {
    this(vendor, api, folder, keys, refreshTokens, Optional.empty());
  }

  private Line(
      VendorStub vendor,
      String api,
      Path folder,
      Map<String, String> keys,
      RefreshTokens refreshTokens,
      Optional<Path> overlay)
      throws Exception {
    Map<String, String> all = new HashMap<>(keys);
    all.putIfAbsent("api-url", vendor.uri("").toString());
    all.putIfAbsent("token-url", vendor.uri("/oauth/token").toString());
    all.putIfAbsent("requests-per-minute", "6000");
    source = TestSources.acme(api, all, overlay);
    config =
        TestSources.config(Map.of("spool.dir", folder.toString(), "sinks.s3.bucket", "archive"));
    tokens = new Tokens(clock, config, refreshTokens);
    governor = new Governor(clock, RandomGenerator.of("L64X128MixRandom"), new NoMemory());
    Pace pace = new Pace(governor, clock, config);
    Normalizer normalizer = new Normalizer();
    UserNames userNames = new UserNames(normalizer, clock);
    Organizations organizations = new Organizations(null, source -> Optional.empty());
    context =
        ShippedRoutes.context(
            Map.of(
                "governor", new Waits(pace),
                "tokens", tokens,
                "replies", new Replies(clock, governor, tokens, clocks, config),
                "requests", new Requests(),
                "pages", new Pages((window, timestamp) -> strays.add(timestamp)),
                "userNames", userNames,
                "records", new Records(normalizer, organizations, userNames),
                "vendorClient", new VendorClient(config)),
            Map.of(),
            "errors",
            "page",
            "token",
            "normalize",
            "user-names",
            overlay.map(Path::toAbsolutePath).orElse(Path.of("")).resolve("api-" + api).toString());
    context.addRoutes(extract());
    context.start();
  }

  /** Notes each wait and moves the clock over it, so that no test sleeps. */
  public final class Waits {
    private final Pace pace;

    Waits(Pace pace) {
      this.pace = pace;
    }

    public long waitMillis(@org.apache.camel.Variable("read") WindowRead read) {
      return pass(pace.waitMillis(read));
    }

    public long asideMillis(@org.apache.camel.Variable("read") WindowRead read) {
      return pass(pace.asideMillis(read));
    }

    private long pass(long millis) {
      Duration wait = Duration.ofMillis(millis);
      waits.add(wait);
      clock.advance(wait);
      Runnable happens = meanwhile;
      meanwhile = () -> {};
      happens.run();
      return 0;
    }

    public boolean again(
        @org.apache.camel.Variable("read") WindowRead read,
        @org.apache.camel.Variable("token") String token) {
      return pace.again(read, token);
    }

    public boolean asideAgain(
        @org.apache.camel.Variable("read") WindowRead read,
        @org.apache.camel.Variable("token") String token) {
      return pace.asideAgain(read, token);
    }
  }

  private RouteBuilder extract() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        onException(
                TokenRefused.class,
                Throttled.class,
                TransientFailure.class,
                java.io.IOException.class)
            .maximumRedeliveries(3)
            .redeliveryDelay(0)
            .logExhausted(false)
            .logRetryAttempted(false)
            .onExceptionOccurred(
                exchange ->
                    redeliveryDelays.add(
                        exchange.getMessage().removeHeader(Exchange.REDELIVERY_DELAY)
                                instanceof Long delay
                            ? delay
                            : null))
            .handled(true)
            .process(exchange -> failure = caught(exchange));
        onException(Exception.class)
            .maximumRedeliveries(0)
            .logExhausted(false)
            .handled(true)
            .process(exchange -> failure = caught(exchange));
        from("direct:extract")
            .loopDoWhile(simple("${variable.read.hasNext}"))
            .to("direct:page")
            .process(exchange -> keep(exchange.getMessage().getBody(List.class)))
            .end();
      }
    };
  }

  private static Exception caught(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
  }

  private void keep(List<?> page) {
    page.forEach(event -> accepted.add((Accepted) event));
  }

  /** A window of the 20th of November 2026, between two hours. */
  public WindowRead open(int fromHour, int toHour) {
    Instant day = Instant.parse("2026-11-20T00:00:00Z");
    return open(day.plus(Duration.ofHours(fromHour)), day.plus(Duration.ofHours(toHour)));
  }

  public WindowRead open(Instant from, Instant to) {
    return open(from, to, 1);
  }

  /** The same at a later attempt. */
  public WindowRead open(Instant from, Instant to, int attempt) {
    return open(new Claim(1, new Window("acme", from, to), 0, 1, scope(), attempt, false, null));
  }

  /** What the source asks for. */
  public Scope scope() {
    return new Scope(source.services(), source.filters(), source.config().query(), Map.of());
  }

  public WindowRead open(Claim claim) {
    return new WindowRead(
        source,
        claim,
        new Pagings(facts, clock).begin(source, claim),
        new SeenEvents(),
        new Spools(config, new ArchivePlaces(config)).open(source, claim));
  }

  /** Reads the window to its end. */
  public WindowRead read(WindowRead read) throws Exception {
    failure = null;
    context.createProducerTemplate().request("direct:extract", e -> e.setVariable("read", read));
    if (failure != null) {
      throw failure;
    }
    return read;
  }

  /** The context of the routes, for a test that adds one. */
  public CamelContext context() {
    return context;
  }

  /** What the route {@code normalize} makes of the events of the last read, as one page. */
  public List<AuditRecord> records(WindowRead read) {
    List<?> made =
        context
            .createProducerTemplate()
            .request(
                "direct:normalize",
                exchange -> {
                  exchange.setVariable("read", read);
                  exchange.getMessage().setBody(List.copyOf(accepted));
                })
            .getMessage()
            .getBody(List.class);
    return made.stream().flatMap(one -> ((Records.Made) one).records().stream()).toList();
  }

  /** What the route {@code token} gives back. */
  public Object token() throws Exception {
    WindowRead read = open(10, 11);
    Exchange exchange =
        context.createProducerTemplate().request("direct:token", e -> e.setVariable("read", read));
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return exchange.getMessage().getBody();
  }

  public List<String> ids() {
    return accepted.stream().map(Accepted::auditId).toList();
  }

  @Override
  public void close() {
    context.stop();
  }
}
