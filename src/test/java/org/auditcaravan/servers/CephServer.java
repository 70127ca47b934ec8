package org.auditcaravan.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Ceph's gateway on the loopback interface: one monitor, one store in memory, one gateway, each a
 * process of ours. It really enforces versions, object lock and policies, and encrypts by a key of
 * its own that is called {@link #KMS_KEY}.
 */
public final class CephServer implements AutoCloseable {
  public static final String KMS_KEY = "audit-key";
  private static final List<String> PROGRAMS =
      List.of("ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path folder;
  private final int monitorPort = Child.freePort();
  private final int port = Child.freePort();
  private final List<Child> daemons = new ArrayList<>();
  private final List<S3Client> clients = new ArrayList<>();

  private CephServer(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * Starts all of it.
   *
   * @param folder holds what it keeps, and its logs; made if missing
   * @throws IllegalStateException when Ceph is not installed
   */
  public static CephServer start(Path folder) {
    if (!PROGRAMS.stream().allMatch(CephServer::installed)) {
      throw new IllegalStateException(
          "Ceph's gateway is not installed: this needs the Debian packages ceph-mon, ceph-osd,"
              + " radosgw and ceph-common (apt-get install --no-install-recommends ceph-mon"
              + " ceph-osd radosgw ceph-common).");
    }
    CephServer server = new CephServer(folder);
    try {
      server.start();
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException("Ceph cannot be started in " + folder + ".", e);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private static boolean installed(String program) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private void start() throws IOException {
    for (String part : List.of("mon", "osd", "run")) {
      Files.createDirectories(folder.resolve(part));
    }
    String id = UUID.randomUUID().toString();
    Files.writeString(folder.resolve("ceph.conf"), configuration(id));
    String map = folder.resolve("monmap").toString();
    run("monmaptool", "--create", "--fsid", id, "--addv", "a", monitor(), map);
    run("ceph-mon", "-i", "a", "--mkfs", "--monmap", map);
    daemon("ceph-mon", "-i", "a", "-f");
    String store = UUID.randomUUID().toString();
    run("ceph", "--connect-timeout", "60", "osd", "new", store);
    run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", store);
    daemon("ceph-osd", "-i", "0", "-f");
    daemon("radosgw", "-n", "client.gateway", "-f").await(() -> Http.reachable(port), LIMIT);
  }

  private String monitor() {
    return "[v2:127.0.0.1:" + monitorPort + "/0]";
  }

  private String configuration(String id) {
    return """
        [global]
        fsid = %1$s
        mon host = %2$s
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        auth cluster required = none
        auth service required = none
        auth client required = none
        ms mon client mode = crc
        run dir = %3$s/run
        admin socket =
        pid file =
        log file = %3$s/$name.log
        mon data = %3$s/mon
        mon data avail crit = 1
        osd data = %3$s/osd
        osd objectstore = memstore
        memstore device bytes = 2147483648
        osd crush chooseleaf type = 0
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 8
        osd pool default pgp num = 8
        mon allow pool size one = true
        mon max pg per osd = 1000
        osd class load list = *
        osd class default list = *
        [client.gateway]
        rgw frontends = beast endpoint=127.0.0.1:%4$d
        rgw crypt require ssl = false
        rgw crypt s3 kms backend = testing
        rgw crypt s3 kms encryption keys = %5$s=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=
        """
        .formatted(id, monitor(), folder, port, KMS_KEY);
  }

  private Child daemon(String program, String... arguments) {
    Child daemon = child(program, arguments);
    daemons.add(0, daemon);
    return daemon;
  }

  private void run(String program, String... arguments) {
    if (child(program, arguments).exitCode(LIMIT) != 0) {
      throw new IllegalStateException(program + " failed; see " + log(program));
    }
  }

  private Child child(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Map<String, String> environment = Map.of("CEPH_CONF", folder.resolve("ceph.conf").toString());
    return Child.start(program, folder, log(program), environment, command);
  }

  private Path log(String program) {
    return folder.resolve(program + ".out");
  }

  /** Makes a user of this name, whose keys are {@link #accessKey} and {@link #secretKey}. */
  public S3Client user(String name) {
    run(
        "radosgw-admin",
        "user",
        "create",
        "--uid=" + name,
        "--display-name=" + name,
        "--access-key=" + accessKey(name),
        "--secret-key=" + secretKey(name));
    S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(accessKey(name), secretKey(name))))
            .build();
    clients.add(client);
    return client;
  }

  public String accessKey(String user) {
    return user + "-access";
  }

  public String secretKey(String user) {
    return user + "-secret";
  }

  /** Where the gateway listens, for path-style requests. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    clients.forEach(S3Client::close);
    // What is kept in memory is of no use to anybody.
    daemons.forEach(Child::kill9);
  }
}
