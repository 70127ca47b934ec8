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
}
