package org.auditcaravan.archive;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Window;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads the archive back: what catches up, rechecks and rebuilds goes through here. */
@Singleton
public class ArchiveReader {
  private final ArchivePlaces places;
  private final S3Clients clients;

  public ArchiveReader(ArchivePlaces places, S3Clients clients) {
    this.places = places;
    this.clients = clients;
  }

  /** What every key of the source's archive begins with. */
  public String prefix(Source source) {
    return places.of(source).prefix();
  }

  /** The UTC days, {@code yyyy-MM-dd}, of which the archive has manifests of the source. */
  public List<String> dates(Source source) {
    return folders(source, Keys.manifests(places.of(source).prefix(), source.name()) + "date=");
  }

  /**
   * The manifests of a UTC day's windows. What they say of the vendor's answers is left out, so
   * that many of them fit into memory.
   *
   * @throws IOException when an object below {@code manifests/} is no manifest
   */
  public List<StoredManifest> manifests(Source source, String date) throws IOException {
    String folder = Keys.manifests(places.of(source).prefix(), source.name()) + "date=" + date;
    List<StoredManifest> manifests = new ArrayList<>();
    for (String key : keys(source, folder + "/").toList()) {
      StoredManifest stored = manifest(source, key);
      place(source, stored);
      manifests.add(new StoredManifest(key, stored.sha256(), stored.manifest().withoutResponses()));
    }
    return manifests;
  }

  private void place(Source source, StoredManifest stored) throws IOException {
    Manifest manifest = stored.manifest();
    String prefix = places.of(source).prefix();
    if (!new Keys(prefix, manifest.window(), manifest.revision()).manifest().equals(stored.key())) {
      throw new IOException("the object " + stored.key() + " is a manifest of another place");
    }
  }

  /** The keys of the source's manifests, a thousand at a time. */
  public Stream<List<String>> manifestKeys(Source source) {
    ArchivePlace place = places.of(source);
    return clients
        .of(place)
        .listObjectsV2Paginator(
            request ->
                request
                    .bucket(place.bucket())
                    .prefix(Keys.manifests(place.prefix(), source.name())))
        .stream()
        .map(page -> page.contents().stream().map(S3Object::key).toList());
  }

  /** The keys of the source's digests, in the order of their chain. */
  public List<String> digestKeys(Source source) {
    return keys(source, Keys.digests(places.of(source).prefix(), source.name()))
        .filter(key -> key.endsWith(".json"))
        .sorted()
        .toList();
  }

  /** The names of all sources that the archive at this source's place has manifests of. */
  public List<String> sources(Source source) {
    String folder = Keys.manifests(places.of(source).prefix(), "");
    return folders(source, folder.substring(0, folder.length() - 1));
  }

  /** What follows on this begin of keys, up to the next slash. */
  private List<String> folders(Source source, String begin) {
    ArchivePlace place = places.of(source);
    return clients
        .of(place)
        .listObjectsV2Paginator(
            request -> request.bucket(place.bucket()).prefix(begin).delimiter("/"))
        .commonPrefixes()
        .stream()
        .map(found -> found.prefix().substring(begin.length(), found.prefix().length() - 1))
        .toList();
  }

  /**
   * One manifest.
   *
   * @throws IOException when it is missing, or is no manifest
   */
  public StoredManifest manifest(Source source, String key) throws IOException {
    byte[] bytes = bytes(source, key);
    try {
      return new StoredManifest(
          key, Hashes.hex(bytes), Manifest.read(bytes).placed(places.of(source).prefix()));
    } catch (IOException e) {
      throw new IOException("the object " + key + " is no manifest that this version can read", e);
    }
  }

  /**
   * The same, checked against what the ledger or the next manifest says of it.
   *
   * @throws IOException when it is missing, or its bytes are others
   */
  public StoredManifest manifest(Source source, String key, String sha256) throws IOException {
    StoredManifest stored = manifest(source, key);
    check(key, sha256, stored.sha256());
    return stored;
  }

