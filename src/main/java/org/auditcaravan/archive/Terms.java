package org.auditcaravan.archive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auditcaravan.config.AuditConfig.ArchiveConfig;
import org.auditcaravan.config.AuditConfig.LockConfig;
import org.auditcaravan.config.Fault;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Under what terms objects are put; what is absent, the bucket says.
 *
 * @param lock how they are locked
 * @param encryption how they are encrypted at rest
 * @param kmsKey the key for that
 * @param storageClass their storage class
 */
record Terms(
    Optional<Lock> lock,
    Optional<ServerSideEncryption> encryption,
    Optional<String> kmsKey,
    Optional<String> storageClass) {
  private static final Set<String> NOT_READ_AT_ONCE = Set.of("GLACIER", "DEEP_ARCHIVE");
  private static final String MODE = "audit.archive.lock.mode";
  private static final String PERIOD = "audit.archive.lock.period";

  /**
   * A lock.
   *
   * @param mode who may lift it
   * @param period how long it holds
   */
  record Lock(ObjectLockMode mode, Period period) {

    Instant until(Instant now) {
      return now.atOffset(ZoneOffset.UTC).plus(period).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public String toString() {
      return mode + " for " + period;
    }
  }

  /**
   * What the configuration says.
   *
   * @throws Fault when it contradicts itself, or would lock for good without a confirmation
   */
  static Terms of(ArchiveConfig config) {
    Optional<ServerSideEncryption> encryption = config.encryption().map(Terms::encryption);
    if (config.kmsKey().isPresent()
        && !encryption.equals(Optional.of(ServerSideEncryption.AWS_KMS))) {
      throw new Fault(
          "audit.archive.kms-key is set, but no encryption by it: set audit.archive.encryption=kms,"
              + " or remove the key");
    }
    Optional<String> storageClass =
        config.storageClass().map(name -> name.strip().toUpperCase(Locale.ROOT));
    if (storageClass.filter(NOT_READ_AT_ONCE::contains).isPresent()) {
      throw new Fault(
          "audit.archive.storage-class="
              + storageClass.get()
              + " keeps objects from being read, which rechecks and the closing of days need: set"
              + " another one, and have a lifecycle rule of the bucket move them later");
    }
    return new Terms(lock(config), encryption, config.kmsKey().map(String::strip), storageClass);
  }

  private static Optional<Lock> lock(ArchiveConfig archive) {
    LockConfig config = archive.lock();
    if (config.mode().isEmpty()) {
      if (config.period().isPresent()) {
        throw new Fault(
            PERIOD + " is set, but no " + MODE + ": set it to GOVERNANCE or COMPLIANCE");
      }
      return Optional.empty();
    }
    ObjectLockMode mode =
        ObjectLockMode.fromValue(config.mode().get().strip().toUpperCase(Locale.ROOT));
    if (mode == ObjectLockMode.UNKNOWN_TO_SDK_VERSION) {
      throw new Fault(
          MODE + "=" + config.mode().get() + " is unknown: set it to GOVERNANCE or COMPLIANCE");
    }
    if (mode == ObjectLockMode.COMPLIANCE && !config.confirmCompliance()) {
      throw new Fault(
          MODE
              + "=COMPLIANCE locks for good: nobody can delete anything before "
              + PERIOD
              + " has passed; confirm it by audit.archive.lock.confirm-compliance=true, or set"
              + " GOVERNANCE");
    }
    Period period =
        config
            .period()
            .or(() -> Retention.of(archive).map(Retention::period))
            .filter(time -> !time.isZero() && !time.isNegative())
            .orElseThrow(
                () ->
                    new Fault(
                        PERIOD
                            + " is missing or not above zero: set it to how long objects stay"
                            + " locked, for example P7Y, or set audit.archive.retain"));
    return Optional.of(new Lock(mode, period));
  }

  private static ServerSideEncryption encryption(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "s3" -> ServerSideEncryption.AES256;
      case "kms" -> ServerSideEncryption.AWS_KMS;
      default ->
          throw new Fault(
              "audit.archive.encryption="
                  + name
                  + " is unknown: set it to s3 or kms, or leave it to the bucket");
    };
  }

  /** The headers of a request that creates an object now. */
  Map<String, String> headers(Instant now) {
    Map<String, String> headers = new LinkedHashMap<>();
    lock.ifPresent(
        set -> {
          headers.put("x-amz-object-lock-mode", set.mode().toString());
          headers.put("x-amz-object-lock-retain-until-date", set.until(now).toString());
        });
    encryption.ifPresent(set -> headers.put("x-amz-server-side-encryption", set.toString()));
    kmsKey.ifPresent(set -> headers.put("x-amz-server-side-encryption-aws-kms-key-id", set));
    storageClass.ifPresent(set -> headers.put("x-amz-storage-class", set));
    return headers;
  }

  /** Whether all is left to the bucket. */
  boolean none() {
    return equals(
        new Terms(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** What follows a key that is of these terms; nothing without any. */
  String name() {
    if (none()) {
      return "";
    }
    String all =
        Stream.of(lock, encryption, kmsKey, storageClass)
            .map(Objects::toString)
            .collect(Collectors.joining());
    return "-" + Hashes.brief(Hashes.hex(all.getBytes(StandardCharsets.UTF_8)));
  }

  /** What a refusal may be due to besides, as the end of a sentence; nothing without terms. */
  String hint() {
    List<String> keys =
        Stream.of(
                lock.map(set -> "audit.archive.lock"),
                encryption.map(set -> "audit.archive.encryption"),
                storageClass.map(set -> "audit.archive.storage-class"))
            .flatMap(Optional::stream)
            .toList();
    return keys.isEmpty() ? "" : ", and whether it knows " + String.join(", ", keys);
  }
}
