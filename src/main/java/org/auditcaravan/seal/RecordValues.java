package org.auditcaravan.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The values of one record by the names of its columns. */
public final class RecordValues {
  private final Object[] row;

  private RecordValues(Object[] row) {
    this.row = row;
  }

  /** The names of all columns, in the order of a line. */
  public static List<String> columns() {
    return RecordSchema.COLUMNS.stream().map(RecordSchema.Column::name).toList();
  }

  /**
   * The record of one line, {@code bytes[from, to)}.
   *
   * @throws IOException when it is none
   */
  public static RecordValues of(byte[] bytes, int from, int to) throws IOException {
    return new RecordValues(RecordRow.of(bytes, from, to));
  }

  /** A value as text: times in ISO-8601, several ones behind commas; null when there is none. */
  public String text(String column) {
    int place = RecordSchema.PLACES.get(column);
    Object value = row[place];
    if (value == null) {
      return null;
    }
    return switch (RecordSchema.COLUMNS.get(place).kind()) {
      case TEXT, JSON -> utf8(value);
      case NUMBER -> value.toString();
      case TIME -> Instant.ofEpochMilli((Long) value).toString();
      case TEXTS ->
          ((List<?>) value).stream().map(RecordValues::utf8).collect(Collectors.joining(", "));
    };
  }

  private static String utf8(Object bytes) {
    return bytes == null ? "" : new String((byte[]) bytes, StandardCharsets.UTF_8);
  }
}
