package org.auditcaravan.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Brings the parts of a committed manifest back from the archive. */
@FunctionalInterface
public interface ArchivedParts {

  /**
   * Downloads the parts and compares them with the manifest's hashes.
   *
   * @param source the source's name, which says where its archive is
   * @param manifest the key of the manifest
   * @param folder an empty folder for the files
   * @return the files in the order of the manifest
   * @throws IOException when a part is missing, cannot be had, or is not what the manifest names
   */
  List<Path> fetch(String source, String manifest, Path folder) throws IOException;
}
