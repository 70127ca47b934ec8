package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a record says about events that nobody thought of: generated, but from fixed seeds. */
class RawPayloadTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final List<String> TOKENS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "1.0",
          "1E2",
          "1e-7",
          "12345678901234567890",
          "-1.2300",
          "\"\"",
          "\"plain\"",
          "\"\\u0041\\n\\\"\\\\\\/\"",
          "\"ž🎧\"",
          "\"\\ud83c\\udfa7\"",
          "\"\\ud83c\"",
          "\" two  blanks \"",
          "\"\\u0000\\u2028\u2028\"",
          "\"[{,:]}\"");
  private static final List<String> BLANKS = List.of("", "", "", " ", "\n", "\t", "\r\n  ");

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theRawPayloadIsTheEventTokenForTokenOnOneLine(int seed) throws IOException {
    Random random = new Random(seed);
    Generated event = object(random, 4);

    List<AuditRecord> records =
        new Normalizer()
            .normalize(Samples.acme(Samples.AUDITS), null, "a", Samples.event(event.received()));

    for (AuditRecord record : records) {
      String line = new String(record.line(), UTF_8);
      assertThat(line).doesNotContain("\n", "\r");
      String raw = line.substring(line.indexOf("\"rawPayload\":") + 13, line.length() - 1);
      assertThat(raw)
          .isEqualTo(event.received().matches("[^\n\r]*") ? event.received() : event.compact());
      JsonNode read = JSON.readTree(line);
      assertThat(read.get("rawPayload")).isEqualTo(JSON.readTree(event.received()));
      assertThat(read.get("changeCount").intValue()).isEqualTo(event.changes());
    }
    assertThat(records).hasSize(Math.max(1, event.changes()));
  }

  private record Generated(String received, String compact, int changes) {}

  private static Generated object(Random random, int depth) {
    int changes = random.nextInt(3);
    StringBuilder received = new StringBuilder("{");
    StringBuilder compact = new StringBuilder("{");
    append(received, compact, random, "\"propertyChanges\":");
    append(received, compact, random, "[");
    for (int i = 0; i < changes; i++) {
      append(received, compact, random, i == 0 ? "" : ",");
      append(received, compact, random, "{\"property\":");
      value(received, compact, random, depth);
      append(received, compact, random, ",\"oldValues\":");
      value(received, compact, random, depth);
      append(received, compact, random, ",\"newValues\":");
      value(received, compact, random, depth);
      append(received, compact, random, "}");
    }
    append(received, compact, random, "]");
    for (String member : List.of("id", "user", "remoteIp", "entity", "entityType", "é \\u0041")) {
      if (random.nextBoolean()) {
        append(received, compact, random, ",\"" + member + "\"");
        append(received, compact, random, ":");
        value(received, compact, random, depth);
      }
    }
    return new Generated(received.append('}').toString(), compact.append('}').toString(), changes);
  }

  private static void value(
      StringBuilder received, StringBuilder compact, Random random, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(4);
    if (kind < 2) {
      append(received, compact, random, TOKENS.get(random.nextInt(TOKENS.size())));
      return;
    }
    append(received, compact, random, kind == 2 ? "[" : "{");
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      append(received, compact, random, i == 0 ? "" : ",");
      if (kind == 3) {
        append(received, compact, random, "\"id" + i + "\"");
        append(received, compact, random, ":");
      }
      value(received, compact, random, depth - 1);
    }
    append(received, compact, random, kind == 2 ? "]" : "}");
  }

  private static void append(
      StringBuilder received, StringBuilder compact, Random random, String token) {
    received.append(BLANKS.get(random.nextInt(BLANKS.size()))).append(token);
    compact.append(token);
  }
}
