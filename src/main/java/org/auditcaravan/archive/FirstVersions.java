package org.auditcaravan.archive;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What was put first under a key. A bucket that keeps versions and does not honour {@code
 * If-None-Match} takes a second put, whose version then hides the first.
 */
final class FirstVersions {
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Clients clients;
  private final Set<ArchivePlace> unseen = ConcurrentHashMap.newKeySet();

  FirstVersions(S3Clients clients) {
    this.clients = clients;
  }

  /**
   * The first version's bytes, where there are several; where they do not exist, or must not be
   * seen, nobody is asked again.
   *
   * @throws S3Exception when the server fails
   */
  Optional<byte[]> below(ArchivePlace place, String key) {
    if (unseen.contains(place)) {
      return Optional.empty();
    }
    S3Client client = clients.of(place);
    try {
      List<ObjectVersion> versions =
          client
              .listObjectVersionsPaginator(list -> list.bucket(place.bucket()).prefix(key))
              .versions()
              .stream()
              .filter(version -> version.key().equals(key))
              .toList();
      if (versions.size() < 2) {
        return Optional.empty();
      }
      String first = versions.get(versions.size() - 1).versionId();
      return Optional.of(
          client
              .getObjectAsBytes(get -> get.bucket(place.bucket()).key(key).versionId(first))
              .asByteArray());
    } catch (S3Exception e) {
      if (e.statusCode() >= 500 && e.statusCode() != NOT_IMPLEMENTED) {
        throw e;
      }
      unseen.add(place);
      return Optional.empty();
    }
  }
}
