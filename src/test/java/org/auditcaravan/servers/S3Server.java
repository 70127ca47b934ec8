package org.auditcaravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A real S3 server (S3Proxy) with its objects as plain files in a folder, in a JVM of its own on
 * the loopback interface. It can be stopped and started again on the same port with the same
 * objects.
 */
public final class S3Server implements AutoCloseable {
  private static final String[] ARTEFACTS = {
    "org.gaul:s3proxy:4.1.0", "com.fasterxml.jackson.core:jackson-annotations:2.21"
  };
  private static final String QUIET =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private final Path folder;
  private final String bucket;
  private final String accessKey;
  private final String secretKey;
  private final int port = Child.freePort();
  private final S3Client client;
  private Child child;

  private S3Server(Path folder, String bucket, String accessKey, String secretKey) {
    this.folder = folder.toAbsolutePath();
    this.bucket = bucket;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.client =
        S3Client.builder()
            .endpointOverride(endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        accessKey == null ? "anonymous" : accessKey,
                        accessKey == null ? "anonymous" : secretKey)))
            .build();
  }

  /**
   * Starts a server that asks for no credentials.
   *
   * @param folder holds the objects, the configuration and {@code s3.log}; made if missing
   * @param bucket made if missing
   */
  public static S3Server start(Path folder, String bucket) {
    return new S3Server(folder, bucket, null, null).start();
  }

  /** Starts a server that asks for this access key. */
  public static S3Server start(Path folder, String bucket, String accessKey, String secretKey) {
    return new S3Server(folder, bucket, accessKey, secretKey).start();
  }

  /** Starts the server again after {@link #stop} or {@link #kill9}. */
  public S3Server start() {
    try {
      Files.createDirectories(folder.resolve("objects"));
      Files.writeString(folder.resolve("s3.properties"), properties(), StandardCharsets.ISO_8859_1);
      Files.writeString(folder.resolve("logback.xml"), QUIET);
      Files.writeString(
          folder.resolve("s3.args"), "-cp \"" + Artefacts.classPath(ARTEFACTS) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("The S3 server's folder " + folder + " is not writable.", e);
    }
    child =
        Child.start(
            "The S3 server",
            folder,
            folder.resolve("s3.log"),
            Map.of(),
            List.of(
                Child.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                "@" + folder.resolve("s3.args"),
                "org.gaul.s3proxy.Main",
                "--properties",
                folder.resolve("s3.properties").toString()));
    child.await(this::hasBucket, Duration.ofMinutes(2));
    return this;
  }

  private String properties() {
    String access =
        accessKey == null
            ? "s3proxy.authorization=none\n"
            : "s3proxy.authorization=aws-v2-or-v4\ns3proxy.identity=%s\ns3proxy.credential=%s\n"
                .formatted(accessKey, secretKey);
    return """
        s3proxy.endpoint=%s
        %sjclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
        .formatted(endpoint(), access, folder.resolve("objects").toString().replace("\\", "\\\\"));
  }

  private boolean hasBucket() {
    if (!answers()) {
      return false;
    }
    try {
      client.headBucket(request -> request.bucket(bucket));
    } catch (NoSuchBucketException e) {
      client.createBucket(request -> request.bucket(bucket));
    }
    return true;
  }

  private boolean answers() {
    return Http.reachable(port);
  }

  /** Where the server listens, for path-style requests; the same for the life of this object. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** The folder in which the bucket's objects lie as plain files. */
  public Path objects() {
    return folder.resolve("objects").resolve(bucket);
  }

  /** A client of this server, which lives as long as this object. */
  public S3Client client() {
    return client;
  }

  /** All keys of the bucket that begin with this prefix, sorted. */
  public List<String> keys(String prefix) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .sorted()
        .toList();
  }

  /** The bytes of an object. */
  public byte[] get(String key) {
    return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }

  /** Stops the server; its objects stay. */
  public void stop() {
    child.close();
  }

  /** Kills the server; its objects stay. */
  public void kill9() {
    child.kill9();
  }

  @Override
  public void close() {
    client.close();
    stop();
  }
}
