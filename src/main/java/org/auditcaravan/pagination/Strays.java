package org.auditcaravan.pagination;

import java.time.Instant;
import org.auditcaravan.window.Window;

/** Is told of events that the vendor sent far outside of the window that was asked for. */
public interface Strays {

  /**
   * An event turned up outside of the window by more than the overlap: its own window, if it was
   * read already, has to be read again.
   *
   * @param window the window that was asked for, whose source it is
   * @param timestamp the event's own time
   */
  void found(Window window, Instant timestamp);
}
