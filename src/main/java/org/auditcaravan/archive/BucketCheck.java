package org.auditcaravan.archive;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Whether a bucket keeps objects under the archive's terms: by what it says of itself, and by an
 * object that is put under them, that of the {@link ConditionProbe}.
 */
@Singleton
public class BucketCheck {
  private final S3Clients clients;
  private final ConditionProbe probe;

  public BucketCheck(S3Clients clients, ConditionProbe probe) {
    this.clients = clients;
    this.probe = probe;
  }

  /** Whether the archive asks for a lock. */
  public boolean locks() {
    return clients.terms().lock().isPresent();
  }

  /**
   * What the bucket lacks; nothing is asked where all is left to the bucket.
   *
   * @throws Fault when it refuses to be written under these terms
   * @throws S3Exception when the server fails
   * @throws SdkClientException when there is no answer
   */
  public List<Shortfall> of(ArchivePlace place) {
    Terms terms = clients.terms();
    List<Shortfall> found = new ArrayList<>();
    if (terms.none()) {
      return found;
    }
    terms
        .lock()
        .flatMap(lock -> new LockCheck(clients.of(place), place.bucket(), lock).run())
        .ifPresent(found::add);
    if (found.stream().noneMatch(Shortfall::stops)) {
      probe.honoured(place);
      kept(place, terms, found);
    }
    return found;
  }

  /** Compares what was put with how it is kept. */
  private void kept(ArchivePlace place, Terms terms, List<Shortfall> found) {
    String key = probe.key(place);
    HeadObjectResponse head =
        clients.of(place).headObject(request -> request.bucket(place.bucket()).key(key));
    terms
        .lock()
        .map(lock -> lock.mode().toString())
        .flatMap(
            asked ->
                otherwise(
                    place,
                    "the lock " + asked,
                    asked.equals(head.objectLockModeAsString()),
                    "allow s3:GetObjectRetention so that it can be seen, or take a server that"
                        + " locks"))
        .ifPresent(found::add);
    terms
        .encryption()
        .flatMap(
            asked ->
                otherwise(
                    place,
                    "the encryption " + asked,
                    asked.toString().equals(head.serverSideEncryptionAsString()),
                    "take a server that knows it, or correct audit.archive.encryption"))
        .ifPresent(found::add);
    terms
        .storageClass()
        .flatMap(
            asked ->
                otherwise(
                    place,
                    "the storage class " + asked,
                    asked.equals(
                        Optional.ofNullable(head.storageClassAsString()).orElse("STANDARD")),
                    "correct audit.archive.storage-class"))
        .ifPresent(found::add);
  }

  private Optional<Shortfall> otherwise(
      ArchivePlace place, String asked, boolean shown, String repair) {
    return shown
        ? Optional.empty()
        : Optional.of(
            new Shortfall(
                false,
                "bucket "
                    + place.bucket()
                    + " took "
                    + probe.key(place)
                    + " with "
                    + asked
                    + ", but does not show it: "
                    + repair));
  }
}
