package org.auditcaravan.normalize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the events of one entity type become records.
 *
 * @param fields where each field of the record stands
 * @param changes how changes are told, in the order in which they are numbered
 * @param extra further fields, by name
 */
record Schema(
    Map<RecordField, List<FieldPath>> fields,
    List<ChangeKind> changes,
    Map<String, List<FieldPath>> extra) {

  /** This schema with what another says laid over it; its kinds of change replace these. */
  Schema with(Schema other) {
    Map<RecordField, List<FieldPath>> allFields = new LinkedHashMap<>(fields);
    allFields.putAll(other.fields);
    Map<String, List<FieldPath>> allExtra = new LinkedHashMap<>(extra);
    allExtra.putAll(other.extra);
    return new Schema(allFields, other.changes.isEmpty() ? changes : other.changes, allExtra);
  }
}
