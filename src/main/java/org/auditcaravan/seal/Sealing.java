package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.archive.Upload;
import org.auditcaravan.seal.Digest.ParquetFile;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Seal;

/**
 * One link of a chain on its way: the routes carry it in the variable {@code sealing}.
 *
 * @param source the source
 * @param place where its archive lies
 * @param folder where the files lie
 * @param link the link; null when there was nothing to be closed
 * @param uploads what goes to the archive, in this order: Parquet files, digest, signature
 */
public record Sealing(
    Source source, ArchivePlace place, Path folder, Seal link, List<Upload> uploads) {

  /** The link and the files that it names. */
  static Sealing of(
      Source source, ArchivePlace place, Path folder, Seal link, Compaction compaction)
      throws IOException {
    List<Upload> uploads = new ArrayList<>();
    for (ParquetFile file : compaction.files()) {
      uploads.add(
          new Upload(
              file.key(),
              compaction.local(file).toFile(),
              "application/vnd.apache.parquet",
              file.sha256()));
    }
    uploads.add(upload(folder, link.key(), "application/json", link.digest()));
    if (link.signature() != null) {
      byte[] signature = Base64.getDecoder().decode(link.signature());
      uploads.add(
          upload(folder, link.key() + Digest.SIGNATURE, "application/octet-stream", signature));
    }
    return new Sealing(source, place, folder, link, uploads);
  }

  private static Upload upload(Path folder, String key, String type, byte[] bytes)
      throws IOException {
    Path file = Files.write(folder.resolve(key.substring(key.lastIndexOf('/') + 1)), bytes);
    return new Upload(key, file.toFile(), type, Hashes.hex(bytes));
  }

  /** The bucket of the source's archive. */
  public String bucket() {
    return place.bucket();
  }

  /** The registry's name of the S3 client of the source's archive. */
  public String client() {
    return S3Clients.beanName(place);
  }
}
