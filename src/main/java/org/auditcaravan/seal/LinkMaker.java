package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.SpoolRoom;
import org.auditcaravan.archive.Upload;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.auditcaravan.seal.DayDigest.Loaded;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Days.Account;
import org.auditcaravan.window.Days.Unsealed;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Seal;
import org.auditcaravan.window.Seals;

/** Makes the next link of a source's chain, and settles its bytes in the ledger. */
record LinkMaker(
    Ledger ledger,
    ArchivePlaces places,
    ArchiveReader archive,
    JournalObjects journal,
    String productVersion,
    Optional<SigningKey> key,
    long fileBytes,
    InstantSource clock) {

  /** What closes this day, or comes to a closed one; nothing when all of it is closed. */
  Sealing day(Source source, SpoolRoom room, LocalDate date) throws IOException {
    Seals seals = ledger.seals();
    Account account = ledger.days().account(source.name(), date);
    int number = seals.count(source.name(), date.toString());
    if (number > 0 && account.manifests().isEmpty()) {
      return nothing(source, room);
    }
    List<Loaded> manifests = new ArrayList<>();
    for (Unsealed one : account.manifests()) {
      manifests.add(load(source, one.key(), one.sha256()));
    }
    Compaction compaction = new Compaction(room, fileBytes);
    DayDigest made =
        new DayDigest(
            date.toString(), number, manifests, account, compaction, journal.head(source));
    compaction.run(archive, source, made.parts(), parquet(source, made.day(), number));
    Seal link =
        seals.reserve(
            source.name(),
            manifests.stream().map(Loaded::key).toList(),
            previous ->
                seal(
                    source,
                    made.behind(
                        previous, source.name(), clock.instant(), keyId(), productVersion)));
    return sealing(source, room, link, compaction);
  }

  /**
   * What lets days before this one go; nothing when a link has done so.
   *
   * @throws Fault without a key: expiry that nobody has signed is deletion
   */
  Sealing horizon(Source source, SpoolRoom room, LocalDate first) throws IOException {
    if (ledger.seals().horizon(source.name()).filter(last -> !last.isBefore(first)).isPresent()) {
      return nothing(source, room);
    }
    if (key.isEmpty()) {
      throw new Fault(
          "audit.seal.key-file is missing: nothing is let go without a signature that says so; set"
              + " it to the key that signs digests");
    }
    Seal link =
        ledger
            .seals()
            .reserve(
                source.name(),
                List.of(),
                previous ->
                    seal(
                        source,
                        HorizonDigest.behind(
                            previous,
                            source.name(),
                            first,
                            clock.instant(),
                            keyId(),
                            productVersion,
                            journal.head(source))));
    return sealing(source, room, link, new Compaction(room, fileBytes));
  }

  /** The link that was settled, made once more; empty when other bytes come of it. */
  Optional<Sealing> again(Source source, SpoolRoom room, Seal link) throws IOException {
    Digest digest = Digest.read(link.digest());
    Compaction compaction = new Compaction(room, fileBytes);
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
    return Optional.of(sealing(source, room, link, compaction));
  }

  /** Has the journal tell what such a link may have left, so that nobody takes it for an attack. */
  void giveUp(Seal link) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Digest.read(link.digest()).parquet().forEach(file -> files.put(file.key(), file.sha256()));
    journal.keep(new Act.GivenUp(link.source(), clock.instant(), link.day(), files));
    ledger.seals().drop(link);
  }

  private String keyId() {
    return key.map(SigningKey::id).orElse(null);
  }

  private Seal seal(Source source, Digest digest) {
    byte[] bytes = Json.write(digest);
    return new Seal(
        source.name(),
        digest.sequence(),
        digest.day(),
        digest.horizon(),
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
    String prefix = places.of(source).prefix();
    Manifest manifest = Manifest.read(bytes).withoutResponses().placed(prefix);
    return new Loaded(key, sha256, bytes.length, manifest);
  }

  private Sealing nothing(Source source, SpoolRoom room) {
    return new Sealing(source, places.of(source), room, null, List.of());
  }

  private Sealing sealing(Source source, SpoolRoom room, Seal link, Compaction compaction)
      throws IOException {
    List<Upload> uploads = new ArrayList<>();
    compaction
        .files()
        .forEach(
            file ->
                uploads.add(
                    new Upload(
                        file.key(),
                        compaction.local(file).toFile(),
                        "application/vnd.apache.parquet",
                        file.sha256())));
    // The digest comes last: where it is, everything is.
    if (link.signature() != null) {
      byte[] signature = Base64.getDecoder().decode(link.signature());
      uploads.add(
          upload(room, link.key() + Digest.SIGNATURE, "application/octet-stream", signature));
    }
    uploads.add(upload(room, link.key(), "application/json", link.digest()));
    return new Sealing(source, places.of(source), room, link, uploads);
  }

  private static Upload upload(SpoolRoom room, String key, String type, byte[] bytes)
      throws IOException {
    Path file = Files.write(room.path().resolve(key.substring(key.lastIndexOf('/') + 1)), bytes);
    return new Upload(key, file.toFile(), type, Hashes.hex(bytes));
  }
}
