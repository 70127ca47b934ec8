package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a source stands.
 *
 * @param source its name
 * @param api the contract that it speaks
 * @param organization the organisation that it is pinned to, or null before the first contact
 * @param firstStart the moment of the first start
 * @param holder the replica that holds the lease, or null
 * @param leaseExpires when the lease ends, or null
 * @param stoppedAt since when nothing is read until somebody has repaired it, or null
 * @param stoppedBecause why not, and what to do, or null
 * @param coveredFrom where the covered time begins that {@code coveredTo} ends: after the last
 *     final gap, if there is one; null when nothing is covered
 * @param coveredTo the newest instant up to which everything is covered without a gap, or null
 * @param windows how many windows are in each state
 * @param gaps what is not covered, in order of time; equal final neighbours are one
 * @param acknowledgements the gaps that people have taken note of, in order of time
 * @param rechecksDue windows that are to be read again now
 * @param emptyObserved windows that came back empty without the vendor saying so
 * @param owed revisions that each sink owes
 * @param unbalanced revisions that each sink has taken without its books balancing
 * @param deadLetters open dead letters by reason
 * @param events events in the archive
 * @param records records in the archive
 * @param manifests the sequence number of the newest manifest
 * @param notes what else is to be known, in sentences
 * @param lateness how late events come
 * @param reconciled what reading windows by another way has shown
 * @param suspectedRetention empty windows at the old end that may have been purged, or null
 */
public record SourceStatus(
    String source,
    String api,
    String organization,
    Instant firstStart,
    String holder,
    Instant leaseExpires,
    Instant stoppedAt,
    String stoppedBecause,
    Instant coveredFrom,
    Instant coveredTo,
    Map<String, Long> windows,
    List<Gap> gaps,
    List<Acknowledgement> acknowledgements,
    long rechecksDue,
    long emptyObserved,
    Map<String, Long> owed,
    Map<String, Long> unbalanced,
    Map<String, Long> deadLetters,
    long events,
    long records,
    long manifests,
    List<String> notes,
    Lateness lateness,
    Reconciled reconciled,
    SuspectedRetention suspectedRetention) {

  /** The gaps that nobody has taken note of. */
  List<Gap> openGaps() {
    return gaps.stream().filter(gap -> gap.acknowledgement() == null).toList();
  }

  /** The gaps that somebody has taken note of. */
  List<Gap> acknowledgedGaps() {
    return gaps.stream().filter(gap -> gap.acknowledgement() != null).toList();
  }

  /** Whether nothing is wrong that somebody should know of. */
  public boolean complete() {
    return openGaps().isEmpty() && deadLetters.isEmpty() && stoppedAt == null;
  }
}
