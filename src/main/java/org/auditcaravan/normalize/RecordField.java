package org.auditcaravan.normalize;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The fields of a record that a mapping fills in, in the order in which they stand in it. */
enum RecordField {
  USER_ID("userId", true),
  USER_NAME("userName", false),
  CLIENT_ID("clientId", true),
  REMOTE_IP("remoteIp", false),
  ACTION("action", false),
  STATUS("status", false),
  LEVEL("level", false),
  SERVICE_NAME("serviceName", false),
  ENTITY_TYPE("entityType", false),
  ENTITY_ID("entityId", true),
  ENTITY_NAME("entityName", false),
  CORRELATION_ID("correlationId", true);

  private final String label;
  private final byte[] member;
  private final boolean id;

  RecordField(String label, boolean id) {
    this.label = label;
    this.member = LineWriter.member(label);
    this.id = id;
  }

  /** The name in records and in mapping files. */
  String label() {
    return label;
  }

  /** What stands before its value in a record. */
  byte[] member() {
    return member;
  }

  /** Whether an empty string is no value: vendors send {@code {"id": ""}} for nobody. */
  boolean isId() {
    return id;
  }

  static Optional<RecordField> of(String label) {
    return Arrays.stream(values()).filter(field -> field.label.equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(RecordField::label).toList();
  }
}
