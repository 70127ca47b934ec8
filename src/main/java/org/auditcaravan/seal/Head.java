package org.auditcaravan.seal;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.auditcaravan.window.Seal;

/**
 * The head of a source's chain, as a second place keeps it: JSON, members in this order.
 *
 * @param source the source's name
 * @param sequence how many links the chain has
 * @param key the newest link's key
 * @param sha256 the SHA-256 of its bytes, in hex
 */
@JsonPropertyOrder({"source", "sequence", "key", "sha256"})
public record Head(String source, long sequence, String key, String sha256) {

  static Head of(Seal link) {
    return new Head(link.source(), link.sequence(), link.key(), link.sha256());
  }

  /** {@code <source>/<eight digits of the sequence>.json}. */
  String name() {
    return source + "/%08d.json".formatted(sequence);
  }
}
