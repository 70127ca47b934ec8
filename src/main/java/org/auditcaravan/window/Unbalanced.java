package org.auditcaravan.window;

/** The books of the archive do not balance: the window is not committed. */
public class Unbalanced extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unbalanced(Window window, Outcome outcome) {
    super(
        "the books of window "
            + window.name()
            + " of source "
            + window.source()
            + " do not balance: "
            + outcome.events().missing()
            + " events and "
            + outcome.records().missing()
            + " records are unaccounted for, so it is not committed; look for a step in the routes"
            + " that drops messages");
  }
}
