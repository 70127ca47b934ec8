package org.auditcaravan.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.Part;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Delivery;

/** Brings the parts that a committed manifest names back from the archive. */
public final class PartsOfManifests implements ArchivedParts {
  private final Sources sources;
  private final ArchiveReader archive;

  public PartsOfManifests(Sources sources, ArchiveReader archive) {
    this.sources = sources;
    this.archive = archive;
  }

  @Override
  public Shipment fetch(Delivery delivery, Path folder, LongConsumer taken) throws IOException {
    Source source = sources.get(delivery.window().source());
    Manifest manifest =
        archive.manifest(source, delivery.manifestKey(), delivery.manifestSha256()).manifest();
    taken.accept(manifest.parts().stream().mapToLong(Part::bytes).sum());
    List<Path> files = new ArrayList<>();
    for (Part part : manifest.parts()) {
      files.add(archive.download(source, part.key(), part.sha256(), folder));
    }
    return Shipment.of(
        delivery, files, manifest.events().delivered(), manifest.records().delivered());
  }
}
