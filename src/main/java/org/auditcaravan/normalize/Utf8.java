package org.auditcaravan.normalize;

/**
 * Checks UTF-8 as RFC 3629 defines it, across any number of buffers. Jackson alone lets overlong
 * forms and encoded surrogates through.
 */
final class Utf8 {
  private int missing;
  private int low = 0x80;
  private int high = 0xBF;

  /** Whether the bytes are UTF-8 so far. A character may be continued by the next call. */
  boolean accepts(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (missing == 0) {
        i = Octets.endOfAscii(bytes, i, end);
      }
      if (i < end && !next(bytes[i] & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  private boolean next(int octet) {
    if (missing > 0) {
      boolean fits = octet >= low && octet <= high;
      missing--;
      low = 0x80;
      high = 0xBF;
      return fits;
    }
    if (octet >= 0xC2 && octet <= 0xDF) {
      missing = 1;
    } else if (octet >= 0xE0 && octet <= 0xEF) {
      missing = 2;
      low = octet == 0xE0 ? 0xA0 : 0x80;
      high = octet == 0xED ? 0x9F : 0xBF;
    } else if (octet >= 0xF0 && octet <= 0xF4) {
      missing = 3;
      low = octet == 0xF0 ? 0x90 : 0x80;
      high = octet == 0xF4 ? 0x8F : 0xBF;
    } else {
      return false;
    }
    return true;
  }
}
