package org.auditcaravan.archive;

import java.io.File;

/**
 * A file that goes to the archive before the manifest names it.
 *
 * @param key where it goes; it ends in the content's hash
 * @param file the file, which the S3 component streams from disk
 * @param contentType its media type
 * @param sha256 the SHA-256 of the file, in hex
 */
public record Upload(String key, File file, String contentType, String sha256) {}
