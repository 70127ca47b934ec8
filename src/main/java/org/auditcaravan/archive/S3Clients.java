package org.auditcaravan.archive;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.Registry;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.S3Config;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One S3 client for each region that an archive lies in. They are ours because the S3 component has
 * no options for the SDK's checksums, which older servers refuse, and for object lock.
 */
@Singleton
public class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** A bound on a whole call with its retries; a part may be large and the line slow. */
  private static final Duration CALL = Duration.ofMinutes(15);

  private final S3Config config;
  private final ArchivePlaces places;
  private final TermsOnPut terms;
  private final Map<String, S3Client> clients = new ConcurrentHashMap<>();

  /**
   * @param clock by which locks begin
   * @throws Fault when the checksum mode is unknown, one half of the credentials is missing, or the
   *     terms of the archive are wrong
   */
  public S3Clients(AuditConfig config, ArchivePlaces places, InstantSource clock) {
    this.config = config.sinks().s3();
    this.places = places;
    this.terms = new TermsOnPut(Terms.of(config.archive()), !checksummed(), clock);
    credentials();
  }

  /** The name under which the routes find the client of a place. */
  public static String beanName(ArchivePlace place) {
    return "s3-" + place.region();
  }

  /** Makes the clients of these sources' archives known to the routes. */
  public void bind(Registry registry, Collection<Source> sources) {
    sources.stream()
        .map(places::of)
        .forEach(place -> registry.bind(beanName(place), S3Client.class, of(place)));
  }

  /** The client of a place. */
  public S3Client of(ArchivePlace place) {
    return clients.computeIfAbsent(place.region(), this::create);
  }

  private S3Client create(String region) {
    boolean always = checksummed();
    var builder =
        S3Client.builder()
            .region(Region.of(region))
            .forcePathStyle(config.pathStyle())
            .credentialsProvider(credentials())
            .requestChecksumCalculation(
                always
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(
                always
                    ? ResponseChecksumValidation.WHEN_SUPPORTED
                    : ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                ApacheHttpClient.builder()
                    .connectionTimeout(CONNECT)
                    .connectionAcquisitionTimeout(SILENCE)
                    .socketTimeout(SILENCE))
            .overrideConfiguration(
                call -> call.apiCallTimeout(CALL).addExecutionInterceptor(terms));
    config.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /** Under what terms all of them put objects. */
  Terms terms() {
    return terms.terms();
  }

  private boolean checksummed() {
    String mode = config.checksums().strip().toLowerCase(Locale.ROOT);
    if (!mode.equals("supported") && !mode.equals("required")) {
      throw new Fault(
          "audit.sinks.s3.checksums="
              + config.checksums()
              + " is unknown: set it to supported, or to required for older servers");
    }
    return mode.equals("supported");
  }

  private AwsCredentialsProvider credentials() {
    if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
      throw new Fault(
          "audit.sinks.s3."
              + (config.accessKey().isPresent() ? "secret-key" : "access-key")
              + " is missing: set both keys, or none to use the SDK's default credential chain");
    }
    return config.accessKey().isPresent()
        ? StaticCredentialsProvider.create(
            AwsBasicCredentials.create(
                config.accessKey().get().strip(), config.secretKey().orElseThrow().strip()))
        // Else the file of credentials would be read once, and its rotation would take a restart.
        : DefaultCredentialsProvider.builder()
            .profileFile(ProfileFileSupplier.defaultSupplier())
            .build();
  }

  @PreDestroy
  void close() {
    clients.values().forEach(S3Client::close);
  }
}
