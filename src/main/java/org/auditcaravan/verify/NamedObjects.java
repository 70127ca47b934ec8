package org.auditcaravan.verify;

import java.time.LocalDate;
import java.util.Optional;
import org.auditcaravan.verify.Finding.Kind;

/** Whether what is named is there. */
final class NamedObjects {
  private final Inventory inventory;
  private final LocalDate horizon;
  private final Findings findings;
  private long bytes;

  /**
   * @param horizon the first day that is kept; manifests are kept for ever
   */
  NamedObjects(Inventory inventory, LocalDate horizon, Findings findings) {
    this.inventory = inventory;
    this.horizon = horizon;
    this.findings = findings;
  }

  /** How many bytes those have that are there. */
  long bytes() {
    return bytes;
  }

  /** Whether the object can be read; what cannot is said, and is missing in its tally. */
  boolean present(Expected object) {
    Optional<ArchiveCopy.Stored> stored = inventory.take(object.key());
    if (stored.isPresent() && !stored.get().away() && object.fits(stored.get().bytes())) {
      if (!object.manifest()) {
        bytes += stored.get().bytes();
      }
      return true;
    }
    if (object.group() != null) {
      object.group().lacks(object);
    }
    if (stored.isPresent() && !object.fits(stored.get().bytes())) {
      findings.add(
          Kind.CHANGED,
          object.key(),
          "it has " + stored.get().bytes() + " bytes instead of " + object.bytes());
    } else if (stored.isPresent()) {
      findings.add(Kind.ARCHIVED_CLASS, object.key(), "restore it to have it looked at");
    } else if (!object.manifest()
        && Inventory.date(object.key()).filter(horizon::isAfter).isPresent()) {
      findings.add(
          Kind.EXPIRED,
          Inventory.date(object.key()).orElseThrow().toString(),
          "days before " + horizon + " were let go, as a signed link says");
    } else {
      lost(object);
    }
    return false;
  }

  private void lost(Expected object) {
    Optional<String> elsewhere = inventory.elsewhere(object.sha256());
    if (elsewhere.isPresent()) {
      findings.add(Kind.MOVED, object.key(), "it lies under " + elsewhere.get());
    } else {
      findings.add(Kind.REMOVED, object.key(), "it is not there");
    }
  }
}
