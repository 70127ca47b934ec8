package org.auditcaravan.window;

import java.time.Instant;

/**
 * How far a request has come.
 *
 * @param id the request's number
 * @param source the source that is read
 * @param from the first instant asked for
 * @param to the first instant after it
 * @param planned whether the holder of the lease has taken it up
 * @param windows the settled windows of that time
 * @param done those that have been read since
 * @param failed those whose reading has failed since; they are tried again by themselves
 * @param gaps those that can no longer be read
 * @param events the events that these reads delivered
 * @param records the records that these reads delivered
 */
public record Progress(
    long id,
    String source,
    Instant from,
    Instant to,
    boolean planned,
    long windows,
    long done,
    long failed,
    long gaps,
    long events,
    long records) {

  /** Whether every window has been tried. */
  public boolean finished() {
    return planned && done + failed + gaps >= windows;
  }
}
