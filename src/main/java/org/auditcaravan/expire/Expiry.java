package org.auditcaravan.expire;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Head;
import org.auditcaravan.source.Source;
import org.auditcaravan.verify.ArchiveCopy.Stored;
import org.auditcaravan.verify.Span;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Seal;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Lets days go that are older than the archive is kept: their events, in every form. Manifests,
 * digests and the journal stay for ever, so that what there was can be told and proved.
 */
@Singleton
public class Expiry {
  private final Ledger ledger;
  private final ArchivePlaces places;
  private final S3Clients clients;
  private final Proof proof;

  public Expiry(Ledger ledger, ArchivePlaces places, S3Clients clients, Proof proof) {
    this.ledger = ledger;
    this.places = places;
    this.clients = clients;
    this.proof = proof;
  }

  /** Objects of days before that one, as they are there now. */
  public List<Stored> before(Source source, LocalDate first) throws IOException {
    String prefix = proof.prefix(source);
    List<Stored> found = new ArrayList<>();
    for (String folder :
        List.of(
            Keys.records(prefix, source.name()),
            Keys.ids(prefix, source.name()),
            Keys.deadLetters(prefix, source.name()),
            Keys.parquet(prefix, source.name()))) {
      String dates = folder + "date=";
      proof.archive(source).list(folder).stream()
          .filter(object -> object.key().startsWith(dates))
          // Dates of ten characters sort as text does; whatever is named otherwise is not ours.
          .filter(object -> object.key().indexOf('/', dates.length()) == dates.length() + 10)
          .filter(object -> object.key().substring(dates.length()).compareTo(first.toString()) < 0)
          .forEach(found::add);
    }
    return found;
  }

  /**
   * Whether days before that one may go.
   *
   * @param anchored whether there is a second place, which then must know their links
   * @param heads what it says
   * @throws Fault when not all of them is closed, signed, pinned and intact
   */
  public void check(Source source, LocalDate first, boolean anchored, List<Head> heads)
      throws IOException {
    Optional<Seal> unpinned =
        ledger.seals().unanchored().stream()
            .filter(link -> link.source().equals(source.name()))
            .filter(link -> link.day() != null && link.day().compareTo(first.toString()) < 0)
            .findFirst();
    if (anchored && unpinned.isPresent()) {
      throw new Fault(
          "nothing of source "
              + source.name()
              + " is let go: the second place does not have the link "
              + unpinned.get().key()
              + " yet; run seal, or see why audit.seal.anchor-uri cannot be reached");
    }
    proof.of(source, new Span(Optional.empty(), Optional.of(first.minusDays(1))), heads);
  }

  /**
   * Deletes objects, after the archive's own chain has said that it lets them go.
   *
   * @param refused hears of each that the bucket does not let go, with the reason
   * @return how many are gone
   * @throws IllegalStateException when no link of the archive says so
   */
  public int delete(
      Source source, LocalDate first, List<Stored> objects, Consumer<String> refused) {
    if (ledger.seals().horizon(source.name()).filter(day -> !day.isBefore(first)).isEmpty()) {
      throw new IllegalStateException("no link lets days before " + first + " go");
    }
    ArchivePlace place = places.of(source);
    int gone = 0;
    for (Stored object : objects) {
      try {
        clients.of(place).deleteObject(request -> request.bucket(place.bucket()).key(object.key()));
        gone++;
      } catch (SdkException e) {
        refused.accept(object.key() + ": " + e.getMessage());
      }
    }
    return gone;
  }
}
