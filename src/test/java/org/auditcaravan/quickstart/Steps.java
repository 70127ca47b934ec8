package org.auditcaravan.quickstart;

import java.io.Console;
import java.io.PrintStream;

/** What the quick start tells its user, with the seconds that have passed. */
final class Steps {
  private final PrintStream out;
  private final long start = System.nanoTime();

  Steps(PrintStream out) {
    this.out = out;
  }

  /** Says what is being done now. */
  void step(String what) {
    out.printf("[%5.1f s] %s%n", (System.nanoTime() - start) / 1e9, what);
  }

  /** Shows what there is, under a heading. */
  void show(String heading, String text) {
    out.printf("%n%s%n", heading);
    text.lines().forEach(line -> out.println("  " + line));
  }

  /** Whether somebody sits at a terminal. */
  static boolean interactive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there may be a console without a terminal.
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
