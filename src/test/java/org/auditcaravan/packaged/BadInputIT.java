package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A mistake in the configuration or in an overlay stops the start with one sentence that names file
 * or key and the repair. The starts run two at a time, before the tests look at what they said.
 */
class BadInputIT {
  private static final String SECRET = "s3cret-never-shown";
  private static final String CONTRACT = "# audit-caravan contract: 1\n";
  private static final Path SHIPPED = Path.of("routes");

  /**
   * What is wrong, and what the sentence says about it.
   *
   * @param mistake makes it
   * @param says parts of the sentence
   */
  private record Bad(Consumer<ServiceProcess> mistake, String... says) {}

  /** How a start ended. */
  private record Ended(int exitCode, String output) {}

  private static final Map<String, Bad> MISTAKES = new LinkedHashMap<>();

  static {
    key("an unknown key", "audit.sinks.s3.buckets", "x", "audit.sinks.s3.buckets", "no such key");
    key("a bad cron", "audit.sources.acme.schedule", "every day", "acme.schedule=every day");
    key("a bad date", "audit.sources.acme.start", "yesterday", "acme.start=yesterday", "RFC 3339");
    key("a future date", "audit.sources.acme.start", "2999-01-01T00:00:00Z", "in the future");
    key("an unknown region", "audit.sources.acme.region", "eu-north-9", "region=eu-north-9");
    key("a bad duration", "audit.sources.acme.settle", "soon", "audit.sources.acme.settle", "soon");
    key("a bad number", "audit.retry.attempts", "many", "audit.retry.attempts", "many");
    key("an unknown api", "audit.sources.acme.api", "nosuch", "mapping-nosuch.yaml", "nosuch");
    key("an unknown codec", "audit.sinks.s3.codec", "lzma", "codec=lzma", "gzip or zstd");
    key("no archive", "audit.sinks.s3.enabled", "false", "audit.sinks.s3.enabled=false", "remove");
    key("no overlay folder", "audit.routes.overlay", "missing", "audit.routes.overlay=missing");
    key("a foreign database", "audit.state.url", "jdbc:mysql://db", "audit.state.url=jdbc:mysql");
    key(
        "an unreachable database",
        "audit.state.url",
        "jdbc:postgresql://127.0.0.1:1/ledger",
        "audit.state.url: the ledger's database cannot be used",
        "127.0.0.1:1");
    key(
        "a secret with blanks around it",
        "audit.sources.acme.client-secret",
        " " + SECRET + " ",
        "client-secret begins or ends with a blank");
    bad(
        "a misspelt key of a source",
        service ->
            service
                .without("audit.sources.acme.client-id")
                .with("audit.sources.acme.clientid", "client"),
        "no such key as audit.sources.acme.clientid",
        "audit.sources.acme.client-id is missing");
    bad(
        "a missing secret",
        service -> service.without("audit.sources.acme.client-secret"),
        "audit.sources.acme.client-secret is missing");
    bad(
        "a missing client id",
        service -> service.without("audit.sources.acme.client-id"),
        "audit.sources.acme.client-id");
    bad(
        "a missing bucket",
        service -> service.without("audit.sinks.s3.bucket"),
        "audit.sinks.s3.bucket is missing");
    bad(
        "an unknown fault of the simulator",
        service ->
            service
                .with("audit.simulator.enabled", "true")
                .with("audit.simulator.port", "0")
                .with("audit.simulator.faults.gremlins", "0.5"),
        "audit.simulator.faults.gremlins is not a fault");
    bad(
        "two sources for one organisation and scope",
        service -> source(service, "twin"),
        "audit.sources.twin reads the same organisation and scope as audit.sources.acme");
    overlay(
        "an unknown bean",
        "normalize.camel.yaml",
        shipped("normalize").replace("ref: records", "ref: recrods"),
        "normalize.camel.yaml",
        "recrods");
    overlay(
        "an unknown component",
        "sink-own.camel.yaml",
        CONTRACT + route("sink-own", "kafkaa:topic"),
        "sink-own.camel.yaml",
        "kafkaa");
    overlay(
        "an unknown step",
        "sink-own.camel.yaml",
        CONTRACT + route("sink-own", "direct:commit").replace("- to:", "- two:"),
        "sink-own.camel.yaml",
        "two");
    overlay(
        "a file that is no YAML",
        "sink-own.camel.yaml",
        CONTRACT + "- route: {id: sink-own\n",
        "sink-own.camel.yaml");
    overlay(
        "a mapping that names no field",
        "mapping-genesys-audits.yaml",
        shipped("mapping-genesys-audits").replaceFirst("userId: \\[[^]]*]", "userId: []"),
        "mapping-genesys-audits.yaml: record.default.fields.userId names no field");
    overlay(
        "a file of an older contract",
        "normalize.camel.yaml",
        shipped("normalize").replace(CONTRACT, "# audit-caravan contract: 0\n"),
        "normalize.camel.yaml was made for contract 0");
    overlay(
        "a file without its contract",
        "normalize.camel.yaml",
        shipped("normalize").replace(CONTRACT, ""),
        "normalize.camel.yaml does not begin with '# audit-caravan contract: 1'");
    overlay(
        "a stage without its route",
        "normalize.camel.yaml",
        shipped("normalize").replace("id: normalize", "id: normalise"),
        "normalize.camel.yaml has no route with the id normalize");
    overlay(
        "a route without an error configuration",
        "sink-own.camel.yaml",
        CONTRACT + route("sink-own", "direct:commit").replaceFirst("    routeConf.*\n", ""),
        "sink-own.camel.yaml",
        "routeConfigurationId");
  }

