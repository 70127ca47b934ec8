package org.auditcaravan.simulator;

import java.util.UUID;

/**
 * Chance that is the same on every run: a number follows from the seed, the name it was made for,
 * an index and a purpose, and from nothing that happened before. So event 734,112 can be written
 * without writing the events before it.
 */
final class Seeded {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int SCATTER = 0x9E3779B1;
  private static final int GATHER = inverse(SCATTER);

  private final long key;

  Seeded(long seed, String name) {
    long mixed = mix(seed);
    for (int i = 0; i < name.length(); i++) {
      mixed = mix(mixed * 31 + name.charAt(i) + GOLDEN);
    }
    this.key = mixed;
  }

  /** Sixty-four bits for this index and purpose. */
  long bits(long index, int purpose) {
    return mix(key + index * GOLDEN + mix(purpose * 0xD1B54A32D192ED03L));
  }

  /** A number from 0 up to, and without, {@code bound}. */
  int below(int bound, long index, int purpose) {
    return (int) Long.remainderUnsigned(bits(index, purpose), bound);
  }

  /** A share from 0 up to, and without, 1. */
  double share(long index, int purpose) {
    return (bits(index, purpose) >>> 11) * 0x1.0p-53;
  }

  /** A random-looking GUID of version 4. */
  String guid(long index, int purpose) {
    return version4(bits(index, purpose), bits(index, ~purpose)).toString();
  }

  /** A GUID that {@link #indexOf} takes back to the index; two indexes never share one. */
  String idOf(int index) {
    long first = (index * SCATTER + (int) key) & 0xFFFFFFFFL;
    return version4(first << 32 | bits(index, 1) >>> 32, bits(index, 2)).toString();
  }

  /** The index whose {@link #idOf} this is, or -1. */
  int indexOf(String id) {
    try {
      int first = (int) (UUID.fromString(id).getMostSignificantBits() >>> 32);
      int index = (first - (int) key) * GATHER;
      return index >= 0 && idOf(index).equals(id) ? index : -1;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }

  private static UUID version4(long high, long low) {
    return new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }

  private static int inverse(int odd) {
    int x = odd;
    for (int i = 0; i < 5; i++) {
      x *= 2 - odd * x;
    }
    return x;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
