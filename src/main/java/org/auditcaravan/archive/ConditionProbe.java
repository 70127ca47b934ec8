package org.auditcaravan.archive;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.config.Fault;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out whether a bucket honours {@code If-None-Match: *}, by writing {@code
 * <prefix>/probe/conditional-write} twice; with terms, the key ends in their name, so that each is
 * tried once. Where it does not, the ledger's reservation alone keeps a manifest from being
 * overwritten. The object is never deleted, as a lock would forbid.
 */
@Singleton
public class ConditionProbe {
  private static final Logger LOG = Logger.getLogger(ConditionProbe.class);
  private static final int PRECONDITION_FAILED = 412;

  private final S3Clients clients;
  private final Map<ArchivePlace, Boolean> results = new ConcurrentHashMap<>();

  public ConditionProbe(S3Clients clients) {
    this.clients = clients;
  }

  /**
   * Whether the bucket honours the condition. It is tried once, and said once in the log.
   *
   * @throws Fault when the bucket refuses to be written at all
   */
  public boolean honoured(ArchivePlace place) {
    return results.computeIfAbsent(place, this::probe);
  }

  /** The key of the object that is written. */
  String key(ArchivePlace place) {
    return place.key("probe/conditional-write" + clients.terms().name());
  }

  private boolean probe(ArchivePlace place) {
    boolean honoured = !created(place) || !created(place);
    if (honoured) {
      LOG.infof("Bucket %s honours conditional writes", place.bucket());
    } else {
      LOG.warnf(
          "Bucket %s does not honour conditional writes: the ledger's reservation alone keeps"
              + " manifests from being overwritten, so never run two ledgers for one archive",
          place.bucket());
    }
    return honoured;
  }

  private boolean created(ArchivePlace place) {
    S3Client client = clients.of(place);
    try {
      client.putObject(
          request ->
              request
                  .bucket(place.bucket())
                  .key(key(place))
                  .contentType("text/plain")
                  .ifNoneMatch("*"),
          RequestBody.fromString("Does this bucket honour If-None-Match?\n"));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        return false;
      }
      if (e.statusCode() < 500) {
        throw new Fault(
            "bucket "
                + place.bucket()
                + " refused a write with "
                + e.statusCode()
                + " "
                + e.awsErrorDetails().errorCode()
                + ": check audit.sinks.s3.bucket, its region and its credentials"
                + clients.terms().hint(),
            e);
      }
      throw e;
    }
  }
}
