package org.auditcaravan.auth;

import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import org.jboss.logging.Logger;

/**
 * Which secret of a source's client is presented while it is being replaced. A file that is half
 * written, and a secret that the vendor does not know yet, cost no window: what was accepted last
 * is presented instead, until the file changes again or the vendor refuses that, too. To be guarded
 * by its user.
 */
final class Rotation {
  private static final Logger LOG = Logger.getLogger(Rotation.class);

  private Presented accepted;
  private Presented refused;

  /**
   * What to present now.
   *
   * @throws Fault when there is nothing that could be
   */
  Presented next(Source source) {
    Presented present;
    try {
      present = Presented.of(source);
    } catch (Fault e) {
      if (accepted == null) {
        throw e;
      }
      LOG.warnf("%s; until then, what was accepted last is presented", e.getMessage());
      return accepted;
    }
    return present.equals(refused) && accepted != null ? accepted : present;
  }

  /** The vendor has taken it. */
  void accepted(Presented shown) {
    accepted = shown;
  }

  /**
   * The vendor has refused it.
   *
   * @return whether {@link #next} has another one
   */
  boolean refused(Source source, Presented shown) {
    refused = shown;
    if (next(source).equals(shown)) {
      return false;
    }
    LOG.warnf(
        "Source %s: the vendor refused the client's secret; asking with the other one, as while it"
            + " is being replaced",
        source.name());
    return true;
  }
}
