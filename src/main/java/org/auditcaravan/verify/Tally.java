package org.auditcaravan.verify;

import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.RecordSum;
import org.auditcaravan.verify.Finding.Kind;

/** The records that one link names, counted twice: as JSON lines and as Parquet. */
final class Tally {
  private final String key;
  private final Digest digest;
  private final RecordSum lines = new RecordSum();
  private final RecordSum parquet = new RecordSum();
  private boolean linesWhole = true;
  private boolean parquetWhole = true;

  Tally(String key, Digest digest) {
    this.key = key;
    this.digest = digest;
  }

  synchronized void add(Expected object, RecordSum sum) {
    (object.parquet() ? parquet : lines).add(sum);
  }

  /** An object is not as it should be, or cannot be read: the sums would say so once more. */
  synchronized void lacks(Expected object) {
    if (object.parquet()) {
      parquetWhole = false;
    } else {
      linesWhole = false;
    }
  }

  synchronized long lines() {
    return lines.records();
  }

  synchronized long parquet() {
    return parquet.records();
  }

  /** Compares both with what the link says, once everything was added. */
  synchronized void close(Findings findings) {
    compare("the JSON lines hold", lines, linesWhole, findings);
    compare("the Parquet files hold", parquet, parquetWhole, findings);
  }

  private void compare(String what, RecordSum sum, boolean whole, Findings findings) {
    if (whole && (sum.records() != digest.records() || !sum.hex().equals(digest.recordsHash()))) {
      findings.add(
          Kind.RECORDS_DIFFER,
          key,
          what
              + " "
              + sum.records()
              + " records that are not the "
              + digest.records()
              + " of the digest");
    }
  }
}
