package org.auditcaravan.seal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auditcaravan.seal.RecordSchema.Column;

/** Makes rows, the values of {@link RecordSchema#COLUMNS} in their order, of lines of JSON. */
public final class RecordRow {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private RecordRow() {}

  /**
   * The row of one line, {@code bytes[from, to)}.
   *
   * @throws IOException when the line is no record, or has other fields than this version knows
   */
  public static Object[] of(byte[] bytes, int from, int to) throws IOException {

    Object[] row = new Object[RecordSchema.COLUMNS.size()];
    try (JsonParser parser = FACTORY.createParser(bytes, from, to - from)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      for (int place = 0; place < row.length; place++) {
        Column column = RecordSchema.COLUMNS.get(place);
        require(column.name().equals(parser.nextFieldName()));
        JsonToken token = parser.nextToken();
        if (token != JsonToken.VALUE_NULL) {
          row[place] = value(parser, column, bytes, from);
        }
      }
      require(parser.nextToken() == JsonToken.END_OBJECT);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IOException("the line is no record: its time is none");
    }
    return row;
  }

  private static Object value(JsonParser parser, Column column, byte[] bytes, int from)
      throws IOException {
    return switch (column.kind()) {
      case TEXT -> utf8(parser);
      case TIME -> Instant.parse(parser.getText()).toEpochMilli();
      case NUMBER -> parser.getLongValue();
      case JSON -> slice(parser, bytes, from);
      case TEXTS -> texts(parser);
    };
  }

  private static byte[] utf8(JsonParser parser) throws IOException {
    return parser.getText().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] slice(JsonParser parser, byte[] bytes, int from) throws IOException {
    int start = from + (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    // Jackson looks at a scalar only when it is asked for.
    parser.finishToken();
    return Arrays.copyOfRange(bytes, start, from + (int) parser.currentLocation().getByteOffset());
  }

  private static List<byte[]> texts(JsonParser parser) throws IOException {
    require(parser.currentToken() == JsonToken.START_ARRAY);
    List<byte[]> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser.currentToken().isScalarValue());
      texts.add(parser.currentToken() == JsonToken.VALUE_NULL ? null : utf8(parser));
    }
    return texts;
  }

  private static void require(boolean right) throws IOException {
    if (!right) {
      throw new IOException("the line is no record of this version");
    }
  }
}
