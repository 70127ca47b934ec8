package org.auditcaravan.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.auditcaravan.config.AuditConfig.SimulatorConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.simulator.Desk.Request;
import org.auditcaravan.source.Instants;

/**
 * A seeded stand-in for Genesys Cloud organisations, with an HTTP server of its own on the loopback
 * interface. Tenant {@code acme} logs in at {@code /acme/oauth/token} and has its API below {@code
 * /acme/api/v2}; its client is {@code acme-client}. Other client ids meet other refusals: {@code
 * acme-} with {@code nopermission}, {@code anypermission}, {@code nodivision}, {@code justgranted}
 * (its second token has the right), {@code noscope}, {@code nopolicy}, {@code foreignip}, {@code
 * residency}, {@code environment}, {@code unexplained}, {@code disabled} (every token is refused)
 * or {@code codegrant} (gets no token); any other client is not found. {@code acme-restricted} of
 * contract B sees one environment. As an Azure DevOps organisation it has its token endpoint at
 * {@code /acme/oauth2/v2.0/token} (see {@link AzureDesk}).
 *
 * <p>What it knows of the vendor is in {@code apis/genesys-audit.md}; where that is unconfirmed,
 * {@code audit.simulator.vendor.*} chooses (see {@link Habits}). The history and the live feed
 * follow from seed, tenant, {@code until}, {@code span} and {@code events} alone.
 */
public final class Simulator implements AutoCloseable {
  private static final int LARGEST_REQUEST = 1 << 20;

  private final SimulatorConfig config;
  private final InstantSource clock;
  private final Faults faults;
  private final Habits habits;
  private final Traffic traffic = new Traffic();
  private final Map<String, Desk> desks = new LinkedHashMap<>();
  private final Seeded chance;
  private Truth truth;
  private Vertx vertx;
  private HttpServer server;
  private long requests;

  /**
   * @throws Fault when a fault or habit is not known
   */
  public Simulator(SimulatorConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.faults = new Faults(config.faults());
    this.habits = new Habits(config.vendor());
    this.chance = new Seeded(config.seed(), "answers");
  }

  /**
   * Writes the truth of the history, where a file is asked for, and opens the port.
   *
   * @throws Fault when a tenant's name is none, or the port cannot be had
   */
  public void start() {
    Instant now = clock.instant();
    Instant until =
        config.until().map(text -> Instants.parse("audit.simulator.until", text)).orElse(now);
    for (String name : config.tenants()) {
      if (!name.strip().matches("[A-Za-z0-9_-]+")) {
        throw new Fault(
            "audit.simulator.tenants names '" + name + "': use letters, digits, - and _ only.");
      }
      Tenant tenant = new Tenant(name.strip(), config, until, habits.time("late-by"));
      desks.put(tenant.name(), new Desk(tenant, config, habits, faults, traffic));
    }
    truth = config.truth().map(Truth::new).orElse(null);
    advance(now);
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    vertx.setPeriodic(1000, timer -> advance(clock.instant()));
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(config.port());
    try {
      server =
          vertx
              .createHttpServer(options)
              .requestHandler(this::receive)
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
    } catch (CompletionException e) {
      close();
      throw new Fault(
          "audit.simulator.port="
              + config.port()
              + " cannot be opened ("
              + e.getCause().getMessage()
              + "): choose another, or 0 for a free one.",
          e);
    }
  }

  /** The port in use. */
  public int port() {
    return server.actualPort();
  }

  /** The address of a tenant, for {@code api-url}; {@code /oauth/token} below it gives tokens. */
  public URI url(String tenant) {
    return URI.create("http://127.0.0.1:" + port() + "/" + tenant);
  }

  /** The organization id that the tenant's tokens belong to. */
  public String organizationId(String tenant) {
    return desks.get(tenant).tenant().organizationId();
  }

  /** What goes wrong on purpose, to be switched at any time. */
  public Faults faults() {
    return faults;
  }

  /** What of the events has been read so far. */
  public Traffic traffic() {
    return traffic;
  }

  /** Closes the port and the truth. */
  @Override
  public void close() {
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    if (truth != null) {
      truth.close();
    }
  }

  private void advance(Instant now) {
    desks.values().forEach(desk -> desk.tenant().advance(now, faults, truth));
    if (truth != null) {
      truth.flush();
    }
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> serve(request, body))
        .onFailure(failure -> request.connection().close());
  }

  private void serve(HttpServerRequest http, Buffer body) {
    Instant now = clock.instant();
    long number = requests++;
    advance(now);
    Delivery delivery =
        new Delivery(vertx, http.response(), http.connection(), chance.guid(number, 1), now);
    String[] path = http.path().split("/", 3);
    Desk desk = path.length == 3 ? desks.get(path[1]) : null;
    try {
      if (body.length() > LARGEST_REQUEST) {
        throw new Refusal(413, "request.entity.too.large", "the request is too large");
      }
      if (desk == null) {
        throw new Refusal(404, "not.found", "The requested resource was not found.");
      }
      Request request =
          new Request(
              http.method().name(),
              "/" + path[2],
              Form.parse(http.query()),
              http.getHeader("Authorization"),
              http.getHeader("Content-Type"),
              body.getBytes(),
              http.scheme() + "://" + http.authority() + "/" + path[1],
              now,
              number,
              delivery.correlationId(),
              http::getHeader);
      answer(desk, request, delivery);
    } catch (Refusal refusal) {
      delivery.send(refusal.answer(delivery.correlationId()));
    }
  }

  private void answer(Desk desk, Request request, Delivery delivery) {
    boolean login = request.path().equals("/oauth/token");
    String fault = faults.ofAnswer(chance, request.number(), login);
    if (fault.equals("401")) {
      desk.login().revoke(request.authorization());
    }
    if (login && faults.hits("token-down", chance, request.number())) {
      delivery.send(Mishaps.refusal("503").answer(delivery.correlationId()));
    } else if (login && faults.hits("token-error", chance, request.number())) {
      delivery.send(Login.refuse(200, "server_error", "no token could be made"));
    } else if (fault.matches("[0-9]{3}")) {
      delivery.send(Mishaps.refusal(fault).answer(delivery.correlationId()));
    } else if (request.path().startsWith("/download/")) {
      delivery.send(desk.download(request), fault);
    } else {
      delivery.send(desk.answer(request), fault, habits.time("slow-by"));
    }
  }
}
