package org.auditcaravan.seal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.auditcaravan.archive.Hashes;

/**
 * A hash of records whatever their order: the sum, modulo 2^256, of the SHA-256 of each one. A
 * record's hash covers every column, whether it is null, and where it ends.
 */
public final class RecordSum {
  private static final BigInteger ALL = BigInteger.ONE.shiftLeft(256);

  private final MessageDigest digest = Hashes.sha256();
  private final ByteBuffer head = ByteBuffer.allocate(9);
  private BigInteger sum = BigInteger.ZERO;
  private long records;

  /** Adds one record. */
  public void add(Object[] row) {
    for (Object value : row) {
      value(value);
    }
    sum = sum.add(new BigInteger(1, digest.digest())).mod(ALL);
    records++;
  }

  private void value(Object value) {
    if (value == null) {
      put(0, 0);
    } else if (value instanceof byte[] text) {
      put(1, text.length);
      digest.update(text);
    } else if (value instanceof Long number) {
      put(2, number);
    } else {
      List<?> texts = (List<?>) value;
      put(3, texts.size());
      texts.forEach(this::value);
    }
  }

  private void put(int kind, long number) {
    digest.update(head.clear().put((byte) kind).putLong(number).array());
  }

  /** Adds all records of another one. */
  public void add(RecordSum other) {
    sum = sum.add(other.sum).mod(ALL);
    records += other.records;
  }

  /** How many records were added. */
  public long records() {
    return records;
  }

  /** The sum, in 64 hex digits. */
  public String hex() {
    return "%064x".formatted(sum);
  }
}
