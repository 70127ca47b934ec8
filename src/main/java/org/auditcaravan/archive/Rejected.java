package org.auditcaravan.archive;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * An object with bytes that could not become a record, as the manifest names it.
 *
 * @param key its key in the archive
 * @param sha256 the SHA-256 of the object's bytes, in hex
 * @param bytes the object's length
 * @param reason why the bytes could not become a record
 */
@JsonPropertyOrder({"key", "sha256", "bytes", "reason"})
public record Rejected(String key, String sha256, long bytes, String reason) {
  Rejected at(String other) {
    return new Rejected(other, sha256, bytes, reason);
  }
}
