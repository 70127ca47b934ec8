package org.auditcaravan.seal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.schema.ConversionPatterns;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The record as columns: the same names, in the same order as in a line of JSON. */
public final class RecordSchema {
  /** What a column holds, and as what it stands in a row of ours. */
  enum Kind {
    /** A string, UTF-8 in a {@code byte[]}. */
    TEXT,
    /** A JSON value as it stands in the line, UTF-8 in a {@code byte[]}. */
    JSON,
    /** A {@code Long}: the milliseconds since 1970 of a time. */
    TIME,
    /** A {@code Long}: a number. */
    NUMBER,
    /** A {@code List} of {@code byte[]}: strings in UTF-8. */
    TEXTS
  }

  record Column(String name, Kind kind) {}

  static final List<Column> COLUMNS =
      List.of(
          text("recordId"),
          new Column("@timestamp", Kind.TIME),
          new Column("timestamp", Kind.TIME),
          text("source"),
          text("api"),
          text("organizationId"),
          text("auditId"),
          text("userId"),
          text("userName"),
          text("clientId"),
          new Column("remoteIp", Kind.TEXTS),
          text("action"),
          text("status"),
          text("level"),
          text("serviceName"),
          text("entityType"),
          text("entityId"),
          text("entityName"),
          new Column("changeIndex", Kind.NUMBER),
          new Column("changeCount", Kind.NUMBER),
          text("configurationKey"),
          text("previousValue"),
          text("newValue"),
          text("correlationId"),
          new Column("extra", Kind.JSON),
          text("error"),
          text("rawSha256"),
          new Column("rawPayload", Kind.JSON));

  static final Map<String, Integer> PLACES =
      IntStream.range(0, COLUMNS.size())
          .boxed()
          .collect(
              Collectors.toUnmodifiableMap(place -> COLUMNS.get(place).name(), place -> place));

  static final int RECORD_ID = PLACES.get("recordId");
  static final int TIMESTAMP = PLACES.get("timestamp");
  static final int ENTITY_TYPE = PLACES.get("entityType");

  private RecordSchema() {}

  private static Column text(String name) {
    return new Column(name, Kind.TEXT);
  }

  static MessageType message() {
    return new MessageType("record", COLUMNS.stream().map(RecordSchema::type).toList());
  }

  private static Type type(Column column) {
    return switch (column.kind()) {
      // Not annotated as JSON, which some readers take for a type of their own.
      case TEXT, JSON -> string(Repetition.OPTIONAL, column.name());
      case TIME ->
          Types.optional(PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
              .named(column.name());
      case NUMBER -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
      case TEXTS ->
          ConversionPatterns.listOfElements(
              Repetition.OPTIONAL, column.name(), string(Repetition.OPTIONAL, "element"));
    };
  }

  private static Type string(Repetition repetition, String name) {
    return Types.primitive(PrimitiveTypeName.BINARY, repetition)
        .as(LogicalTypeAnnotation.stringType())
        .named(name);
  }
}
