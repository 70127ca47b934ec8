package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.PostgresServer;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.TcpLine;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas over one PostgreSQL, while events flow: killed, stopped and continued, cut from
 * the database, restarted one after the other. Each event is archived once.
 */
@Tag("drill")
class ReplicasIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final int SOURCES = 12;

  @TempDir static Path servers;
  private static S3Server s3;
  private static PostgresServer postgres;

  @TempDir Path folder;
  private final Random chance = new Random();
  private final List<String> takeOvers = new ArrayList<>();
  private final Map<Integer, String> names = new TreeMap<>();
  private String url;

  @BeforeAll
  static void startServers() {
    s3 = S3Server.start(servers.resolve("s3"), "archive");
    postgres = PostgresServer.create(servers.resolve("postgres"));
  }

  @AfterAll
  static void stopServers() {
    s3.close();
    postgres.close();
  }

  /** What happens to one of three replicas. */
  private interface Blow {
    void strike(Replica replica);
  }

  /** One of the processes, and the line by which it reaches the database. */
  private record Replica(int number, ServiceProcess service, TcpLine line)
      implements AutoCloseable {
    @Override
    public void close() {
      service.close();
      line.close();
    }

    void signal(String signal) {
      try {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(service.pid())).start().waitFor();
      } catch (IOException e) {
        throw new AssertionError("The replica cannot be sent " + signal + ".", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while a replica was sent " + signal + ".", e);
      }
    }
  }

  @Test
  void killed() throws IOException {
    drill(
        "killed",
        replica -> {
          replica.service().kill9();
          awaitTakeOver(replica);
          begin(replica);
        });
  }

  @Test
  void stoppedAndContinued() throws IOException {
    drill(
        "stopped",
        replica -> {
          replica.signal("STOP");
          awaitTakeOver(replica);
          replica.signal("CONT");
        });
  }

  @Test
  void cutFromTheDatabase() throws IOException {
    drill(
        "cut",
        replica -> {
          replica.line().cut();
          awaitTakeOver(replica);
          replica.line().mend();
        });
  }

  @Test
  void restartedOneAfterTheOther() throws IOException {
    drill(
        "restarted",
        replica -> {
          replica.service().stop();
          begin(replica);
        });
  }

  private void drill(String drill, Blow blow) throws IOException {
    url = postgres.database(drill);
    List<String> tenants = IntStream.range(0, SOURCES).mapToObj(i -> drill + i).toList();
    Instant until = Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.MINUTES);
    Path truth = folder.resolve("truth.jsonl");
    Map<String, String> history =
        Map.of("events", "6000", "span", "PT60M", "truth", truth.toString());
    List<Replica> replicas = new ArrayList<>();
    try (Fleet fleet = new Fleet(tenants, until, history)) {
      for (int number = 0; number < 3; number++) {
        replicas.add(replica(number, drill, fleet, tenants));
        begin(replicas.get(number));
      }
      for (int time = 0; time < 4; time++) {
        await().atMost(LIMIT).until(() -> shares().size() == 3);
        pause(chance.nextInt(5000));
        blow.strike(replicas.get(time % 3));
      }
      await().atMost(LIMIT).until(() -> Instant.now().isAfter(until.plusSeconds(2)));
      LedgerState ledger = new LedgerState(url);
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                assertThat(ledger.open(until)).isEmpty();
                assertThat(ledger.covered(until).values())
                    .hasSize(SOURCES)
                    .containsOnly(TimeUnit.HOURS.toMicros(1));
              });
      List<Integer> shares = shares();
      replicas.forEach(replica -> replica.service().stop());
      Proof proof =
          new Proof(
              s3,
              drill,
              source ->
                  Truth.of(
                      truth,
                      "auditlogSha256",
                      event -> event.get("tenant").textValue().equals(source)));
      for (String tenant : tenants) {
        proof.archived(tenant);
      }
      System.out.printf(
          "Replicas, %s: taken over after %s; shares in the end %s; %s%n",
          drill, takeOvers, shares, proof);
    } finally {
      replicas.forEach(Replica::close);
    }
  }

  private Replica replica(int number, String drill, Fleet fleet, List<String> tenants) {
    TcpLine line = TcpLine.to(postgres.port());
    String through = url.replace(":" + postgres.port() + "/", ":" + line.port() + "/");
    ServiceProcess service =
        Fleet.service(folder.resolve("replica-" + number), s3, drill)
            .option("-Xmx256m")
            .option("-XX:TieredStopAtLevel=1")
            .with("audit.state.url", through);
    tenants.forEach(
        tenant -> fleet.readBy(service, tenant, Duration.ofHours(1), Duration.ofMinutes(1)));
    return new Replica(number, service, line);
  }

  /** Starts a replica, and learns its name: one that no other has had. */
  private void begin(Replica replica) {
    replica.service().startAndAwaitReady(LIMIT);
    await().atMost(LIMIT).until(() -> alive().stream().anyMatch(this::isNew));
    names.put(replica.number(), alive().stream().filter(this::isNew).findFirst().orElseThrow());
  }

  private boolean isNew(String name) {
    return !names.containsValue(name);
  }

  private List<String> alive() {
    return ask("SELECT name FROM replicas", String.class);
  }

  /** How many sources each replica holds that holds any. */
  private List<Integer> shares() {
    return ask(
        "SELECT count(*) FROM sources WHERE holder IS NOT NULL GROUP BY holder ORDER BY 1",
        Integer.class);
  }

  /** Returns when others work for all that this replica worked for. */
  private void awaitTakeOver(Replica replica) {
    long begin = System.nanoTime();
    String held = "SELECT name FROM sources WHERE holder = '" + names.get(replica.number()) + "'";
    int sources = ask(held, String.class).size();
    await().atMost(LIMIT).until(() -> ask(held, String.class).isEmpty());
    takeOvers.add("%.1f s (%d sources)".formatted((System.nanoTime() - begin) / 1e9, sources));
  }

  private <T> List<T> ask(String sql, Class<T> type) {
    return Jdbi.create(url).withHandle(handle -> handle.createQuery(sql).mapTo(type).list());
  }

  private static void pause(int millis) {
    long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() > moment);
  }
}
