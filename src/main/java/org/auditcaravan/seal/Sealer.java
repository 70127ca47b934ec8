package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.Provenance;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.archive.Upload;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.DayDigest.Loaded;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Days.Account;
import org.auditcaravan.window.Days.Unsealed;
import org.auditcaravan.window.HeldLeases;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Seal;
import org.auditcaravan.window.Seals;
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
  private final ArchivePlaces places;
  private final ArchiveReader archive;
  private final Spools spools;
  private final JournalObjects journal;
  private final Provenance provenance;
  private final Optional<SigningKey> key;
  private final long fileBytes;
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
    this.places = places;
    this.archive = archive;
    this.spools = spools;
    this.journal = journal;
    this.provenance = provenance;
    this.key = key;
    this.fileBytes = fileBytes;
    this.clock = clock;
  }

  /** What is to be closed now, of the sources that this process works for. */
  public List<Day> days() {
    return sources.all().stream()
        .map(Source::name)
        .filter(leases::holds)
        .flatMap(
            name ->
                Stream.concat(
                        ledger.seals().pending(name).map(Seal::day).map(LocalDate::parse).stream(),
                        ledger.days().complete(name, clock.instant()).stream())
                    .distinct()
                    .map(date -> new Day(name, date)))
        .toList();
  }

  /**
   * Makes the next link of a source: the one that a crash left settled, or else that of this day.
   *
   * @return what is to be uploaded; nothing when all of the day is closed already
   * @throws Fault when another process does the same, or when the archive does not hold what the
   *     ledger knows
   */
  public Sealing begin(@Body Day day) throws IOException {
    Source source = sources.get(day.source());
    Path folder = spools.folder("seal-" + day.date());
    try {
      Optional<Seal> pending = ledger.seals().pending(source.name());
      if (pending.isPresent()) {
        Optional<Sealing> again = again(source, folder, pending.get());
        if (again.isPresent()) {
          return again.get();
        }
        ledger.seals().drop(pending.get());
      }
      return next(source, folder, day.date());
    } catch (RuntimeException e) {
      Spool.delete(folder);
      throw e;
    } catch (IOException e) {
      Spool.delete(folder);
      throw new Fault(
          day.date() + " of source " + day.source() + " is not closed: " + e.getMessage(), e);
    }
  }

  private Sealing next(Source source, Path folder, LocalDate date) throws IOException {
    Seals seals = ledger.seals();
    Account account = ledger.days().account(source.name(), date);
    int number = seals.count(source.name(), date.toString());
    if (number > 0 && account.manifests().isEmpty()) {
      return new Sealing(source, places.of(source), folder, null, List.of());
    }
    List<Loaded> manifests = new ArrayList<>();
    for (Unsealed one : account.manifests()) {
      manifests.add(load(source, one.key(), one.sha256()));
    }
    Compaction compaction = new Compaction(folder, fileBytes);
    DayDigest made =
        new DayDigest(
            date.toString(), number, manifests, account, compaction, journal.head(source));
    compaction.run(archive, source, made.parts(), parquet(source, made.day(), number));
    Seal link =
        seals.reserve(
            source.name(),
            manifests.stream().map(Loaded::key).toList(),
            previous -> seal(source, digest(made, previous, source)));
    return Sealing.of(source, places.of(source), folder, link, compaction);
  }

  private Digest digest(DayDigest made, Seal previous, Source source) {
    return made.behind(
        previous,
        source.name(),
        clock.instant(),
        key.map(SigningKey::id).orElse(null),
        provenance.productVersion());
  }

  private Seal seal(Source source, Digest digest) {
    byte[] bytes = Json.write(digest);
    return new Seal(
        source.name(),
        digest.sequence(),
        digest.day(),
        digest.key(places.of(source).prefix()),
        Hashes.hex(bytes),
        key.map(by -> Base64.getEncoder().encodeToString(by.sign(bytes))).orElse(null),
        bytes);
  }

  private String parquet(Source source, String day, int number) {
    return Keys.parquet(places.of(source).prefix(), source.name()) + "date=" + day + "/" + number;
  }

  private Loaded load(Source source, String key, String sha256) throws IOException {
    byte[] bytes = archive.bytes(source, key);
    if (!Hashes.hex(bytes).equals(sha256)) {
      throw new IOException(
          "the manifest " + key + " is not the one that was committed: find out who replaced it");
    }
    return new Loaded(
        key, sha256, bytes.length, Json.read(bytes, Manifest.class).withoutResponses());
  }

  /** The link that was settled, made once more; empty when other bytes come of it. */
  private Optional<Sealing> again(Source source, Path folder, Seal link) throws IOException {
    Digest digest = Digest.read(link.digest());
    Compaction compaction = new Compaction(folder, fileBytes);
    Optional<byte[]> there = archive.find(source, link.key());
    if (there.isEmpty()) {
      List<Loaded> manifests = new ArrayList<>();
      for (ManifestName named : digest.manifests()) {
        manifests.add(load(source, named.key(), named.sha256()));
      }
      compaction.run(
          archive, source, digest.parts(), parquet(source, digest.day(), digest.number()));
      if (!compaction.files().equals(digest.parquet())) {
        return Optional.empty();
      }
    }
    return Optional.of(Sealing.of(source, places.of(source), folder, link, compaction));
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
    Path folder = Files.createDirectories(sealing.folder().resolve("there"));
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
    Spool.delete(sealing.folder());
  }
}
