package org.auditcaravan.archive;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.WindowRead;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The bean {@code archive}: what the route {@code sink-s3} puts into the archive, and where. */
@Singleton
@Named("archive")
public class Archive {
  private final ArchivePlaces places;
  private final S3Clients clients;

  public Archive(ArchivePlaces places, S3Clients clients) {
    this.places = places;
    this.clients = clients;
  }

  /** The bucket of the source's archive. */
  public String bucket(@Variable("read") WindowRead read) {
    return places.of(read.source()).bucket();
  }

  /** The registry's name of the S3 client of the source's archive. */
  public String client(@Variable("read") WindowRead read) {
    return S3Clients.beanName(places.of(read.source()));
  }

  /**
   * Ends the spool, and counts what is in it as delivered.
   *
   * @throws CommitRefused when the read is not complete, for example because the process stops
   * @return the parts, the rejected bytes and the id list, as far as the archive lacks them
   */
  public List<Upload> uploads(@Variable("read") WindowRead read) {
    if (read.hasNext()) {
      throw new CommitRefused(
          "window " + read.window().name() + " is not delivered, because its read was broken off");
    }
    if (read.spool().receipt() == null) {
      read.spool().ship(read.seen());
      read.events().delivered(read.spool().events());
      read.records().delivered(read.spool().records());
    }
    return read.spool().receipt().owed();
  }

  /** Notes that the archive has the file. */
  public void stored(
      @Variable("read") WindowRead read,
      @Variable("upload") Upload upload,
      @Header(AWS2S3Constants.VERSION_ID) String versionId) {
    read.spool().receipt().stored(upload, versionId);
  }

  /**
   * Looks whether a put that failed left the object, or found it there. Its key ends in its
   * content's hash, so that an object of that key and length is the file itself. That holds for a
   * 412 as well as for a connection that the server dropped after it.
   *
   * @throws SdkException the failure of the put, when the object is not there
   */
  public void alreadyStored(
      @Variable("read") WindowRead read,
      @Variable("upload") Upload upload,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) SdkException failure) {
    ArchivePlace place = places.of(read.source());
    try {
      HeadObjectResponse found =
          clients.of(place).headObject(request -> request.bucket(place.bucket()).key(upload.key()));
      if (found.contentLength() == upload.file().length()) {
        stored(read, upload, found.versionId());
        return;
      }
    } catch (SdkException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  /** Whether the archive has acknowledged everything that the manifest will name. */
  public boolean receipt(WindowRead read) {
    return read.spool().receipt() != null && read.spool().receipt().complete();
  }

  /**
   * Whether a recheck is complete and found nothing that the archive lacks, so that there is
   * nothing to commit. It is asked before the sinks.
   *
   * @throws CommitRefused when pages are left, as after a stop, which ends the loop over them
   */
  public boolean nothingNew(WindowRead read) {
    if (read.hasNext()) {
      throw new CommitRefused("the read ended before its last page");
    }
    return read.claim().revision() > 0
        && read.events().missing() == 0
        && read.records().missing() == 0
        && read.spool().events() == 0
        && read.spool().rejects().isEmpty();
  }

  ArchivePlace place(Source source) {
    return places.of(source);
  }
}
