package org.auditcaravan.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * The way of one record, from its line to the second place that vouches for it.
 *
 * @param recordId the record
 * @param source the source's name
 * @param steps what was looked at, in order
 * @param record the record as it lies in the archive, JSON
 */
@JsonPropertyOrder({"recordId", "source", "holds", "complete", "steps", "record"})
public record Proof(String recordId, String source, List<Step> steps, @JsonRawValue String record) {

  /**
   * One link of the way.
   *
   * @param name what it is
   * @param state whether it holds
   * @param object the key of the object concerned, or null
   * @param sha256 that object's SHA-256, in hex, or null
   * @param sentence what was compared
   */
  @JsonPropertyOrder({"name", "state", "object", "sha256", "sentence"})
  public record Step(String name, State state, String object, String sha256, String sentence) {}

  /** Whether a link holds. */
  public enum State {
    /** What was compared is the same. */
    HOLDS,
    /** There is nothing to compare it with, or not yet. */
    OPEN,
    /** What was compared is not the same. */
    BROKEN;

    /** As it is shown. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether no link is broken. */
  @JsonProperty
  public boolean holds() {
    return steps.stream().noneMatch(step -> step.state() == State.BROKEN);
  }

  /** Whether the record's day is closed, and its links could be compared. */
  @JsonProperty
  public boolean complete() {
    return steps.stream()
        .filter(step -> List.of("manifest", "digest", "chain").contains(step.name()))
        .allMatch(step -> step.state() == State.HOLDS);
  }
}
