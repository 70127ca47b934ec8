package org.auditcaravan.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * The archive as a stranger would read it, from its documented layout alone: manifests are trusted,
 * and nothing counts that none of them names.
 */
public final class ArchiveReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final S3Server s3;
  private final String prefix;

  public ArchiveReader(S3Server s3, String prefix) {
    this.s3 = s3;
    this.prefix = prefix;
  }

  /** The keys of a source's manifests, in the order of their windows. */
  public List<String> manifests(String source) {
    return s3.keys(prefix + "/manifests/source=" + source + "/");
  }

  /** The first instant from {@code from} on that no committed window covers. */
  public Instant coveredUntil(String source, Instant from) {
    Instant covered = from;
    for (String key : manifests(source)) {
      String[] times = key.substring(key.lastIndexOf('/') + 1).split("_");
      Instant end = COMPACT.parse(times[1], Instant::from);
      if (!COMPACT.parse(times[0], Instant::from).isAfter(covered) && end.isAfter(covered)) {
        covered = end;
      }
    }
    return covered;
  }

  /** Hands over each record of a source, in the order of windows, revisions and parts. */
  public void records(String source, Consumer<JsonNode> consumer) {
    lines(source, line -> consumer.accept(json(line.getBytes(StandardCharsets.UTF_8))));
  }

  /** Hands over each record of a source as it is written. */
  public void lines(String source, Consumer<String> consumer) {
    for (String manifest : manifests(source)) {
      for (JsonNode part : json(s3.get(manifest)).path("parts")) {
        part(part.path("key").asText(), consumer);
      }
    }
  }

  private void part(String key, Consumer<String> consumer) {
    try (InputStream bytes = new ByteArrayInputStream(s3.get(key));
        InputStream plain =
            key.endsWith(".zst") ? new ZstdInputStream(bytes) : new GZIPInputStream(bytes);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        consumer.accept(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The part " + key + " cannot be read.", e);
    }
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("The archive holds what is not JSON.", e);
    }
  }
}
