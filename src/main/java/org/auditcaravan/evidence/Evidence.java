package org.auditcaravan.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.evidence.SealedDays.Sealed;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.sign.PublicKey;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.verify.ArchiveCopy;
import org.auditcaravan.verify.Span;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.verify.Verifier;
import org.auditcaravan.verify.Workers.Progress;

/**
 * What an auditor is given of some closed days of a source: made of the archive alone, and of the
 * same archive at the same time always the same bytes.
 *
 * @param prefix what every key of the archive begins with
 * @param from the first UTC day
 * @param to the last UTC day
 * @param verifier looks at the archive meanwhile
 * @param signer signs the list of what is packed, if there is one
 * @param version which Audit Caravan this is
 * @param now when it is made
 */
public record Evidence(
    ArchiveCopy copy,
    String prefix,
    String source,
    LocalDate from,
    LocalDate to,
    Verifier verifier,
    Optional<SigningKey> signer,
    String version,
    Instant now) {

  /** The beginning of the names of all that is written. */
  public String name() {
    return source + "-" + from + "-" + to;
  }

  /**
   * Writes {@code report-<name>.html} and {@code report-<name>.json} into a folder.
   *
   * @param progress hears how far looking at the archive has come
   */
  public Report report(Path folder, Consumer<Progress> progress) throws IOException {
    SealedDays sealed = SealedDays.read(copy, prefix, source, from, to);
    Population population = new Population();
    population.read(copy, sealed.parts());
    Report report = gather(sealed, population, progress);
    Files.createDirectories(folder);
    Files.write(folder.resolve("report-" + name() + ".html"), ReportPage.html(report));
    Files.write(folder.resolve("report-" + name() + ".json"), Json.write(report));
    return report;
  }

  private Report gather(SealedDays sealed, Population population, Consumer<Progress> progress)
      throws IOException {
    Verdict verdict =
        verifier.verify(
            copy, prefix, source, new Span(Optional.of(from), Optional.of(to)), progress);
    return new Gathering(copy, prefix, source, from, to)
        .report(sealed, population, verdict, now, version);
  }

  /**
   * Packs a zip: report, population, digests with their signatures, public keys, policies, what the
   * verification said, and how to look at all of it without this product.
   *
   * @param policies a folder whose files are packed as they are, if there is one
   * @param progress hears how far looking at the archive has come
   */
  public Report pack(Path zip, Optional<Path> policies, Consumer<Progress> progress)
      throws IOException {
    Path folder = Files.createTempDirectory("audit-caravan-evidence-");
    try {
      SealedDays sealed = SealedDays.read(copy, prefix, source, from, to);
      Population population = new Population();
      population.write(copy, sealed.parts(), folder.resolve("population.csv"));
      Report report = gather(sealed, population, progress);
      Files.write(folder.resolve("report.html"), ReportPage.html(report));
      Files.write(folder.resolve("report.json"), Json.write(report));
      Files.write(folder.resolve("verification.json"), Json.write(report.verification()));
      digests(folder, sealed);
      Map<String, PublicKey> keys = keys(folder);
      if (policies.isPresent()) {
        copyAll(policies.get(), Files.createDirectory(folder.resolve("policies")));
      }
      VerifyText text = new VerifyText(report, sealed, keys, signer);
      Files.writeString(folder.resolve("CHAIN"), text.chain());
      Files.writeString(folder.resolve("VERIFY.txt"), text.text());
      Package.seal(folder, signer);
      Package.zip(folder, zip, now);
      return report;
    } finally {
      Spool.delete(folder);
    }
  }

  private static void digests(Path folder, SealedDays sealed) throws IOException {
    Path digests = Files.createDirectory(folder.resolve("digests"));
    for (Sealed link : sealed.links()) {
      Files.write(digests.resolve(link.name()), link.bytes());
      if (link.signature() != null) {
        Files.write(digests.resolve(link.name() + Digest.SIGNATURE), link.signature());
      }
    }
  }

  /** The trusted keys and our own, by their ids. */
  private Map<String, PublicKey> keys(Path folder) throws IOException {
    Map<String, PublicKey> keys = new TreeMap<>();
    signer.map(SigningKey::open).ifPresent(own -> keys.put(own.id(), own));
    verifier.keys().ifPresent(trusted -> keys.putAll(trusted.byId()));
    Path place = Files.createDirectory(folder.resolve("keys"));
    for (PublicKey key : keys.values()) {
      Files.writeString(
          place.resolve(VerifyText.name(key.id())), key.pem(), StandardCharsets.US_ASCII);
    }
    return keys;
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** What is written of a report beside the commands: files that {@link #report} leaves. */
  public List<Path> files(Path folder) {
    return List.of(
        folder.resolve("report-" + name() + ".html"), folder.resolve("report-" + name() + ".json"));
  }
}
