package org.auditcaravan.pagination;

import org.auditcaravan.window.Window;

/**
 * The vendor's clock says that the window has not ended: it was planned by a clock that is fast,
 * and must not be taken as read.
 */
public class Premature extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Premature(Window window) {
    super(
        "the window ends at "
            + window.to()
            + ", and by the vendor's clock that has not come: it waits until then");
  }
}
