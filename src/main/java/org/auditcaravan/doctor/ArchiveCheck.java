package org.auditcaravan.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.BucketCheck;
import org.auditcaravan.archive.ConditionProbe;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.archive.Shortfall;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Whether the bucket is there, takes what we write, honours conditions, and locks what it has. */
final class ArchiveCheck implements Check {
  private final S3Clients clients;
  private final ArchivePlaces places;
  private final ConditionProbe probe;
  private final BucketCheck terms;

  ArchiveCheck(S3Clients clients, ArchivePlaces places, ConditionProbe probe, BucketCheck terms) {
    this.clients = clients;
    this.places = places;
    this.probe = probe;
    this.terms = terms;
  }

  @Override
  public String name() {
    return "archive";
  }

  @Override
  public Result run(Source source) {
    ArchivePlace place = places.of(source);
    Map<String, String> facts = Facts.of(source);
    facts.put("bucket", place.bucket());
    facts.put("prefix", place.prefix());
    try {
      S3Client client = clients.of(place);
      client.headBucket(request -> request.bucket(place.bucket()));
      List<Finding> findings = new ArrayList<>();
      for (Shortfall one : terms.of(place)) {
        Cause cause = one.stops() ? Cause.BUCKET_LOCK_MISSING : Cause.BUCKET_TERMS_DIFFER;
        findings.add(Finding.of(cause, facts, "bucket", place.bucket(), "said", one.sentence()));
        if (one.stops()) {
          return new Result("bucket " + place.bucket() + " has no lock", findings);
        }
      }
      if (!probe.honoured(place)) {
        findings.add(Finding.of(Cause.BUCKET_WITHOUT_CONDITIONS, facts, "bucket", place.bucket()));
      }
      if (!terms.locks()) {
        lock(client, place, facts).ifPresent(findings::add);
      }
      return new Result("bucket " + place.bucket() + " takes writes", findings);
    } catch (S3Exception e) {
      return refused(e, place, facts);
    } catch (Fault fault) {
      return fault.getCause() instanceof S3Exception e
          ? refused(e, place, facts)
          : Result.bad(
              "not usable",
              Finding.of(Cause.CONFIGURATION_WRONG, facts, "said", fault.getMessage()));
    } catch (SdkClientException e) {
      return Result.bad(
          "no answer",
          Finding.of(
              Cause.BUCKET_NOT_REACHED, facts, "bucket", place.bucket(), "said", e.getMessage()));
    }
  }

  private static Result refused(S3Exception e, ArchivePlace place, Map<String, String> facts) {
    Cause cause =
        switch (e.statusCode()) {
          case 404, 301 -> Cause.BUCKET_MISSING;
          case 401, 403 -> Cause.BUCKET_REFUSES;
          default -> Cause.BUCKET_NOT_REACHED;
        };
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return Result.bad(
        "refused with " + e.statusCode(),
        Finding.of(
            cause,
            facts,
            "bucket",
            place.bucket(),
            "status",
            String.valueOf(e.statusCode()),
            "code",
            code,
            "correlationId",
            e.requestId()));
  }

  private static Optional<Finding> lock(
      S3Client client, ArchivePlace place, Map<String, String> facts) {
    String said;
    try {
      var lock =
          client
              .getObjectLockConfiguration(request -> request.bucket(place.bucket()))
              .objectLockConfiguration();
      if (lock != null && lock.objectLockEnabled() == ObjectLockEnabled.ENABLED) {
        return Optional.empty();
      }
      said = "not enabled";
    } catch (S3Exception e) {
      // Servers without object lock answer in many ways; none of them is a lock.
      said = "asked for its lock, it answered " + e.statusCode();
    }
    return Optional.of(
        Finding.of(
            Cause.BUCKET_WITHOUT_LOCK, facts, "bucket", place.bucket(), "object lock", said));
  }
}
