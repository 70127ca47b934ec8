package org.auditcaravan.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every configuration key of the product, each declared, defaulted and described here and nowhere
 * else. An unknown key below {@code audit.} stops the start.
 */
@ConfigMapping(prefix = "audit")
public interface AuditConfig {

  /** The audit feeds, by their permanent names. */
  Map<String, SourceConfig> sources();

  SinksConfig sinks();

  @WithName("dead-letter")
  DeadLetterConfig deadLetter();

  ArchiveConfig archive();

  SealConfig seal();

  StateConfig state();

  SpoolConfig spool();

  RoutesConfig routes();

  RetryConfig retry();

  SimulatorConfig simulator();

  @Describe(
      "Bytes of answers that are parsed at a time, over all sources; a larger answer is parsed"
          + " alone.")
  @WithDefault("8388608")
  @WithName("bytes-in-flight")
  long bytesInFlight();

  @Describe(
      "The longest that any single wait for a vendor may take; what asks for more is a failure.")
  @WithDefault("PT5M")
  @WithName("longest-wait")
  Duration longestWait();

  /** One audit feed, read with one OAuth client. */
  interface SourceConfig {
    @Describe(
        "The contract that the source speaks: genesys-audits, genesys-auditlogs,"
            + " genesys-audit-events, genesys-analytics-events, azure-devops-audit, or one of your"
            + " own.")
    String api();

    @Describe(
        "Another source, whose keys hold here where this one has none of its own; all but enabled"
            + " and renamed-from.")
    Optional<String> like();

    @Describe("The vendor's region, for example eu-central-1.")
    Optional<String> region();

    @Describe("The OAuth client's id.")
    @WithName("client-id")
    String clientId();

    @Describe(value = "The OAuth client's secret, or the personal access token.", secret = true)
    @WithName("client-secret")
    Optional<String> clientSecret();

    @Describe("A file that holds the secret, read instead of client-secret.")
    @WithName("client-secret-file")
    Optional<Path> clientSecretFile();

    @Describe(
        value =
            "How the client presents itself: basic or form for its secret, certificate for a signed"
                + " assertion, pat where client-secret is a personal access token.",
        otherwise = "follows from the api")
    @WithName("client-authentication")
    Optional<String> clientAuthentication();

    @Describe(
        "A PEM file with the client's certificate and its private key, for"
            + " client-authentication=certificate.")
    @WithName("client-certificate-file")
    Optional<Path> clientCertificateFile();

    @Describe(
        value = "A first refresh token, for servers that hand them out; it is rotated as they say.",
        secret = true)
    @WithName("refresh-token")
    Optional<String> refreshToken();

    @Describe(
        "Whether the simulator plays the source: demo events, with no credentials of a vendor.")
    @WithDefault("false")
    boolean synthetic();

    @Describe("Whether the source is read at all.")
    @WithDefault("true")
    boolean enabled();

    @Describe(value = "The API's address.", otherwise = "follows from the api")
    @WithName("api-url")
    Optional<URI> apiUrl();

    @Describe(value = "The token endpoint's address.", otherwise = "follows from the api")
    @WithName("token-url")
    Optional<URI> tokenUrl();

    @Describe(
        value = "The OAuth scope that is asked for; Genesys Cloud needs none.",
        otherwise = "follows from the api")
    Optional<String> scope();

    @Describe("When the source is due, as a Quartz cron expression in UTC.")
    @WithDefault("0 0/5 * * * ?")
    String schedule();

    @Describe(
        value = "The first instant that is read, in RFC 3339, any offset.",
        otherwise = "the moment of the first start")
    Optional<String> start();

    @Describe("The length of a live window; it never crosses midnight UTC.")
    @WithDefault("PT1H")
    Duration window();

    @Describe("The length of a window that lies before the first start.")
    @WithDefault("PT6H")
    @WithName("backfill-window")
    Duration backfillWindow();

    @Describe(
        value = "How long after its end a window is left to settle before it is read.",
        otherwise = "follows from the api")
    Optional<Duration> settle();

    @Describe("When a window is read again for late events, counted from its end.")
    @WithDefault("PT1H,PT24H,P3D")
    List<Duration> recheck();

    @Describe("By how much a request reaches over both ends of its window.")
    @WithDefault("PT1S")
    Duration overlap();

    @Describe(value = "How long the vendor keeps events.", otherwise = "follows from the api")
    @WithName("vendor-retention")
    Optional<Duration> vendorRetention();

    @Describe(value = "Events asked for in a page.", otherwise = "follows from the api")
    @WithName("page-size")
    OptionalInt pageSize();

