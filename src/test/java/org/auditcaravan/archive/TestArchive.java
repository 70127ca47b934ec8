package org.auditcaravan.archive;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.pagination.Paging;
import org.auditcaravan.pagination.Response;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Window;
import org.auditcaravan.window.WindowRead;

/** The archive of the source {@code acme}, with the shipped routes in a plain Camel context. */
final class TestArchive implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  static final Instant NOW = Instant.parse("2026-11-01T14:00:00.123456Z");

  final Source acme = TestSources.acme("genesys-audits", Map.of());
  final MemoryLedger ledger = new MemoryLedger();
  final ArchivePlace place;
  final S3Clients clients;
  final ArchiveReader reader;
  final ConditionProbe probe;
  final Archive archive;
  final Spools spools;
  private final DefaultCamelContext context = new DefaultCamelContext();

  /**
   * @param keys settings below {@code audit.}
   */
  TestArchive(URI endpoint, Path dir, Map<String, String> keys) throws Exception {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "spool.dir", dir.toString(),
                "sinks.s3.bucket", "archive",
                "sinks.s3.endpoint", endpoint.toString(),
                "sinks.s3.access-key", "test",
                "sinks.s3.secret-key", "test",
                "sinks.s3.path-style", "true"));
    all.putAll(keys);
    AuditConfig config = TestSources.config(all);
    ArchivePlaces places = new ArchivePlaces(config);
    place = places.of(acme);
    clients = new S3Clients(config, places, InstantSource.fixed(NOW));
    reader = new ArchiveReader(places, clients);
    probe = new ConditionProbe(clients);
    archive = new Archive(places, clients);
    spools = new Spools(config, places);
    clients.bind(context.getRegistry(), List.of(acme));
    context.getRegistry().bind("archive", archive);
    context.getRegistry().bind("commit", new Committer(archive, reader, probe, maker(), ledger));
    context.setStreamCaching(false);
    context.addRoutesConfigurations(
        new RouteConfigurationBuilder() {
          @Override
          public void configuration() {
            routeConfiguration("propagate").errorHandler(noErrorHandler());
          }
        });
    for (String route : List.of("sink-s3", "commit")) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              PluginHelper.getResourceLoader(context)
                  .resolveResource("file:routes/" + route + ".camel.yaml"));
    }
    context.start();
  }

  private static Manifests maker() {
    return new Manifests(
        new Provenance() {
          @Override
          public String organizationId(WindowRead read) {
            return "org-1";
          }

          @Override
          public String productVersion() {
            return "0.1.0";
          }

          @Override
          public Map<String, String> files() {
            return Map.of("sink-s3.camel.yaml", "b0", "commit.camel.yaml", "a0");
          }
        },
        InstantSource.fixed(NOW),
        Optional.empty());
  }

  /** A complete read of that revision of the hour after noon, with these records as its events. */
  WindowRead read(int revision, String... lines) throws IOException {
    return read(revision, false, lines);
  }

  /** The same; {@code hasNext} says that pages are still owed. */
  WindowRead read(int revision, boolean hasNext, String... lines) throws IOException {
    return read(claim(NOON, revision), hasNext, lines);
  }

  /** A complete read of the hour that begins then. */
  WindowRead read(Instant from, String... lines) throws IOException {
    return read(claim(from, 0), false, lines);
  }

  private WindowRead read(Claim claim, boolean hasNext, String... lines) throws IOException {
    SeenEvents seen = new SeenEvents();
    WindowRead read = new WindowRead(acme, claim, paging(hasNext), seen, spools.open(acme, claim));
    reader.idLists(acme, claim.window(), claim.revision(), read.folder()).forEach(seen::load);
    for (String line : lines) {
      byte[] hash = SeenEvents.idHash(line);
      read.events().received(1);
      if (seen.see(hash, hash) == Sighting.REPEAT) {
        read.events().duplicates(1);
      } else {
        read.records().received(1);
        read.spool().append(SpoolTest.rows(line), NOON);
      }
    }
    read.responses()
        .add(
            new Response(
                NOW, Instant.parse("2026-11-01T13:59:59Z"), "GET /x", 200, "c-1", 9, "ab", 1));
    return read;
  }

  private static Claim claim(Instant from, int revision) {
    return new Claim(
        1,
        new Window("acme", from, from.plusSeconds(3600)),
        revision,
        1,
        new Scope(List.of("Routing"), Map.of(), Map.of(), Map.of()),
        1,
        false,
        null);
  }

  /** All manifests, in the order of the chain. */
  List<StoredManifest> manifests() throws IOException {
    List<StoredManifest> manifests = new ArrayList<>();
    for (String date : reader.dates(acme)) {
      manifests.addAll(reader.manifests(acme, date));
    }
    manifests.sort(Comparator.comparingLong(stored -> stored.manifest().sequence()));
    return manifests;
  }

  /** The objects of the day that no manifest names. */
  List<String> orphans() throws IOException {
    String date = NOON.toString().substring(0, 10);
    return reader.orphans(acme, date, reader.manifests(acme, date));
  }

  /** Answers by name, so that it is no hindrance when the interface grows. */
  private static Paging paging(boolean hasNext) {
    Map<String, Object> answers =
        Map.of(
            "hasNext",
            hasNext,
            "confirmed",
            true,
            "shortfall",
            Optional.empty(),
            "modes",
            Map.of("*", "realtime"));
    return (Paging)
        Proxy.newProxyInstance(
            Paging.class.getClassLoader(),
            new Class<?>[] {Paging.class},
            (proxy, method, args) -> answers.get(method.getName()));
  }

  /** Sends the read through a shipped route, and throws what the route throws. */
  void send(String route, WindowRead read) throws Exception {
    Exchange exchange =
        context
            .createProducerTemplate()
            .send("direct:" + route, sent -> sent.setVariable("read", read));
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
  }

  /** Puts the read's files and its manifest into the archive. */
  void deliver(WindowRead read) throws Exception {
    send("sink-s3", read);
    send("commit", read);
  }

  @Override
  public void close() {
    context.stop();
    clients.close();
  }
}
