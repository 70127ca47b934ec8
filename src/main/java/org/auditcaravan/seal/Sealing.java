package org.auditcaravan.seal;

import java.util.List;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.archive.SpoolRoom;
import org.auditcaravan.archive.Upload;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Seal;

/**
 * One link of a chain on its way: the routes carry it in the variable {@code sealing}.
 *
 * @param source the source
 * @param place where its archive lies
 * @param room where the files lie
 * @param link the link; null when there was nothing to be closed
 * @param uploads what goes to the archive, in this order: Parquet files, signature, digest
 */
public record Sealing(
    Source source, ArchivePlace place, SpoolRoom room, Seal link, List<Upload> uploads) {

  /** Whether this is what was asked for, and not what a crash had left. */
  public boolean answers(Due due) {
    return link == null
        || (due instanceof Day day
            ? day.date().toString().equals(link.day())
            : ((Horizon) due).first().toString().equals(link.horizon()));
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
