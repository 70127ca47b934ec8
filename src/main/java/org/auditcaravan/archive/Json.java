package org.auditcaravan.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How the archive's own objects are written: fixed order, ISO-8601 times, UTF-8. */
public final class Json {
  private static final String VERSION = "formatVersion";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          // A newer version may add members; an older reader still reads what it knows.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** The JSON of a value. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An object without members. */
  static ObjectNode node() {
    return MAPPER.createObjectNode();
  }

  /** The members of a value. */
  static ObjectNode node(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * The value of some JSON.
   *
   * @throws IOException when it is not of this type
   */
  public static <T> T read(byte[] bytes, Class<T> type) throws IOException {
    return MAPPER.readValue(bytes, type);
  }

  /**
   * Reads what was written with this version.
   *
   * @throws IOException when it was another one
   */
  public static <T> T read(byte[] bytes, int formatVersion, Class<T> type) throws IOException {
    JsonNode versioned = MAPPER.readTree(bytes);
    if (versioned.path(VERSION).asInt() != formatVersion) {
      throw new IOException("it has the format version " + versioned.path(VERSION));
    }
    return MAPPER.treeToValue(versioned, type);
  }
}