    @Describe("azure-devops-audit: the organisation's name, as it stands in its address.")
    Optional<String> organization();

    @Describe("azure-devops-audit: the Entra tenant of the organisation, as id or domain.")
    Optional<String> tenant();

    @Describe("azure-devops-audit: the version of the API that is asked for.")
    @WithDefault("7.1-preview.1")
    @WithName("api-version")
    String apiVersion();

    @Describe(
        "Where this source's data may lie: regions, or beginnings of their names such as eu. A sink"
            + " elsewhere stops the start.")
    Optional<List<String>> residency();

    @Describe("genesys-audits: auto, realtime or async.")
    @WithDefault("auto")
    String mode();

    @Describe("genesys-audits: how far back the realtime query reaches.")
    @WithDefault("P14D")
    @WithName("realtime-reach")
    Duration realtimeReach();

    @Describe(
        value = "genesys-audits: the services that are read.",
        otherwise = "all that the live mapping lists")
    Optional<List<String>> services();

    @Describe("Filters by property, sent to the vendor.")
    Map<String, String> filters();

    @Describe("Further query parameters, sent verbatim.")
    Map<String, String> query();

    @Describe("genesys-audits: members that the vendor fills in on request; only user is known.")
    Optional<String> expand();

    @Describe(
        "genesys-audits: how many users are looked up for a page whose events lack their names, one"
            + " request for each user and day; what cannot be had at once stays out.")
    @WithDefault("0")
    @WithName("user-lookups")
    int userLookups();

    @Describe(
        value = "The quota that the vendor grants, in requests a minute, 6000 at most.",
        otherwise = "follows from the api")
    @WithName("requests-per-minute")
    OptionalInt requestsPerMinute();

    @Describe("The share of the quota that is left to the vendor's other users, 0 to 0.9.")
    @WithDefault("0.1")
    double reserve();

    @Describe("Windows of this source that are read at a time.")
    @WithDefault("3")
    int concurrency();

    @Describe("An event count above which a window is split.")
    @WithDefault("200000")
    @WithName("largest-window")
    int largestWindow();

    @Describe(
        value =
            "The most events that the vendor hands out for one query; what has more is divided.",
        otherwise = "10000 for the realtime query of genesys-audits, else none")
    @WithName("vendor-cap")
    OptionalInt vendorCap();

    @Describe("genesys-audits: how long an asynchronous query may take before it is given up.")
    @WithDefault("PT10M")
    @WithName("query-deadline")
    Duration queryDeadline();

    @Describe(
        "The share of windows (0 to 1) that are read once more by another way, after the last"
            + " recheck, and compared with the archive.")
    @WithDefault("0.01")
    double reconcile();

    @Describe("The former name of this source, when it was renamed on purpose.")
    @WithName("renamed-from")
    Optional<String> renamedFrom();

    /** Where this source's archive differs from the common one. */
    S3Place s3();

    @Describe(value = "This source's index alias.", otherwise = "audit.sinks.elasticsearch.index")
    Optional<String> index();
  }

  /** A place in S3. */
  interface S3Place {
    @Describe(value = "A bucket of this source's own.", otherwise = "audit.sinks.s3.bucket")
    Optional<String> bucket();

    @Describe(value = "A key prefix of this source's own.", otherwise = "audit.sinks.s3.prefix")
    Optional<String> prefix();

    @Describe(value = "A bucket region of this source's own.", otherwise = "audit.sinks.s3.region")
    Optional<String> region();
  }

  /** What events are delivered to. */
  interface SinksConfig {
    S3Config s3();

    ElasticsearchConfig elasticsearch();
  }

  /** The archive, the sink of record. */
  interface S3Config {
    @Describe(
        "Whether records are archived; the archive is the sink of record, so only true is taken.")
    @WithDefault("true")
    boolean enabled();

    @Describe("The bucket of the archive.")
    Optional<String> bucket();

    @Describe("What every key of the archive begins with.")
    @WithDefault("audit")
    String prefix();

    @Describe("The bucket's region.")
    @WithDefault("us-east-1")
    String region();

    @Describe(value = "The S3 server's address.", otherwise = "follows from region")
    Optional<URI> endpoint();

    @Describe(value = "The access key.", otherwise = "the SDK's default credential chain")
    @WithName("access-key")
    Optional<String> accessKey();

    @Describe(
        value = "The secret of the access key.",
        otherwise = "the SDK's default credential chain",
        secret = true)
    @WithName("secret-key")
    Optional<String> secretKey();

    @Describe("Whether the bucket's name stands in the path rather than in the host.")
    @WithDefault("false")
    @WithName("path-style")
    boolean pathStyle();

