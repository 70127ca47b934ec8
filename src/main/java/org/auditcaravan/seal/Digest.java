package org.auditcaravan.seal;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.auditcaravan.archive.JournalHead;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Part;
import org.auditcaravan.window.Gap;
import org.auditcaravan.window.Reconciled;
import org.auditcaravan.window.Scope;

/**
 * One link of a source's chain: what closes a UTC day, what came to a closed day later, or since
 * when days are let go. JSON in UTF-8 without blanks, members in this order.
 *
 * @param formatVersion 1
 * @param source the source's name
 * @param organizationId the organisation whose events these are, or null where it is unknown
 * @param day the UTC day, {@code yyyy-MM-dd}; null when {@code horizon} is set
 * @param number 0 for what closes the day, 1 and up for each addendum
 * @param sequence the place in the chain, 1 for the first
 * @param sealedAt when it was made, by the local clock
 * @param keyId the key that signs it, or null
 * @param productVersion which Audit Caravan made it
 * @param previous the link before it, or null for the first
 * @param horizon the first UTC day that is kept: objects of days before it have expired by the
 *     archive's own rules; else null
 * @param events how many events the manifests deliver
 * @param records how many records they deliver
 * @param first the earliest event time, or null
 * @param last the latest event time, or null
 * @param recordsHash the {@link RecordSum} of the records
 * @param scopes what was asked, each once
 * @param manifests the manifests that no earlier link names, in the order of their chain
 * @param parts the parts that these name
 * @param parquet the same records as Parquet
 * @param emptyConfirmed windows of these without events, where the vendor said that this is all
 * @param emptyObserved windows of these without events, where it did not
 * @param gaps what of the day is not covered
 * @param deadLettersOpen dead letters that are open, by reason
 * @param deadLettersDismissed dead letters that people have given up, by reason
 * @param reconciled what reading windows of the day by another way has shown
 * @param journal how far the source's journal had come then; null in links of before
 */
@JsonPropertyOrder({
  "formatVersion",
  "source",
  "organizationId",
  "day",
  "number",
  "sequence",
  "sealedAt",
  "keyId",
  "productVersion",
  "previous",
  "horizon",
  "events",
  "records",
  "first",
  "last",
  "recordsHash",
  "scopes",
  "manifests",
  "parts",
  "parquet",
  "emptyConfirmed",
  "emptyObserved",
  "gaps",
  "deadLettersOpen",
  "deadLettersDismissed",
  "reconciled",
  "journal"
})
public record Digest(
    int formatVersion,
    String source,
    String organizationId,
    String day,
    int number,
    long sequence,
    Instant sealedAt,
    String keyId,
    String productVersion,
    Link previous,
    String horizon,
    long events,
    long records,
    Instant first,
    Instant last,
    String recordsHash,
    List<Scope> scopes,
    List<ManifestName> manifests,
    List<Part> parts,
    List<ParquetFile> parquet,
    List<Interval> emptyConfirmed,
    List<Interval> emptyObserved,
    List<Gap> gaps,
    Map<String, Long> deadLettersOpen,
    Map<String, Long> deadLettersDismissed,
    Reconciled reconciled,
    JournalHead journal) {

  /** The format that this version writes. */
  public static final int FORMAT_VERSION = 1;

  /** What the key of a digest's signature has behind the digest's own. */
  public static final String SIGNATURE = ".sig";

  /**
   * An earlier link.
   *
   * @param key its key
   * @param sha256 the SHA-256 of its bytes, in hex
   * @param signature its signature in Base64, or null
   */
  @JsonPropertyOrder({"key", "sha256", "signature"})
  public record Link(String key, String sha256, String signature) {}

  /**
   * A manifest.
   *
   * @param key its key
   * @param sha256 the SHA-256 of its bytes, in hex
   * @param bytes its length
   * @param sequence its place in the chain of manifests
   * @param from its window's first instant
   * @param to the first instant after the window
   * @param revision its window's revision
   * @param events how many events it delivers
   * @param records how many records
   */
  @JsonPropertyOrder({
    "key",
    "sha256",
    "bytes",
    "sequence",
    "from",
    "to",
    "revision",
    "events",
    "records"
  })
  public record ManifestName(
      String key,
      String sha256,
      long bytes,
      long sequence,
      Instant from,
      Instant to,
      int revision,
      long events,
      long records) {}

  /**
   * A Parquet file.
   *
   * @param key its key; it ends in the content's hash
   * @param sha256 the SHA-256 of its bytes, in hex
   * @param bytes its length
   * @param records how many rows it has
   */
  @JsonPropertyOrder({"key", "sha256", "bytes", "records"})
  public record ParquetFile(String key, String sha256, long bytes, long records) {}

  /**
   * A time.
   *
   * @param from the first instant
   * @param to the first instant after it
   */
  @JsonPropertyOrder({"from", "to"})
  public record Interval(Instant from, Instant to) {}

  /**
   * What a digest's bytes say.
   *
   * @throws IOException when they are no digest that this version can read
   */
  public static Digest read(byte[] bytes) throws IOException {
    Digest digest = Json.read(bytes, Digest.class);
    if (digest.formatVersion() != FORMAT_VERSION) {
      throw new IOException("it has the format version " + digest.formatVersion());
    }
    if (Stream.of(
            digest.source,
            digest.sealedAt,
            digest.recordsHash,
            digest.manifests,
            digest.parts,
            digest.parquet,
            digest.gaps)
        .anyMatch(Objects::isNull)) {
      throw new IOException("it lacks members that every digest has");
    }
    return digest;
  }

  /** The key of the link at that place of the chain. */
  static String key(String prefix, String source, long sequence, String name) {
    return Keys.digests(prefix, source) + "%08d_%s.json".formatted(sequence, name);
  }

  /** Where in the archive this link belongs. */
  public String key(String prefix) {
    return key(prefix, source, sequence, day == null ? "horizon" : day);
  }
}
