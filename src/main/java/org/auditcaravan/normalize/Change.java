package org.auditcaravan.normalize;

/**
 * One change that an event tells of, as JSON strings in UTF-8, quotes included; null for none.
 *
 * @param key what changed
 * @param previous what it was
 * @param next what it is
 */
record Change(byte[] key, byte[] previous, byte[] next) {

  /** The change of an event without changes. */
  static final Change NONE = new Change(null, null, null);

  /** The bytes of its three values in a record. */
  int length() {
    return length(key) + length(previous) + length(next);
  }

  private static int length(byte[] value) {
    return value == null ? "null".length() : value.length;
  }
}
