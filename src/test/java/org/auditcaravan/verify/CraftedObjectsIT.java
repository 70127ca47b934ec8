package org.auditcaravan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.verify.Auditee.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.seal.Head;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.verify.Finding.Kind;

/**
 * Whatever bytes somebody puts in the place of an object, also one who has the true key and makes
 * all hashes and signatures right again: {@code verify} ends, and names the object.
 */
class CraftedObjectsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Span ALL = new Span(Optional.empty(), Optional.empty());
  private static final int BOMB_BYTES = 1 << 27;

  private static MapCopy pristine;
  private static PublicKeys keys;
  private static SigningKey secret;
  private static List<Head> heads;
  private static byte[] gzipBomb;
  private static byte[] zstdBomb;

  @BeforeContainer
  static void closeADayAndLeaveOneOpen() throws Exception {
    Path folder = Files.createTempDirectory("crafted");
    try (S3Server s3 = S3Server.start(folder.resolve("s3"), "archive");
        Auditee archive = new Auditee(s3, folder, null)) {
      archive.window("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", 0, records(1));
      archive.window("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", 0, List.of());
      archive.known();
      archive.close("2026-03-01");
      archive.close("2026-03-02");
      archive.anchor();
      archive.window("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z", 0, records(3));
      pristine = MapCopy.of(s3.objects());
      keys = PublicKeys.read(archive.keys);
      secret = archive.key;
      heads = Verifier.heads(archive.anchors);
    } finally {
      Spool.delete(folder);
    }
    gzipBomb = bomb(true);
    zstdBomb = bomb(false);
  }

  @AfterContainer
  static void forget() {
    pristine = null;
    gzipBomb = null;
    zstdBomb = null;
  }

  private static List<String> records(int day) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      records.add(
          record("r" + day + i, "2026-03-0" + day + "T01:00:00.000Z", "ann", "Q", "q", "n"));
    }
    return records;
  }

  /** A line without an end. */
  private static byte[] bomb(boolean gzip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
      byte[] blank = new byte[1 << 20];
      for (int i = 0; i < BOMB_BYTES >> 20; i++) {
        out.write(blank);
      }
    }
    return bytes.toByteArray();
  }

  /** What an object becomes. */
  enum Craft {
    BYTES {
      @Override
      byte[] of(byte[] bytes, Random random) {
        byte[] other = new byte[random.nextInt(200)];
        random.nextBytes(other);
        return other;
      }
    },
    CUT {
      @Override
      byte[] of(byte[] bytes, Random random) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
    },
    FLIPPED {
      @Override
      byte[] of(byte[] bytes, Random random) {
        byte[] other = bytes.clone();
        other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        return other;
      }
    },
    OTHER_JSON {
      @Override
      byte[] of(byte[] bytes, Random random) {
        return ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8);
      }
    },
    ODD_MEMBER {
      @Override
      byte[] of(byte[] bytes, Random random) throws IOException {
        return odd(bytes, random, false);
      }
    },
    LOST_MEMBER {
      @Override
      byte[] of(byte[] bytes, Random random) throws IOException {
        return odd(bytes, random, true);
      }
    },
    GZIP_BOMB {
      @Override
      byte[] of(byte[] bytes, Random random) {
        return gzipBomb;
      }
    },
    ZSTD_BOMB {
      @Override
      byte[] of(byte[] bytes, Random random) {
        return zstdBomb;
      }
    };

    private static final List<String> ODD =
        List.of(
            "null",
            "[]",
            "{}",
            "7",
            "\"text\"",
            "1e999999999",
            "9".repeat(5000),
            "{\"formatVersion\":1}",
            "[".repeat(200_000),
            "{\"a\":".repeat(200_000));

    abstract byte[] of(byte[] bytes, Random random) throws IOException;

    private static byte[] odd(byte[] bytes, Random random, boolean lost) throws IOException {
      if (bytes.length == 0 || bytes[0] != '{') {
        return FLIPPED.of(bytes, random);
      }
      ObjectNode root = (ObjectNode) JSON.readTree(bytes);
      List<JsonNode> inner = new ArrayList<>();
      collect(root, inner);
      JsonNode at = inner.get(random.nextInt(inner.size()));
      if (at instanceof ObjectNode object && !object.isEmpty()) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (lost) {
          object.remove(name);
        } else {
          object.set(name, value(random));
        }
      } else if (at instanceof ArrayNode array) {
        array.insert(0, value(random));
      }
      return JSON.writeValueAsBytes(root);
    }

    private static void collect(JsonNode node, List<JsonNode> to) {
      if (node.isContainerNode()) {
        to.add(node);
        node.forEach(child -> collect(child, to));
      }
    }

    private static JsonNode value(Random random) throws IOException {
      return JSON.readTree(
          List.of(
                  "null",
                  "-1",
                  "9223372036854775807",
                  "99999999999999999999999999",
                  "1e300",
                  "true",
                  "[null]",
                  "{\"key\":null}",
                  "\"\"",
                  "\"../../../../etc/passwd\"",
                  "\"/etc/passwd\"",
                  "\"audit/records/source=acme/date=2026-99-99/x.jsonl.gz\"",
                  "\"+1000000000-12-31T23:59:59.999999999Z\"",
                  "\"-1000000000-01-01T00:00:00Z\"",
                  "\"9999-12-31\"",
                  "\"0000-01-01\"",
                  "\"a\\u0000\\nb\"")
              .get(random.nextInt(17)));
    }
  }

  @Property(tries = 400, edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
  void endInAFinding(
      @ForAll Craft craft,
      @ForAll @IntRange(max = 1000) int which,
      @ForAll boolean madeRight,
      @ForAll Random random)
      throws IOException {
    MapCopy copy = pristine.copy();
    List<String> names = List.copyOf(pristine.objects().keySet());
    String key = names.get(which % names.size());
    byte[] before = pristine.objects().get(key);
    byte[] after = craft.of(before, random);
    if (Arrays.equals(before, after)) {
      return;
    }
    copy.objects().put(key, after);
    if (madeRight) {
      makeRight(copy.objects());
    }
    Verdict verdict = verify(copy);
    if (madeRight) {
      // Who has the key rewrites all but what the second place knows.
      assertThat(verdict.intact()).isEqualTo(Arrays.equals(before, copy.objects().get(key)));
      return;
    }
    String object = key.replaceAll("\\.sig$", "");
    assertThat(verdict.findings())
        .filteredOn(Finding::damage)
        .as(verdict.findings().toString())
        .anyMatch(finding -> finding.object().startsWith(object));
  }

  private static Verdict verify(MapCopy copy) throws IOException {
    return new Verifier(Optional.of(keys), heads)
        .verify(copy, Auditee.PREFIX, "acme", ALL, done -> {});
  }

  /** Has each digest name what is there, and signs it. */
  private static void makeRight(Map<String, byte[]> objects) throws IOException {
    String last = null;
    for (String key : List.copyOf(objects.keySet())) {
      if (!key.startsWith("audit/digests/") || key.endsWith(".sig")) {
        continue;
      }
      try {
        ObjectNode digest = (ObjectNode) JSON.readTree(objects.get(key));
        for (String list : List.of("manifests", "parts", "parquet")) {
          for (JsonNode named : digest.path(list)) {
            byte[] bytes = objects.get(named.path("key").asText());
            if (bytes != null) {
              ((ObjectNode) named).put("sha256", Hashes.hex(bytes)).put("bytes", bytes.length);
            }
          }
        }
        if (last != null && digest.path("previous").isObject()) {
          ((ObjectNode) digest.get("previous"))
              .put("sha256", Hashes.hex(objects.get(last)))
              .put("signature", Base64.getEncoder().encodeToString(objects.get(last + ".sig")));
        }
        objects.put(key, JSON.writeValueAsBytes(digest));
      } catch (IOException | ClassCastException e) {
        // It is signed as it is.
      }
      objects.put(key + ".sig", secret.sign(objects.get(key)));
      last = key;
    }
  }

  @Example
  void keysThatNobodyOfUsMadeAreNamed() throws IOException {
    MapCopy copy = pristine.copy();
    List<String> odd =
        List.of(
            "audit/records/source=acme/date=2026-99-99/x-0-0123456789abcdef.jsonl.gz",
            "audit/manifests/source=acme/date=2026-03-01/../../../x.json",
            "audit/manifests/source=acme/x\nacme: intact.json",
            "audit/digests/source=acme/99999999_2026-03-09.json",
            "audit/parquet/source=acme/date=2026-03-03/99999999999-0-0123456789abcdef.parquet",
            "audit/parquet/source=acme/.parquet");
    odd.forEach(key -> copy.objects().put(key, new byte[] {'7'}));
    Verdict verdict = verify(copy);
    assertThat(verdict.intact()).isFalse();
    assertThat(verdict.findings()).extracting(Finding::object).containsAll(odd);
  }

  @Example
  void aDigestOfManyDaysAgoAndANumberFarAwayEnd() throws IOException {
    MapCopy copy = pristine.copy();
    String last =
        copy.objects().keySet().stream()
            .filter(key -> key.contains("digests/") && key.endsWith("02.json"))
            .findFirst()
            .orElseThrow();
    ObjectNode digest = (ObjectNode) JSON.readTree(copy.objects().get(last));
    ((ObjectNode) digest.get("manifests").get(0)).put("sequence", Long.MAX_VALUE);
    copy.objects().put(last, JSON.writeValueAsBytes(digest));
    assertThat(verify(copy).findings())
        .extracting(Finding::kind, Finding::object)
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                Kind.REMOVED, "manifest number 2 to " + (Long.MAX_VALUE - 1)));
    copy.objects().put(last, JSON.writeValueAsBytes(digest.put("day", "2026-02-30")));
    assertThat(verify(copy).findings())
        .extracting(Finding::kind, Finding::object)
        .contains(org.assertj.core.groups.Tuple.tuple(Kind.CHANGED, last));
    digest.put("day", "0001-01-01").putArray("manifests");
    copy.objects().put(last.replace("2026-03-02", "0001-01-01"), JSON.writeValueAsBytes(digest));
    copy.objects().remove(last);
    assertThat(verify(copy).findings())
        .extracting(Finding::object)
        .contains("0001-01-02 .. 2026-02-28");
  }
}
