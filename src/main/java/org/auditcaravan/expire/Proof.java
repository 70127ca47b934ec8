package org.auditcaravan.expire;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Head;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.source.Source;
import org.auditcaravan.verify.ArchiveCopy;
import org.auditcaravan.verify.BucketCopy;
import org.auditcaravan.verify.Finding;
import org.auditcaravan.verify.Finding.Kind;
import org.auditcaravan.verify.Span;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.verify.Verifier;

/** Has the archive itself prove that days are closed and intact, before anything is thrown away. */
@Singleton
public class Proof {
  /** What keeps nobody from throwing something away. */
  private static final Set<Kind> HARMLESS =
      EnumSet.of(Kind.ORPHAN, Kind.EXPIRED, Kind.GAP, Kind.NOT_ANCHORED);

  private final AuditConfig config;
  private final ArchivePlaces places;
  private final S3Clients clients;

  public Proof(AuditConfig config, ArchivePlaces places, S3Clients clients) {
    this.config = config;
    this.places = places;
    this.clients = clients;
  }

  /** The archive of a source. */
  public ArchiveCopy archive(Source source) {
    ArchivePlace place = places.of(source);
    return new BucketCopy(clients.of(place), place.bucket());
  }

  /** What every key of it begins with. */
  public String prefix(Source source) {
    return places.of(source).prefix();
  }

  /**
   * What {@code verify} says of these days.
   *
   * @param heads what a second place says of the chains
   * @throws Fault when there are no public keys, or not all of it is closed, signed and intact
   */
  public Verdict of(Source source, Span span, List<Head> heads) throws IOException {
    PublicKeys keys =
        config
            .seal()
            .publicKeys()
            .map(PublicKeys::read)
            .orElseThrow(
                () ->
                    new Fault(
                        "audit.seal.public-keys is missing: nothing is thrown away whose signatures"
                            + " cannot be checked; set it to the folder of public keys"));
    Verdict verdict =
        new Verifier(Optional.of(keys), heads)
            .verify(archive(source), prefix(source), source.name(), span, done -> {});
    verdict.findings().stream()
        .filter(finding -> !HARMLESS.contains(finding.kind()))
        .findFirst()
        .ifPresent(finding -> refuse(source, finding));
    return verdict;
  }

  private static void refuse(Source source, Finding finding) {
    throw new Fault(
        "nothing of source "
            + source.name()
            + " is thrown away, as its archive does not vouch for it: "
            + finding.kind().text()
            + " "
            + finding.object()
            + ": "
            + finding.sentence()
            + "; run verify --source "
            + source.name()
            + " and settle what it says");
  }
}
