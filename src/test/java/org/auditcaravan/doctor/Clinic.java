package org.auditcaravan.doctor;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.auditcaravan.auth.MemoryRefreshTokens;
import org.auditcaravan.auth.Tokens;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.pagination.Facts;
import org.auditcaravan.pagination.Pagings;
import org.auditcaravan.pagination.Replies;
import org.auditcaravan.pagination.Requests;
import org.auditcaravan.pagination.VendorClient;
import org.auditcaravan.ratelimit.HeaderGovernor;
import org.auditcaravan.routes.ShippedRoutes;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.Region;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.SourceClocks;

/**
 * A simulated vendor with the organisations {@code acme} and {@code beta}, and doctors in front of
 * it who ask by the shipped routes. Time passes only where a doctor waits.
 */
final class Clinic implements AutoCloseable {
  static final String SECRET = "synthetic-s3cret";
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  final Simulator simulator;
  final List<Duration> waits = new ArrayList<>();
  Duration clockAhead = Duration.ZERO;
  private final Path folder;
  private Instant now = NOON;

  /** A simulator with these keys below {@code audit.simulator.}, as pairs of key and value. */
  Clinic(Path folder, String... keys) {
    this.folder = folder;
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "simulator.port", "0",
                "simulator.events", "300",
                "simulator.secret", SECRET,
                "simulator.tenants", "acme,beta"));
    for (int i = 0; i < keys.length; i += 2) {
      all.put("simulator." + keys[i], keys[i + 1]);
    }
    simulator = new Simulator(TestSources.config(all).simulator(), () -> now);
    simulator.start();
  }

  /** The source of this client of acme, with further keys. */
  Source source(String client, String... keys) {
    return sourceOf("genesys-audits", client, keys);
  }

  Source sourceOf(String api, String client, String... keys) {
    Map<String, String> all = new HashMap<>();
    all.put("client-id", client);
    all.put("client-secret", SECRET);
    all.put("api-url", simulator.url("acme").toString());
    all.put("token-url", simulator.url("acme") + "/oauth/token");
    for (int i = 0; i < keys.length; i += 2) {
      all.put(keys[i], keys[i + 1]);
    }
    return TestSources.acme(api, all);
  }

  /** What a doctor finds out who looks at the vendor only. */
  Examination examine(Source source, Check... sinks) throws Exception {
    return examine(source, none -> Optional.empty(), Duration.ZERO, sinks);
  }

  Examination examine(
      Source source,
      Function<Source, Optional<Region>> otherRegion,
      Duration patience,
      Check... sinks)
      throws Exception {
    InstantSource clock = () -> now.plus(clockAhead);
    AuditConfig config =
        TestSources.config(Map.of("spool.dir", folder.toString(), "sinks.s3.bucket", "archive"));
    Tokens tokens = new Tokens(clock, config, new MemoryRefreshTokens());
    Replies replies =
        new Replies(
            clock,
            new HeaderGovernor(clock, RandomGenerator.of("L64X128MixRandom")),
            tokens,
            new SourceClocks(clock),
            config);
    CamelContext context =
        ShippedRoutes.context(
            Map.of(
                "tokens",
                tokens,
                "replies",
                replies,
                "requests",
                new Requests(),
                "vendorClient",
                new VendorClient(config)),
            Map.of(),
            "errors",
            "token",
            "api-genesys-audits",
            "api-genesys-auditlogs");
    try {
      context.start();
      Pagings pagings = new Pagings(new Facts(clock), clock);
      Calls calls = new Calls(context.createProducerTemplate(), replies, tokens, pagings, clock);
      List<List<Check>> chains = new ArrayList<>();
      chains.add(
          List.of(
              new SettingsCheck(clock),
              new NetworkCheck(Optional.empty(), Optional.empty(), new Tls(null)),
              new TokenCheck(calls, otherRegion),
              new ReadCheck(calls, this::wait, patience)));
      for (Check sink : sinks) {
        chains.add(List.of(sink));
      }
      return new Doctor(chains).examine(source);
    } finally {
      context.stop();
    }
  }

  private void wait(Duration time) {
    waits.add(time);
    now = now.plus(time);
  }

  /** Looks for a client in this region, which acme plays. */
  Function<Source, Optional<Region>> searching(Region played) {
    URI acme = URI.create(simulator.url("acme") + "/oauth/token");
    URI beta = URI.create(simulator.url("beta") + "/oauth/token");
    return new RegionSearch(new Http(), region -> region == played ? acme : beta);
  }

  @Override
  public void close() {
    simulator.close();
  }
}
