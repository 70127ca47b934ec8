package org.auditcaravan.archive;

/**
 * A manifest that is in the archive.
 *
 * @param key its key
 * @param sha256 the SHA-256 of its exact bytes, in hex
 * @param manifest what it says
 */
public record StoredManifest(String key, String sha256, Manifest manifest) {}
