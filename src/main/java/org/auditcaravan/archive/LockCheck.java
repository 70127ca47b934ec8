package org.auditcaravan.archive;

import java.time.Instant;
import java.time.Period;
import java.util.Optional;
import org.auditcaravan.archive.Terms.Lock;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What a bucket says of its object lock, against the lock that is asked for.
 *
 * @param client may ask the bucket
 * @param bucket its name
 * @param lock what is asked for
 */
record LockCheck(S3Client client, String bucket, Lock lock) {
  private static final int DENIED = 403;
  private static final int NOT_IMPLEMENTED = 501;

  /**
   * What is wrong with it, if anything.
   *
   * @throws S3Exception when the server fails
   */
  Optional<Shortfall> run() {
    try {
      ObjectLockConfiguration set =
          client
              .getObjectLockConfiguration(request -> request.bucket(bucket))
              .objectLockConfiguration();
      return set == null || set.objectLockEnabled() != ObjectLockEnabled.ENABLED
          ? Optional.of(without())
          : Optional.ofNullable(set.rule())
              .map(ObjectLockRule::defaultRetention)
              .map(LockCheck::lock)
              .filter(this::weaker)
              .map(this::shorter);
    } catch (S3Exception e) {
      if (e.statusCode() >= 500 && e.statusCode() != NOT_IMPLEMENTED) {
        throw e;
      }
      return Optional.of(e.statusCode() == DENIED ? unseen() : without());
    }
  }

  private static Lock lock(DefaultRetention own) {
    return new Lock(
        ObjectLockMode.fromValue(own.modeAsString()),
        own.years() != null
            ? Period.ofYears(own.years())
            : Period.ofDays(own.days() == null ? 0 : own.days()));
  }

  private boolean weaker(Lock own) {
    return own.mode() != ObjectLockMode.COMPLIANCE && lock.mode() == ObjectLockMode.COMPLIANCE
        || own.until(Instant.EPOCH).isBefore(lock.until(Instant.EPOCH));
  }

  private Shortfall shorter(Lock own) {
    return new Shortfall(
        false,
        "bucket "
            + bucket
            + " by itself locks "
            + own
            + ", which is less than the "
            + lock
            + " of audit.archive.lock: what others put there is free earlier, so set its default"
            + " retention to the same");
  }

  private Shortfall unseen() {
    return new Shortfall(
        false,
        "bucket "
            + bucket
            + " does not let its lock be seen: allow s3:GetBucketObjectLockConfiguration");
  }

  private Shortfall without() {
    return new Shortfall(
        true,
        "bucket "
            + bucket
            + " has no object lock"
            + (versions() ? "" : " and keeps no versions")
            + ", but audit.archive.lock asks for "
            + lock
            + ": create a bucket with object lock, or remove audit.archive.lock.mode");
  }

  private boolean versions() {
    try {
      return client.getBucketVersioning(request -> request.bucket(bucket)).status()
          == BucketVersioningStatus.ENABLED;
    } catch (S3Exception e) {
      // Servers without versions answer in many ways.
      return false;
    }
  }
}
