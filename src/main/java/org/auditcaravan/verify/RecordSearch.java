package org.auditcaravan.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.IdList;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.LineReader;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.Part;
import org.auditcaravan.archive.SeenEvents;

/**
 * Finds the line of a record. The id lists tell which windows have its event, so that the parts of
 * these are read and no others.
 */
final class RecordSearch {
  private static final Pattern PARTS = Pattern.compile("(?s).*?:(.*):\\d+");
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /**
   * Where it lies.
   *
   * @param key the manifest's key
   * @param bytes the manifest's bytes
   * @param line the number of its line in the part, 1 for the first
   * @param before how many events of the window come before its own
   * @param record the line
   */
  record Found(
      String key,
      byte[] bytes,
      Manifest manifest,
      Part part,
      long line,
      long before,
      String record) {}

  private final ArchiveCopy copy;
  private final String recordId;
  private final Optional<byte[]> idHash;
  private final List<String> unreadable = new ArrayList<>();
  private long windows;

  RecordSearch(ArchiveCopy copy, String source, String recordId) {
    this.copy = copy;
    this.recordId = recordId;
    Matcher parts = PARTS.matcher(recordId);
    // A long id is a hash, which tells nothing of its event.
    this.idHash =
        recordId.startsWith(source + ":") && parts.matches()
            ? Optional.of(SeenEvents.idHash(parts.group(1)))
            : Optional.empty();
  }

  /** Looks at the windows of these manifests, and stops at the first that has it. */
  Optional<Found> in(List<String> manifests) {
    for (String key : manifests) {
      windows++;
      try {
        byte[] bytes = copy.bytes(key);
        Optional<Found> found = in(key, bytes, Json.read(bytes, Manifest.class));
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException | RuntimeException e) {
        unreadable.add(key);
      }
    }
    return Optional.empty();
  }

  private Optional<Found> in(String key, byte[] bytes, Manifest manifest) throws IOException {
    if (!mayHave(manifest)) {
      return Optional.empty();
    }
    long before = 0;
    for (Part part : manifest.parts()) {
      Optional<Found> found = in(key, bytes, manifest, part, before);
      if (found.isPresent()) {
        return found;
      }
      before += part.events();
    }
    return Optional.empty();
  }

  private boolean mayHave(Manifest manifest) throws IOException {
    if (manifest.parts().isEmpty() || idHash.isEmpty()) {
      return !manifest.parts().isEmpty();
    }
    byte[] list = copy.bytes(manifest.ids().key());
    // A list that was changed must not hide the record.
    return !Hashes.hex(list).equals(manifest.ids().sha256())
        || IdList.names(new ByteArrayInputStream(list), idHash.get());
  }

  private Optional<Found> in(
      String key, byte[] bytes, Manifest manifest, Part part, long eventsBefore)
      throws IOException {
    long number = 0;
    long before = eventsBefore - 1;
    String event = null;
    try (InputStream in = ArchiveReader.expanded(copy.open(part.key()), part.key())) {
      LineReader lines = new LineReader(in);
      while (lines.advance()) {
        number++;
        String id = recordId(lines);
        String own = id.replaceFirst(":\\d+$", "");
        if (!own.equals(event)) {
          event = own;
          before++;
        }
        if (id.equals(recordId)) {
          String line =
              new String(
                  lines.bytes(), lines.from(), lines.to() - lines.from(), StandardCharsets.UTF_8);
          return Optional.of(new Found(key, bytes, manifest, part, number, before, line));
        }
      }
    }
    return Optional.empty();
  }

  private static String recordId(LineReader lines) throws IOException {
    try (JsonParser parser =
        FACTORY.createParser(lines.bytes(), lines.from(), lines.to() - lines.from())) {
      parser.nextToken();
      parser.nextFieldName();
      return String.valueOf(parser.nextTextValue());
    }
  }

  /** How many windows were looked at. */
  long windows() {
    return windows;
  }

  /** Manifests whose windows could not be looked at. */
  List<String> unreadable() {
    return unreadable;
  }
}
