package org.auditcaravan.window;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who a process is among those that share a ledger.
 *
 * @param name a name that no two running processes share
 * @param ended whether the replica of a name is known to have ended; false when that cannot be told
 */
public record Replica(String name, Predicate<String> ended) {

  /** A replica whose ledger others may share from anywhere. */
  public static Replica anywhere() {
    return new Replica(UUID.randomUUID().toString(), other -> false);
  }

  /**
   * A replica whose ledger is a file that only processes of this machine can open: what was killed
   * is known to be gone, and nobody has to wait until its leases run out.
   */
  public static Replica onThisMachine() {
    return new Replica(name(ProcessHandle.current()), Replica::gone);
  }

  private static boolean gone(String name) {
    String[] parts = name.split("@", 2);
    return parts.length == 2
        && parts[0].matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(parts[0]))
            .filter(process -> name(process).equals(name))
            .isEmpty();
  }

  /** The number alone comes again, in a container even at every start. */
  private static String name(ProcessHandle process) {
    return process.pid() + "@" + process.info().startInstant().orElse(Instant.EPOCH);
  }
}