  @TempDir static Path folder;
  private static final Map<String, Future<Ended>> STARTS = new LinkedHashMap<>();
  private static ExecutorService starters;

  @BeforeAll
  static void startAll() {
    starters = Executors.newFixedThreadPool(2);
    MISTAKES.forEach(
        (name, bad) ->
            STARTS.put(
                name,
                starters.submit(
                    () -> {
                      ServiceProcess service = sound(name);
                      bad.mistake().accept(service);
                      return ended(service);
                    })));
  }

  @AfterAll
  static void stop() {
    starters.shutdownNow();
  }

  private static Ended ended(ServiceProcess service) {
    try (service) {
      service.start();
      return new Ended(service.exitCode(Duration.ofMinutes(1)), service.output());
    }
  }

  static Stream<String> mistakes() {
    return MISTAKES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void stopsTheStartWithOneSentence(String name) throws Exception {
    Ended ended = STARTS.get(name).get();

    assertThat(ended.exitCode()).as(ended.output()).isNotZero();
    List<String> errors = ended.output().lines().filter(line -> line.contains(" ERROR ")).toList();
    assertThat(errors).as(ended.output()).hasSize(1);
    assertThat(errors.get(0)).contains(MISTAKES.get(name).says()).contains(":");
    assertThat(ended.output().lines())
        .as("lines of a stack trace")
        .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"));
    assertThat(ended.output()).doesNotContain(SECRET);
  }

  @Test
  void whatWillNotStartNeverSeemsToBeReady() {
    try (ServiceProcess service = sound("seen from outside")) {
      service.with("audit.sources.acme.api", "nosuch").start();
      while (service.isAlive()) {
        assertThat(service.ready()).isFalse();
      }
      assertThat(service.exitCode(Duration.ofMinutes(1))).isNotZero();
    }
  }

  @Test
  void forgivesARegionWithOtherCasingAndBlanks() {
    try (ServiceProcess service =
        sound("a forgiven region").with("audit.sources.acme.region", " EU-Central-1 ")) {
      assertThatNoException().isThrownBy(() -> service.startAndAwaitReady(Duration.ofMinutes(1)));
    }
  }

  private static void key(String name, String key, String value, String... says) {
    bad(name, service -> service.with(key, value), says);
  }

  private static void overlay(String name, String file, String content, String... says) {
    bad(
        name,
        service -> {
          Path overlay = service.folder().resolve("overlay");
          try {
            Files.writeString(Files.createDirectories(overlay).resolve(file), content);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          service.with("audit.routes.overlay", "overlay");
        },
        says);
  }

  private static void bad(String name, Consumer<ServiceProcess> mistake, String... says) {
    MISTAKES.put(name, new Bad(mistake, says));
  }

  /** A service that would start, and never asks anybody. */
  private static ServiceProcess sound(String name) {
    ServiceProcess service =
        ServiceProcess.in(folder.resolve(name.replace(' ', '-')))
            .option("-XX:TieredStopAtLevel=1")
            .option("-XX:+UseSerialGC")
            .with("audit.sinks.s3.bucket", "archive")
            .with("audit.sinks.elasticsearch.enabled", "false");
    source(service, "acme");
    return service;
  }

  private static void source(ServiceProcess service, String name) {
    String key = "audit.sources." + name + ".";
    service
        .with(key + "api", "genesys-audits")
        .with(key + "region", "eu-central-1")
        .with(key + "client-id", "client")
        .with(key + "client-secret", SECRET)
        .with(key + "schedule", "0 0 0 1 1 ? 2099");
  }

  private static String shipped(String file) {
    String name = file.startsWith("mapping-") ? file + ".yaml" : file + ".camel.yaml";
    try {
      return Files.readString(SHIPPED.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String route(String id, String uri) {
    return List.of(
            "- route:",
            "    id: " + id,
            "    routeConfigurationId: propagate",
            "    from:",
            "      uri: direct:" + id,
            "      steps:",
            "        - to:",
            "            uri: " + uri)
        .stream()
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
