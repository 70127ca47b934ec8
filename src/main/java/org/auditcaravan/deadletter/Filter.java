package org.auditcaravan.deadletter;

import java.util.Optional;

/**
 * Which dead letters are meant.
 *
 * @param source only those of this source
 * @param reason only those with this reason
 * @param state only those in this state
 * @param after only those with a greater id, to go on behind the last one of a list; 0 for all
 */
public record Filter(
    Optional<String> source, Optional<Reason> reason, Optional<State> state, long after) {

  /** All that are open. */
  public static Filter open() {
    return open(Optional.empty(), Optional.empty());
  }

  /** Those of them that are open. */
  public static Filter open(Optional<String> source, Optional<Reason> reason) {
    return new Filter(source, reason, Optional.of(State.OPEN), 0);
  }

  /** The same behind this letter. */
  Filter after(DeadLetter last) {
    return new Filter(source, reason, state, last.id());
  }
}
