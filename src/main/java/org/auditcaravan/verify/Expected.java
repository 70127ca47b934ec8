package org.auditcaravan.verify;

/**
 * An object that a digest or a manifest names.
 *
 * @param key its key
 * @param sha256 the SHA-256 of its bytes, in hex
 * @param bytes its length
 * @param records how many records it holds, or -1 where it holds none
 * @param group the link that names it, or null
 */
record Expected(String key, String sha256, long bytes, long records, Tally group) {

  boolean parquet() {
    return key.endsWith(".parquet");
  }

  boolean manifest() {
    return key.contains("manifests/source=");
  }

  /** Whether an object of that length can be it. */
  boolean fits(long length) {
    return bytes < 0 || bytes == length;
  }
}
