package org.auditcaravan.archive;

/**
 * Where a source's archive lies.
 *
 * @param bucket the bucket
 * @param prefix what every key begins with, without slashes around it; may be empty
 * @param region the bucket's region
 */
public record ArchivePlace(String bucket, String prefix, String region) {

  /** The key of that name below the prefix. */
  String key(String name) {
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }
}
