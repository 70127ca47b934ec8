package org.auditcaravan.cli;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Head;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.verify.ArchiveCopy;
import org.auditcaravan.verify.BucketCopy;
import org.auditcaravan.verify.FolderCopy;
import org.auditcaravan.verify.Verifier;

/** Where the archives lie that commands look at, by source. */
@Singleton
public class Holdings {
  private final AuditConfig config;
  private final Sources sources;
  private final ArchivePlaces places;
  private final S3Clients clients;

  public Holdings(AuditConfig config, Sources sources, ArchivePlaces places, S3Clients clients) {
    this.config = config;
    this.sources = sources;
    this.places = places;
    this.clients = clients;
  }

  /**
   * An archive, or what of it one bucket holds.
   *
   * @param prefix what every key of it begins with
   */
  record Holding(ArchiveCopy copy, String prefix) {}

  /** The work of a command that reads an archive. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  /** Does it, and says what to correct when the archive cannot be read. */
  static <T> T reading(Reading<T> work) {
    try {
      return work.read();
    } catch (IOException e) {
      throw new Fault(
          "the archive cannot be read: "
              + e.getMessage()
              + ": correct --copy, or the keys audit.sinks.s3",
          e);
    }
  }

  /**
   * The archives that are asked for.
   *
   * @param source one source only
   * @throws Fault when there is none
   */
  Map<String, Holding> of(ArchiveOptions options, Optional<String> source) throws IOException {
    Optional<Holding> copied =
        options.copy.map(
            folder -> new Holding(new FolderCopy(folder), config.sinks().s3().prefix()));
    Map<String, Holding> holdings = new TreeMap<>();
    for (Holding one :
        copied.map(List::of).orElseGet(() -> sources.all().stream().map(this::holding).toList())) {
      for (String name : Verifier.sources(one.copy(), one.prefix())) {
        holdings.putIfAbsent(name, one);
      }
    }
    for (Head head : heads(options)) {
      // Nothing may be left of a source that the second place knows.
      copied
          .or(() -> sources.find(head.source()).map(this::holding))
          .or(() -> holdings.values().stream().findFirst())
          .ifPresent(one -> holdings.putIfAbsent(head.source(), one));
    }
    source.ifPresent(name -> holdings.keySet().retainAll(List.of(name)));
    if (holdings.isEmpty()) {
      throw new Fault(
          "there is no archive of "
              + source.map(name -> "the source " + name).orElse("any source")
              + ": correct --source, --copy or the keys audit.sinks.s3");
    }
    return holdings;
  }

  private Holding holding(Source source) {
    ArchivePlace place = places.of(source);
    return new Holding(new BucketCopy(clients.of(place), place.bucket()), place.prefix());
  }

  /** The folder of the public keys that are trusted, if there are any. */
  Optional<Path> keys(ArchiveOptions options) {
    return options.keys.or(() -> config.seal().publicKeys());
  }

  /** The public keys that are trusted, if there are any. */
  Optional<PublicKeys> trusted(ArchiveOptions options) {
    return keys(options).map(PublicKeys::read);
  }

  /** What the second place says of the heads. */
  static List<Head> heads(ArchiveOptions options) {
    return options.anchor.map(Verifier::heads).orElse(List.of());
  }
}