    @Describe("When the SDK adds checksums of its own: supported, or required for older servers.")
    @WithDefault("supported")
    String checksums();

    @Describe("How parts are compressed: zstd or gzip.")
    @WithDefault("zstd")
    String codec();

    @Describe("The compression level of the codec.")
    @WithDefault("1")
    int level();

    @Describe("Bytes of records, before compression, after which a further part begins.")
    @WithDefault("268435456")
    @WithName("part-bytes")
    long partBytes();
  }

  /** The search index. */
  interface ElasticsearchConfig {
    @Describe("Whether records are indexed.")
    @WithDefault("true")
    boolean enabled();

    @Describe("The address of Elasticsearch or OpenSearch.")
    Optional<URI> url();

    @Describe("The user name, where basic authentication is used.")
    Optional<String> username();

    @Describe(value = "The password, where basic authentication is used.", secret = true)
    Optional<String> password();

    @Describe("A file that holds the password, read instead of password, anew for each request.")
    @WithName("password-file")
    Optional<Path> passwordFile();

    @Describe(value = "The API key, where one is used.", secret = true)
    @WithName("api-key")
    Optional<String> apiKey();

    @Describe("A file that holds the API key, read instead of api-key, anew for each request.")
    @WithName("api-key-file")
    Optional<Path> apiKeyFile();

    @Describe("The alias, and the beginning of each month's index name.")
    @WithDefault("audit-records")
    String index();

    @Describe("Where the search engine stands; needed for sources with a residency.")
    Optional<String> region();

    @Describe("The size of a bulk request, in bytes.")
    @WithDefault("5242880")
    @WithName("bulk-bytes")
    int bulkBytes();

    @Describe("The pause before a search engine that was away is tried again.")
    @WithDefault("PT10S")
    Duration pause();
  }

  /** What cannot be delivered. */
  interface DeadLetterConfig {
    @Describe("A Camel endpoint that gets a copy of each dead letter.")
    Optional<String> uri();

    @Describe("Where that endpoint stands; needed for sources with a residency.")
    Optional<String> region();
  }

  /** Under what terms the archive keeps its objects. */
  interface ArchiveConfig {
    LockConfig lock();

    @Describe(
        value =
            "How long days are kept, as a period such as P400D or P7Y, or as a preset: pci-dss, 1"
                + " year (PCI DSS v4.0.1, requirement 10.5.1); hipaa, 6 years (45 CFR"
                + " 164.316(b)(2)(i)); sox, 7 years (17 CFR 210.2-06). The command expire lets older"
                + " ones go.",
        otherwise = "for ever")
    Optional<String> retain();

    @Describe(
        value = "How objects are encrypted at rest: s3 (SSE-S3) or kms (SSE-KMS).",
        otherwise = "as the bucket says")
    Optional<String> encryption();

    @Describe(
        value = "The KMS key for encryption=kms, as id or ARN.",
        otherwise = "the account's own key for S3")
    @WithName("kms-key")
    Optional<String> kmsKey();

    @Describe(
        value =
            "The storage class of new objects, one that can be read at once; what is to move later,"
                + " the bucket's lifecycle moves.",
        otherwise = "as the bucket says")
    @WithName("storage-class")
    Optional<String> storageClass();
  }

  /** The object lock of what is archived. */
  interface LockConfig {
    @Describe(
        "The lock that each new object gets: GOVERNANCE, which a special right lifts, or COMPLIANCE,"
            + " which nobody does. The bucket needs object lock.")
    Optional<String> mode();

    @Describe(
        value = "How long each object stays locked, for example P7Y or P90D.",
        otherwise = "audit.archive.retain")
    Optional<Period> period();

    @Describe(
        "Confirms mode=COMPLIANCE: until period has passed, nobody can delete anything, not even the"
            + " account's owner.")
    @WithDefault("false")
    @WithName("confirm-compliance")
    boolean confirmCompliance();
  }

  /** What makes the archive prove itself. */
  interface SealConfig {
    @Describe("Whether days are closed by themselves.")
    @WithDefault("true")
    boolean enabled();

    @Describe("When days that are complete are closed, as a Quartz cron expression in UTC.")
    @WithDefault("0 20 * * * ?")
    String schedule();

    @Describe(
        value = "The Ed25519 key that signs manifests and digests, as PKCS#8 PEM.",
        secret = true)
    Optional<String> key();

    @Describe("A file that holds that key, read instead of key.")
    @WithName("key-file")
    Optional<Path> keyFile();

    @Describe("A folder with the public keys that verify trusts, one in each .pem file.")
    @WithName("public-keys")
    Optional<Path> publicKeys();

