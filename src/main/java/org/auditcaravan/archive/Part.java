package org.auditcaravan.archive;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;

/**
 * One object of records, as the manifest names it.
 *
 * @param key its key in the archive
 * @param sha256 the SHA-256 of the object's bytes, in hex
 * @param bytes the object's length
 * @param records how many lines it holds
 * @param events how many events these lines came from
 * @param first the earliest event time in it, or null when no event had one
 * @param last the latest event time in it, or null when no event had one
 * @param versionId the object's version where the bucket has versions, else null
 */
@JsonPropertyOrder({"key", "sha256", "bytes", "records", "events", "first", "last", "versionId"})
public record Part(
    String key,
    String sha256,
    long bytes,
    long records,
    long events,
    Instant first,
    Instant last,
    String versionId) {

  /** The same under that key. */
  public Part at(String other) {
    return new Part(other, sha256, bytes, records, events, first, last, versionId);
  }

  Part inVersion(String version) {
    return new Part(key, sha256, bytes, records, events, first, last, version);
  }
}
