package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.Provenance;
import org.auditcaravan.archive.SpoolFull;
import org.auditcaravan.archive.SpoolRoom;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.archive.Upload;
import org.auditcaravan.config.Fault;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.HeldLeases;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Seal;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bean {@code seal}: closes days. The link's exact bytes are settled in the ledger before
 * anything is uploaded: a crash before that leaves nothing, and after it the next run makes the
 * same files again.
 */
public final class Sealer {
  private final Sources sources;
  private final Ledger ledger;
  private final HeldLeases leases;
  private final ArchiveReader archive;
  private final Spools spools;
  private final LinkMaker links;
  private final InstantSource clock;

  /**
   * @param key signs the links, if there is one
   * @param fileBytes after how many bytes a further Parquet file begins
   */
  public Sealer(
      Sources sources,
      Ledger ledger,
      HeldLeases leases,
      ArchivePlaces places,
      ArchiveReader archive,
      Spools spools,
      JournalObjects journal,
      Provenance provenance,
      Optional<SigningKey> key,
      long fileBytes,
      InstantSource clock) {
    this.sources = sources;
    this.ledger = ledger;
    this.leases = leases;
    this.archive = archive;
    this.spools = spools;
    this.links =
        new LinkMaker(
            ledger, places, archive, journal, provenance.productVersion(), key, fileBytes, clock);
    this.clock = clock;
  }

  /** What is to be done now, of the sources that this process works for. */
  public List<Due> days() {
    return sources.all().stream()
        .map(Source::name)
        .filter(leases::holds)
        .flatMap(
            name ->
                Stream.concat(
                        ledger.seals().pending(name).map(Sealer::due).stream(),
                        ledger.days().complete(name, clock.instant()).stream()
                            .map(date -> new Day(name, date)))
                    .distinct())
        .toList();
  }

  private static Due due(Seal link) {
    return link.day() == null
        ? new Horizon(link.source(), LocalDate.parse(link.horizon()))
        : new Day(link.source(), LocalDate.parse(link.day()));
  }

  /**
   * Makes the next link of a source: the one that a crash left settled, or else what is asked for.
   *
   * @return what is to be uploaded; nothing when the chain says so already
   * @throws Fault when another process does the same, or when the archive does not hold what the
   *     ledger knows
   */
  public Sealing begin(@Body Due due) throws IOException {
    Source source = sources.get(due.source());
    SpoolRoom room = spools.room(source, "seal");
    try {
      return begin(due, source, room);
    } catch (SpoolFull e) {
      room.close();
      throw new Fault(
          due
              + " is not closed: its files would take more of audit.spool.max-bytes than is left to"
              + " the source; it is tried again at the next time: raise the key",
          e);
    } catch (RuntimeException e) {
      room.close();
      throw e;
    } catch (IOException e) {
      room.close();
      throw new Fault(due + " is not closed: " + e.getMessage(), e);
    }
  }

  private Sealing begin(Due due, Source source, SpoolRoom room) throws IOException {
    Optional<Seal> pending = ledger.seals().pending(source.name());
    if (pending.isPresent()) {
      Optional<Sealing> again = links.again(source, room, pending.get());
      if (again.isPresent()) {
        return again.get();
      }
      links.giveUp(pending.get());
    }
    return due instanceof Day day
        ? links.day(source, room, day.date())
        : links.horizon(source, room, ((Horizon) due).first());
  }

  /**
   * Looks what stands where a put failed: after a 412, or after a connection that was dropped. Our
   * own bytes are a success.
   *
   * @throws SdkException the failure of the put, when nothing is there
   * @throws Fault when something else is there
   */
  public void compare(
      @Variable("sealing") Sealing sealing,
      @Variable("upload") Upload upload,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) SdkException failure)
      throws IOException {
    if (archive.keys(sealing.source(), upload.key()).noneMatch(upload.key()::equals)) {
      throw failure;
    }
    Path folder = Files.createDirectories(sealing.room().path().resolve("there"));
    try {
      archive.download(sealing.source(), upload.key(), upload.sha256(), folder);
    } catch (IOException e) {
      throw new Fault(e.getMessage() + ": find out who wrote it, and move it away", e);
    }
  }

  /** Notes that the archive has all of the link. */
  public void sealed(@Variable("sealing") Sealing sealing) {
    if (sealing.link() != null) {
      ledger.seals().confirm(sealing.link());
    }
  }

  /** Removes what was under way. */
  public void end(@Variable("sealing") Sealing sealing) throws IOException {
    sealing.room().close();
  }
}
