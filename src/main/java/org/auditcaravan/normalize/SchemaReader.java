package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.Fault;

/** Reads one schema of a mapping file: {@code record.default}, or one of the entity types. */
final class SchemaReader {
  private final MappingFile file;
  private final String entry;

  SchemaReader(MappingFile file, String entry) {
    this.file = file;
    this.entry = entry;
  }

  /**
   * The schema that the section says; what it leaves out is empty.
   *
   * @throws Fault when an entry is not as the comment of the packaged mappings describes
   */
  Schema read(JsonNode section) {
    file.only(file.section(section, entry), entry, List.of("fields", "changes", "extra"));
    return new Schema(fields(section), changes(section), extra(section));
  }

  private Map<RecordField, List<FieldPath>> fields(JsonNode section) {
    String here = entry + ".fields";
    JsonNode fields = file.section(section.path("fields"), here);
    file.only(fields, here, RecordField.labels());
    Map<RecordField, List<FieldPath>> read = new LinkedHashMap<>();
    fields
        .properties()
        .forEach(
            field ->
                read.put(
                    RecordField.of(field.getKey()).orElseThrow(),
                    file.paths(field.getValue(), here + "." + field.getKey())));
    return read;
  }

  private Map<String, List<FieldPath>> extra(JsonNode section) {
    Map<String, List<FieldPath>> read = new LinkedHashMap<>();
    file.section(section.path("extra"), entry + ".extra")
        .properties()
        .forEach(
            field ->
                read.put(
                    field.getKey(),
                    file.paths(field.getValue(), entry + ".extra." + field.getKey())));
    return read;
  }

  private List<ChangeKind> changes(JsonNode section) {
    JsonNode changes = section.path("changes");
    String here = entry + ".changes";
    if (!changes.isArray() && !changes.isMissingNode()) {
      throw file.fault(here, "is no list: write one entry for each kind of change");
    }
    List<ChangeKind> read = new ArrayList<>();
    for (JsonNode kind : changes) {
      read.add(kind(kind, here + "[" + read.size() + "]"));
    }
    return read;
  }

  private ChangeKind kind(JsonNode kind, String here) {
    if (kind.has("list")) {
      file.only(kind, here, List.of("list", "key", "previous", "new"));
      return new ChangeList(
          paths(kind, "list", here),
          KeyTemplate.of(file, kind.path("key"), here + ".key"),
          paths(kind, "previous", here),
          paths(kind, "new", here));
    }
    if (kind.has("snapshots")) {
      file.only(kind, here, List.of("snapshots"));
      JsonNode snapshots = file.section(kind.get("snapshots"), here + ".snapshots");
      file.only(snapshots, here + ".snapshots", List.of("before", "after"));
      return new Snapshots(
          paths(snapshots, "before", here + ".snapshots"),
          paths(snapshots, "after", here + ".snapshots"));
    }
    if (kind.has("flat")) {
      file.only(kind, here, List.of("flat", "previous", "new"));
      return new FlatChange(
          paths(kind, "flat", here), paths(kind, "previous", here), paths(kind, "new", here));
    }
    throw file.fault(here, "is of no known kind: begin it with list, snapshots or flat");
  }

  private List<FieldPath> paths(JsonNode parent, String member, String here) {
    return file.paths(parent.path(member), here + "." + member);
  }
}