    @Describe(
        "A Camel endpoint, with other credentials than the archive, that keeps the head of each"
            + " chain.")
    @WithName("anchor-uri")
    Optional<String> anchorUri();

    @Describe("Bytes after which a further Parquet file begins.")
    @WithDefault("134217728")
    @WithName("file-bytes")
    long fileBytes();
  }

  /** The ledger's database. */
  interface StateConfig {
    @Describe(
        value = "The JDBC address of the ledger: H2 in a file, or PostgreSQL.",
        otherwise = "H2 under data/")
    Optional<String> url();

    @Describe("The database user.")
    Optional<String> username();

    @Describe(value = "The database password.", secret = true)
    Optional<String> password();

    @Describe("A file that holds the password, read instead of password, for each connection.")
    @WithName("password-file")
    Optional<Path> passwordFile();

    @Describe("How long a replica keeps a source without a sign of life.")
    @WithDefault("PT20S")
    Duration lease();
  }

  /** The files of windows that are under way. */
  interface SpoolConfig {
    @Describe("The folder of files under way; it is emptied at start.")
    @WithDefault("data/spool")
    Path dir();

    @Describe("The most bytes that files under way may take.")
    @WithDefault("10737418240")
    @WithName("max-bytes")
    long maxBytes();
  }

  /** The operator's own routes. */
  interface RoutesConfig {
    @Describe("A folder with the route and mapping files that an operator changed or added.")
    Optional<Path> overlay();
  }

  /** How often and how long failures are retried. */
  interface RetryConfig {
    @Describe("Attempts at a page that failed in passing, before the window fails.")
    @WithDefault("6")
    int attempts();

    @Describe("Attempts at a page that the vendor's quota refused, before the window fails.")
    @WithDefault("20")
    int throttled();

    @Describe("The first pause before a retry, in milliseconds; it doubles, with jitter.")
    @WithDefault("1000")
    @WithName("pause-millis")
    int pauseMillis();

    @Describe("The longest pause before a retry, in milliseconds.")
    @WithDefault("60000")
    @WithName("longest-pause-millis")
    int longestPauseMillis();

    @Describe("The first pause before a failed window is tried again; it doubles up to a day.")
    @WithDefault("PT5M")
    @WithName("window-pause")
    Duration windowPause();
  }

  /** The stand-in for a vendor. */
  interface SimulatorConfig {
    @Describe(
        "Whether the simulator runs in this process; its sources are then marked as simulated.")
    @WithDefault("false")
    boolean enabled();

    @Describe("The simulator's port on the loopback interface; 0 takes a free one.")
    @WithDefault("8089")
    int port();

    @Describe("The seed from which all of its events follow.")
    @WithDefault("1")
    long seed();

    @Describe("Events in each tenant's history.")
    @WithDefault("2000")
    int events();

    @Describe("The span of the history, ending at the start of the process.")
    @WithDefault("PT24H")
    Duration span();

    @Describe("The end of the history in RFC 3339.")
    Optional<String> until();

    @Describe("Live events a minute in each tenant.")
    @WithDefault("0")
    @WithName("events-per-minute")
    int eventsPerMinute();

    @Describe("The tenants: each has its own organisation, client and events.")
    @WithDefault("acme")
    List<String> tenants();

    @Describe(
        value =
            "The secret that the tenants' clients present. The client id is <tenant>-client; others"
                + " meet refusals: <tenant>-nopermission, -anypermission, -nodivision,"
                + " -justgranted, -noscope, -nopolicy, -foreignip, -residency, -environment,"
                + " -unexplained, -disabled, -codegrant.",
        secret = true)
    @WithDefault("synthetic")
    String secret();

    @Describe("The life of a token, in seconds.")
    @WithDefault("86400")
    @WithName("token-seconds")
    int tokenSeconds();

    @Describe("Requests a minute that a client is granted.")
    @WithDefault("300")
    @WithName("requests-per-minute")
    int requestsPerMinute();

    @Describe(
        "Share (0 to 1) that goes wrong, by fault. Answers: 401, 408, 429, 500, 502, 503, 504,"
            + " reset, truncate, html, html-203, empty, slow, drip, hang, repeat, skip, total,"
            + " promise, nothing, same-cursor, lost-cursor, lost; logins: token-error, token-down;"
            + " events: late, changed; queries: failed, cancelled, stuck.")
    Map<String, Double> faults();

    @Describe(
        "What the vendor leaves open, by habit, for example interval-ends=start or async-polls=0;"
            + " a wrong name stops the start with the list of all.")
    Map<String, String> vendor();

    @Describe("The file to which the simulator writes its truth; the pipeline never reads it.")
    Optional<Path> truth();
  }
}