  /**
   * Downloads what the revisions of a window below that number delivered, as their manifests name
   * it.
   *
   * @param folder where the lists go
   * @throws IOException when a manifest or a list is missing or damaged
   */
  public List<IdList> idLists(Source source, Window window, int below, Path folder)
      throws IOException {
    List<IdList> lists = new ArrayList<>();
    for (int revision = 0; revision < below; revision++) {
      String key = new Keys(places.of(source).prefix(), window, revision).manifest();
      IdListObject ids = manifest(source, key).manifest().ids();
      lists.add(IdList.read(download(source, ids.key(), ids.sha256(), folder), ids.sha256()));
    }
    return lists;
  }

  /**
   * Downloads an object.
   *
   * @param sha256 the SHA-256 that its manifest says
   * @param folder where the file goes, under the last segment of the key
   * @throws IOException when it is missing, or its bytes are others; no file is left then
   */
  public Path download(Source source, String key, String sha256, Path folder) throws IOException {
    ArchivePlace place = places.of(source);
    Path file = folder.resolve(key.substring(key.lastIndexOf('/') + 1));
    Files.deleteIfExists(file);
    try {
      clients.of(place).getObject(request -> request.bucket(place.bucket()).key(key), file);
    } catch (NoSuchKeyException e) {
      throw missing(source, key);
    }
    try {
      check(key, sha256, Hashes.hex(file));
    } catch (IOException e) {
      Files.delete(file);
      throw e;
    }
    return file;
  }

  /** The records of a downloaded or spooled part, one line of JSON each. */
  public static InputStream lines(Path part) throws IOException {
    InputStream in = Files.newInputStream(part);
    try {
      return expanded(in, part.getFileName().toString());
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The same of a part's bytes, which are expanded as its key or name tells. */
  public static InputStream expanded(InputStream part, String name) throws IOException {
    return Codec.ofName(name).expand(part);
  }

  /**
   * The keys of a UTC day's objects that no manifest names: harmless leftovers of crashes.
   *
   * @param manifests all manifests of the day
   */
  public List<String> orphans(Source source, String date, List<StoredManifest> manifests) {
    String prefix = places.of(source).prefix();
    Set<String> named = new HashSet<>();
    for (StoredManifest stored : manifests) {
      stored.manifest().parts().forEach(part -> named.add(part.key()));
      stored.manifest().deadLetters().forEach(rejected -> named.add(rejected.key()));
      named.add(stored.manifest().ids().key());
    }
    return Stream.of(
            Keys.records(prefix, source.name()),
            Keys.ids(prefix, source.name()),
            Keys.deadLetters(prefix, source.name()))
        .flatMap(folder -> keys(source, folder + "date=" + date + "/"))
        .filter(key -> !named.contains(key))
        .toList();
  }

  /** The bytes of an object, if it is there. */
  Optional<byte[]> bytes(ArchivePlace place, String key) {
    try {
      return Optional.of(
          clients
              .of(place)
              .getObjectAsBytes(request -> request.bucket(place.bucket()).key(key))
              .asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** The bytes of an object, if it is there. */
  public Optional<byte[]> find(Source source, String key) {
    return bytes(places.of(source), key);
  }

  /**
   * The bytes of an object.
   *
   * @throws IOException when it is missing
   */
  public byte[] bytes(Source source, String key) throws IOException {
    return find(source, key).orElseThrow(() -> missing(source, key));
  }

  /** All keys that begin with this. */
  public Stream<String> keys(Source source, String folder) {
    return keys(places.of(source), folder);
  }

  private Stream<String> keys(ArchivePlace place, String folder) {
    return clients
        .of(place)
        .listObjectsV2Paginator(request -> request.bucket(place.bucket()).prefix(folder))
        .contents()
        .stream()
        .map(S3Object::key);
  }

  private IOException missing(Source source, String key) {
    return new IOException(
        "the object " + key + " is missing in bucket " + places.of(source).bucket());
  }

  private static void check(String key, String expected, String found) throws IOException {
    if (!expected.equals(found)) {
      throw new IOException(
          "the object " + key + " has the SHA-256 " + found + " instead of " + expected);
    }
  }
}
