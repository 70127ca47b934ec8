package org.auditcaravan.archive;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The list of the events that a revision delivered, as the manifest names it.
 *
 * @param key its key in the archive
 * @param sha256 the SHA-256 of the object's bytes, in hex
 * @param bytes the object's length
 * @param rows how many pairs of id and content it names
 */
@JsonPropertyOrder({"key", "sha256", "bytes", "rows"})
public record IdListObject(String key, String sha256, long bytes, long rows) {
  IdListObject at(String other) {
    return new IdListObject(other, sha256, bytes, rows);
  }
}
