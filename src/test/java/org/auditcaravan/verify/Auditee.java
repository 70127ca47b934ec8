package org.auditcaravan.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.IdListObject;
import org.auditcaravan.archive.IdLists;
import org.auditcaravan.archive.InForce;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.archive.Part;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.pagination.Response;
import org.auditcaravan.rebuild.Rebuilder;
import org.auditcaravan.routes.ShippedRoutes;
import org.auditcaravan.seal.Anchor;
import org.auditcaravan.seal.Day;
import org.auditcaravan.seal.Due;
import org.auditcaravan.seal.Sealer;
import org.auditcaravan.seal.Sealing;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.sign.TestKeys;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Database;
import org.auditcaravan.window.HeldLeases;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Replica;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Tally;
import org.auditcaravan.window.Window;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * An archive of the source acme on a real S3 server: manifests and parts as the line leaves them,
 * the ledger that the product itself rebuilds from them, and the shipped routes that close days.
 */
public final class Auditee implements AutoCloseable {
  public static final String PREFIX = "audit";
  private static final Pattern AUDIT_ID = Pattern.compile("\"auditId\":\"([^\"]*)\"");
  private static final Scope ALL = new Scope(List.of(), Map.of(), Map.of(), Map.of("*", "async"));

  public final S3Server s3;
  public final SigningKey key;
  public final Path keys;
  public final Path anchors;
  public final Ledger ledger;
  public final Sealer sealer;
  public final JournalObjects journal;

  /** Whether manifests are signed: not before a key was set. */
  public boolean signing = true;

  final Instant now = Instant.parse("2026-04-01T00:00:00Z");
  public final AuditConfig config;
  public final Sources sources;
  public final ArchivePlaces places;
  public final S3Clients clients;
  private final String prefix;
  private final HeldLeases leases;
  private final Rebuilder rebuilder;
  private final CamelContext camel;
  private long sequence;
  private String previous;

  /**
   * @param anchorUri the second place
   */
  public Auditee(S3Server s3, Path folder, String anchorUri) throws Exception {
    this(s3, folder, anchorUri, PREFIX);
  }

  /**
   * @param prefix what every key of the archive begins with
   */
  public Auditee(S3Server s3, Path folder, String anchorUri, String prefix) throws Exception {
    this.s3 = s3;
    this.prefix = prefix;
    this.keys = Files.createDirectories(folder.resolve("keys"));
    this.anchors = folder.resolve("anchors");
    TestKeys pair = TestKeys.fresh();
    Files.writeString(keys.resolve("own.pem"), pair.open);
    config = TestSources.config(settings(folder, pair));
    key = SigningKey.of(config.seal()).orElseThrow();
    sources = new Sources(config);
    var dataSource = Database.H2.migrated(folder);
    ledger = new Ledger(dataSource);
    ledger.sources().register("acme", "genesys-audits", Instant.parse("2026-03-01T00:00:00Z"));
    leases = new HeldLeases(ledger, Replica.anywhere(), Set.of(), Duration.ofDays(1));
    leases.acquire("acme").orElseThrow();
    places = new ArchivePlaces(config);
    clients = new S3Clients(config, places, InstantSource.system());
    ArchiveReader archive = new ArchiveReader(places, clients);
    journal = new JournalObjects(sources, places, clients, archive, Optional.of(key));
    rebuilder =
        new Rebuilder(ledger, new DeadLetters(dataSource, journal), archive, journal, List.of());
    sealer = sealer(config.seal().fileBytes());
    camel =
        ShippedRoutes.context(
            Map.of("seal", sealer, "anchor", new Anchor(ledger, InstantSource.fixed(now))),
            Map.of(
                "audit.seal.anchor-uri",
                anchorUri == null ? "file:" + anchors.toAbsolutePath() : anchorUri),
            "errors",
            "seal-day",
            "anchor");
    clients.bind(camel.getRegistry(), sources.all());
    camel.start();
  }

  /** A process that closes days, with Parquet files of that size. */
  public Sealer sealer(long fileBytes) {
    return new Sealer(
        sources,
        ledger,
        leases,
        places,
        new ArchiveReader(places, clients),
        new Spools(config, places),
        journal,
        new InForce(null, "0.1.0", Map.of()),
        Optional.of(key),
        fileBytes,
        InstantSource.fixed(now));
  }

  private Map<String, String> settings(Path folder, TestKeys pair) {
    Map<String, String> all = new HashMap<>();
    all.put("sources.acme.api", "genesys-audits");
    all.put("sources.acme.region", "eu-central-1");
    all.put("sources.acme.client-id", "acme-client");
    all.put("sources.acme.client-secret", "s3cret");
    all.put("spool.dir", folder.resolve("spool").toString());
    all.put("sinks.s3.bucket", s3.bucket());
    all.put("sinks.s3.endpoint", s3.endpoint().toString());
    all.put("sinks.s3.access-key", "test");
    all.put("sinks.s3.secret-key", "test");
    all.put("sinks.s3.path-style", "true");
    all.put("sinks.s3.prefix", prefix);
    all.put("seal.key", pair.secret);
    all.put("seal.public-keys", keys.toString());
    return all;
  }

