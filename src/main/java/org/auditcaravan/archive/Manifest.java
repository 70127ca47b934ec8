package org.auditcaravan.archive;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.auditcaravan.pagination.Response;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Tally;
import org.auditcaravan.window.Window;

/**
 * The object that commits a window: JSON in UTF-8 without blanks, members in this order. Readers
 * trust manifests only.
 *
 * @param formatVersion 1
 * @param source the source's name
 * @param api the contract that the source speaks
 * @param organizationId the organisation whose events these are, or null where it is unknown
 * @param simulated whether the vendor was the simulator
 * @param from the window's first instant
 * @param to the first instant after the window
 * @param revision 0 for the first manifest of the window, 1 and up for each further one
 * @param sequence the place in the source's chain, 1 for its first manifest
 * @param previousSha256 the SHA-256 of the manifest before it in the chain, or null for the first
 * @param scope what was asked, and how each service was read
 * @param events the books in events
 * @param records the books in records
 * @param confirmed whether a total or a terminal state of the vendor said that this is all; an
 *     empty window that is not confirmed was only observed to be empty
 * @param shortfall what the vendor has and did not hand out, in a sentence; null when nothing
 * @param parts the objects with records, in order; none for a window without events
 * @param ids the list of the events that this revision delivers
 * @param deadLetters the objects with bytes that could not become records
 * @param responses the vendor's answers that the events came from, in order
 * @param createdAt when the manifest was made, by the local clock
 * @param clocks both clocks at the last answer that told the vendor's, or null when none did
 * @param productVersion which Audit Caravan made it
 * @param files the SHA-256 of each route and mapping file in force, by file name
 * @param signature see {@link ManifestSignature}; null without a key
 */
@JsonPropertyOrder({
  "formatVersion",
  "source",
  "api",
  "organizationId",
  "simulated",
  "from",
  "to",
  "revision",
  "sequence",
  "previousSha256",
  "scope",
  "events",
  "records",
  "confirmed",
  "shortfall",
  "parts",
  "ids",
  "deadLetters",
  "responses",
  "createdAt",
  "clocks",
  "productVersion",
  "files",
  "signature"
})
public record Manifest(
    int formatVersion,
    String source,
    String api,
    String organizationId,
    boolean simulated,
    Instant from,
    Instant to,
    int revision,
    long sequence,
    String previousSha256,
    Scope scope,
    Tally events,
    Tally records,
    boolean confirmed,
    String shortfall,
    List<Part> parts,
    IdListObject ids,
    List<Rejected> deadLetters,
    List<Response> responses,
    Instant createdAt,
    Clocks clocks,
    String productVersion,
    Map<String, String> files,
    String signature) {

  /** The format that this version writes. */
  public static final int FORMAT_VERSION = 1;

  /**
   * Two clocks at one moment.
   *
   * @param local the local clock
   * @param vendor the vendor's, to the second
   */
  @JsonPropertyOrder({"local", "vendor"})
  public record Clocks(Instant local, Instant vendor) {}

  /**
   * What a manifest's bytes say.
   *
   * @throws IOException when they are no manifest that this version can read
   */
  public static Manifest read(byte[] bytes) throws IOException {
    Manifest manifest = Json.read(bytes, Manifest.class);
    ManifestForm.check(manifest);
    return manifest;
  }

  /**
   * The window that it commits.
   *
   * @throws IllegalArgumentException when it is none
   */
  @JsonIgnore
  public Window window() {
    return new Window(source, from, to);
  }

  /** The same with the keys that its objects have in an archive of this prefix. */
  public Manifest placed(String prefix) {
    return with(
        parts.stream().map(part -> part.at(Keys.placed(prefix, part.key()))).toList(),
        ids.at(Keys.placed(prefix, ids.key())),
        deadLetters.stream().map(letter -> letter.at(Keys.placed(prefix, letter.key()))).toList(),
        responses);
  }

  /** The same without what it says of the vendor's answers, which may be long. */
  public Manifest withoutResponses() {
    return with(parts, ids, deadLetters, List.of());
  }

  private Manifest with(
      List<Part> otherParts,
      IdListObject otherIds,
      List<Rejected> otherLetters,
      List<Response> otherResponses) {
    return new Manifest(
        formatVersion,
        source,
        api,
        organizationId,
        simulated,
        from,
        to,
        revision,
        sequence,
        previousSha256,
        scope,
        events,
        records,
        confirmed,
        shortfall,
        otherParts,
        otherIds,
        otherLetters,
        otherResponses,
        createdAt,
        clocks,
        productVersion,
        files,
        signature);
  }
}
