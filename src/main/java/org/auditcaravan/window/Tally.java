package org.auditcaravan.window;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The books of one sink for one window: what came in, and everything that became of it. The page
 * reader counts in, each stage that takes something out counts it, and the commit refuses a sum
 * that does not balance.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
@JsonPropertyOrder({
  "received",
  "delivered",
  "duplicates",
  "outside",
  "excluded",
  "deadLetters",
  "changed"
})
public final class Tally {
  private long received;
  private long delivered;
  private long duplicates;
  private long outside;
  private long excluded;
  private long deadLetters;

  /** How many of the delivered ones had been delivered before with other content. */
  private long changed;

  public void received(long count) {
    received += count;
  }

  public void delivered(long count) {
    delivered += count;
  }

  public void duplicates(long count) {
    duplicates += count;
  }

  public void outside(long count) {
    outside += count;
  }

  public void excluded(long count) {
    excluded += count;
  }

  public void deadLetters(long count) {
    deadLetters += count;
  }

  public void changed(long count) {
    changed += count;
  }

  public long received() {
    return received;
  }

  public long delivered() {
    return delivered;
  }

  public long duplicates() {
    return duplicates;
  }

  public long outside() {
    return outside;
  }

  public long excluded() {
    return excluded;
  }

  public long deadLetters() {
    return deadLetters;
  }

  public long changed() {
    return changed;
  }

  /** What went missing: 0 when the books balance, negative when something came from nowhere. */
  @JsonIgnore
  public long missing() {
    return received - delivered - duplicates - outside - excluded - deadLetters;
  }
}