  /**
   * Commits a window with these records, each an event of its own, in no parts if there are none.
   */
  public void window(String from, String to, int revision, List<String> lines) throws IOException {
    Window window = new Window("acme", Instant.parse(from), Instant.parse(to));
    List<Part> parts = lines.isEmpty() ? List.of() : List.of(part(window, revision, lines));
    byte[] ids = IdLists.of(lines.stream().map(Auditee::auditId).toList());
    String hash = Hashes.hex(ids);
    String idKey =
        Keys.ids(prefix, "acme")
            + "date=%s/%s_%d-%s.ids"
                .formatted(window.date(), window.name(), revision, Hashes.brief(hash));
    put(idKey, ids);
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_VERSION,
            "acme",
            "genesys-audits",
            "org-1",
            false,
            window.from(),
            window.to(),
            revision,
            ++sequence,
            previous,
            ALL,
            tally(lines.size()),
            tally(lines.size()),
            true,
            null,
            parts,
            new IdListObject(idKey, hash, ids.length, lines.size()),
            List.of(),
            answers(window, lines.size()),
            window.to().plus(Duration.ofDays(10)),
            null,
            "0.1.0",
            Map.of(),
            null);
    byte[] unsigned = Json.write(manifest);
    byte[] bytes = signing ? ManifestSignature.sign(unsigned, key) : unsigned;
    previous = Hashes.hex(bytes);
    put(new Keys(prefix, window, revision).manifest(), bytes);
  }

  private static String auditId(String line) {
    Matcher id = AUDIT_ID.matcher(line);
    return id.find() ? id.group(1) : line;
  }

  /** Two pages, the second with one event. */
  private static List<Response> answers(Window window, int events) {
    return events < 2
        ? List.of(answer(window, 1, events))
        : List.of(answer(window, 1, events - 1), answer(window, 2, 1));
  }

  private static Response answer(Window window, int page, int events) {
    return new Response(
        window.to().plusSeconds(60),
        null,
        "POST /api/v2/audits/query?pageNumber=" + page,
        200,
        "c-" + page,
        100,
        Hashes.hex(("page " + page).getBytes(StandardCharsets.UTF_8)),
        events);
  }

  private Part part(Window window, int revision, List<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    String hash = Hashes.hex(bytes.toByteArray());
    String partKey =
        Keys.records(prefix, "acme")
            + "date=%s/%s_%d-0-%s.jsonl.gz"
                .formatted(window.date(), window.name(), revision, Hashes.brief(hash));
    put(partKey, bytes.toByteArray());
    return new Part(
        partKey,
        hash,
        bytes.size(),
        lines.size(),
        lines.size(),
        window.from(),
        window.from(),
        null);
  }

  private static Tally tally(long count) {
    Tally tally = new Tally();
    tally.received(count);
    tally.delivered(count);
    return tally;
  }

  /** A record of a change. */
  public static String record(
      String id, String time, String user, String type, String entity, String property) {
    return ("{'recordId':'acme:%1$s:0','@timestamp':'%2$s','timestamp':'%2$s','source':'acme',"
            + "'api':'genesys-audits','organizationId':'org-1','auditId':'%1$s','userId':'%3$s',"
            + "'userName':'%3$s','clientId':null,'remoteIp':['192.0.2.7'],'action':'Update',"
            + "'status':null,'level':'USER','serviceName':'Routing','entityType':'%4$s',"
            + "'entityId':'%5$s','entityName':'The %5$s','changeIndex':0,'changeCount':1,"
            + "'configurationKey':'%6$s','previousValue':'old %1$s','newValue':'new %1$s',"
            + "'correlationId':null,'extra':{},'error':null,'rawSha256':'%7$s',"
            + "'rawPayload':{'id':'%1$s', 'n':1.0}}")
        .formatted(id, time, user, type, entity, property, Hashes.hex(raw(id)))
        .replace('\'', '"');
  }

  private static byte[] raw(String id) {
    return "{\"id\":\"%s\", \"n\":1.0}".formatted(id).getBytes(StandardCharsets.UTF_8);
  }

  /** Has the ledger know what the archive holds. */
  public void known() {
    rebuilder.rebuild(sources.get("acme"), leases.acquire("acme").orElseThrow(), progress -> {});
  }

  /** Closes a day by the shipped route. */
  public Sealing close(String date) throws Exception {
    return close(new Day("acme", LocalDate.parse(date)));
  }

  /** Makes a link by the shipped route. */
  public Sealing close(Due due) throws Exception {
    return send("direct:seal-day", due).getVariable("sealing", Sealing.class);
  }

  /** Pins the heads by the shipped route. */
  public void anchor() throws Exception {
    send("direct:anchor", null);
  }

  private Exchange send(String uri, Object body) throws Exception {
    Exchange exchange =
        camel.createProducerTemplate().send(uri, sent -> sent.getMessage().setBody(body));
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
    return exchange;
  }

  /** What a verifier says who has the public keys and what the second place knows. */
  public Verdict verify() throws IOException {
    return verify(
        new BucketCopy(s3.client(), s3.bucket()), new Span(Optional.empty(), Optional.empty()));
  }

  /** The same of a copy, and of some days. */
  public Verdict verify(ArchiveCopy copy, Span span) throws IOException {
    return new Verifier(Optional.of(PublicKeys.read(keys)), Verifier.heads(anchors))
        .verify(copy, prefix, "acme", span, progress -> {});
  }

  public void put(String name, byte[] bytes) {
    s3.client().putObject(put -> put.bucket(s3.bucket()).key(name), RequestBody.fromBytes(bytes));
  }

  public void delete(String name) {
    s3.client().deleteObject(delete -> delete.bucket(s3.bucket()).key(name));
  }

  @Override
  public void close() {
    camel.stop();
  }
}
