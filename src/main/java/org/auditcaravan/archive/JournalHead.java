package org.auditcaravan.archive;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * How far a source's journal has come.
 *
 * @param sequence how many entries it has
 * @param sha256 the SHA-256 of the last one, in hex; null when there is none
 */
@JsonPropertyOrder({"sequence", "sha256"})
public record JournalHead(long sequence, String sha256) {
  static final JournalHead NONE = new JournalHead(0, null);
}
