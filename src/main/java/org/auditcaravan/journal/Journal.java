package org.auditcaravan.journal;

/** Keeps in the archive what a ledger alone would know, so that it can be rebuilt. */
@FunctionalInterface
public interface Journal {

  /**
   * Keeps an act, before the ledger commits it. The same act again changes nothing.
   *
   * @throws RuntimeException when the archive does not have it: the ledger must not commit it then
   */
  void keep(Act act);
}
