package org.auditcaravan.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.auditcaravan.window.Delivery;

/** Brings the parts of a committed revision back from the archive. */
@FunctionalInterface
public interface ArchivedParts {

  /**
   * Downloads the parts, and compares them with the hashes of the manifest.
   *
   * @param delivery names the source, the manifest and its hash
   * @param folder an empty folder for the files
   * @param taken hears of bytes before they are written, and may refuse them
   * @throws IOException when manifest or part is missing, cannot be had, or is another one
   */
  Shipment fetch(Delivery delivery, Path folder, LongConsumer taken) throws IOException;
}
