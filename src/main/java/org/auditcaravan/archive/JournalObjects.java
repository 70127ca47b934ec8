package org.auditcaravan.archive;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The journal as objects of the archive, which are created once and never changed: {@code
 * <prefix>/journal/source=<s>/date=<yyyy-MM-dd>/<yyyyMMddTHHmmssSSSSSSZ>_<kind>_<first 16 hex
 * digits of its SHA-256>.json}.
 */
@Singleton
public class JournalObjects implements Journal {
  private static final int PRECONDITION_FAILED = 412;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("'date='yyyy-MM-dd/yyyyMMdd'T'HHmmssSSSSSS'Z'")
          .withZone(ZoneOffset.UTC);

  private final Sources sources;
  private final ArchivePlaces places;
  private final S3Clients clients;
  private final ArchiveReader reader;

  public JournalObjects(
      Sources sources, ArchivePlaces places, S3Clients clients, ArchiveReader reader) {
    this.sources = sources;
    this.places = places;
    this.clients = clients;
    this.reader = reader;
  }

  @Override
  public void keep(Act act) {
    ArchivePlace place = places.of(sources.get(act.source()));
    byte[] bytes = Json.write(act, Manifest.FORMAT_VERSION);
    String key =
        Keys.journal(place.prefix(), act.source())
            + TIME.format(act.at())
            + "_"
            + act.kind()
            + "_"
            + Hashes.brief(Hashes.hex(bytes))
            + ".json";
    try {
      clients
          .of(place)
          .putObject(
              put ->
                  put.bucket(place.bucket())
                      .key(key)
                      .contentType("application/json")
                      .ifNoneMatch("*"),
              RequestBody.fromBytes(bytes));
    } catch (S3Exception e) {
      // The key ends in the content's hash: what is there already, is this act.
      if (e.statusCode() != PRECONDITION_FAILED) {
        throw e;
      }
    }
  }

  /** The keys of the source's acts of these kinds, in the order of their times. */
  public List<String> keys(Source source, String... kinds) {
    return reader
        .keys(source, Keys.journal(places.of(source).prefix(), source.name()))
        .filter(key -> Stream.of(kinds).anyMatch(kind -> key.contains("_" + kind + "_")))
        .sorted()
        .toList();
  }

  /**
   * One act, whose bytes are compared with its key.
   *
   * @throws IOException when it is missing, damaged, or of a format that this version cannot read
   */
  public Act act(Source source, String key) throws IOException {
    byte[] bytes = reader.bytes(source, key);
    if (!key.endsWith("_" + Hashes.brief(Hashes.hex(bytes)) + ".json")) {
      throw new IOException("the object " + key + " is not the one that its key names");
    }
    try {
      return Json.read(bytes, Manifest.FORMAT_VERSION, Act.class);
    } catch (IOException e) {
      throw new IOException("the object " + key + " is no act that this version can read", e);
    }
  }
}
