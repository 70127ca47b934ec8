package org.auditcaravan.deadletter;

import java.time.Instant;

/**
 * What could not become an archived record or an indexed document, kept until it is replayed or
 * dismissed.
 *
 * @param id the number by which it is listed
 * @param fingerprint what the same failure again has in common with it
 * @param source the source that it came from
 * @param from the begin of the window that it came from, or null
 * @param to the end of that window, or null
 * @param sink where it was to go
 * @param reason why it did not get there
 * @param message what was said about it, without any secret
 * @param recordId the record that it is, or null when it never became one
 * @param payload what could not be delivered
 * @param firstFailure when it failed first
 * @param lastFailure when it failed last
 * @param attempts how often it has failed
 * @param state open, replayed or dismissed
 * @param who who dismissed it, or null
 * @param note why it was dismissed, or null
 * @param closed when it was replayed or dismissed, or null
 */
public record DeadLetter(
    long id,
    String fingerprint,
    String source,
    Instant from,
    Instant to,
    String sink,
    Reason reason,
    String message,
    String recordId,
    byte[] payload,
    Instant firstFailure,
    Instant lastFailure,
    int attempts,
    State state,
    String who,
    String note,
    Instant closed) {}
