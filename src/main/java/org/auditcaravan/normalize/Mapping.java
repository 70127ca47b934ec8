package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.ApiDefinition;

/**
 * How an api's events become records: a registry of schemas keyed by entity type, with a default.
 * It never changes and may be shared.
 */
public final class Mapping {
  private final Schema standard;
  private final Map<String, Schema> entityTypes = new HashMap<>();
  private final Exclusions exclusions;
  private final Presets presets;
  private final Known known;

  private Mapping(ApiDefinition api) {
    MappingFile file = new MappingFile(api.file());
    JsonNode record = api.record();
    file.only(record, "record", List.of("default", "entity-types", "known"));
    standard = new SchemaReader(file, "record.default").read(record.path("default"));
    if (standard.fields().isEmpty()) {
      throw file.fault(
          "record.default.fields", "names no field: write for example userId: [user.id]");
    }
    file.section(record.path("entity-types"), "record.entity-types")
        .properties()
        .forEach(type -> add(file, type.getKey(), type.getValue()));
    exclusions = Exclusions.of(file, api.exclude());
    presets = Presets.of(file, api.presets());
    if (!presets.isEmpty() && standard.extra().containsKey(Presets.EXTRA)) {
      throw file.fault(
          "record.default.extra." + Presets.EXTRA, "is where presets stand: choose another name");
    }
    known = Known.of(file, record.path("known"), EventRules.of(api), standard, entityTypes);
  }

  private void add(MappingFile file, String type, JsonNode section) {
    String entry = "record.entity-types." + type;
    Schema schema = new SchemaReader(file, entry).read(section);
    if (schema.fields().isEmpty() && schema.changes().isEmpty() && schema.extra().isEmpty()) {
      throw file.fault(entry, "names no field: write fields, changes or extra, or leave it out");
    }
    entityTypes.put(type, standard.with(schema));
  }

  /**
   * Reads the sections {@code event}, {@code record}, {@code exclude} and {@code presets} of a
   * mapping file.
   *
   * @throws Fault naming the file, the entry and the repair, when one of them is wrong
   */
  public static Mapping of(ApiDefinition api) {
    return new Mapping(api);
  }

  /** The rules by which events are left out. */
  public Exclusions exclusions() {
    return exclusions;
  }

  /** The saved searches. */
  public Presets presets() {
    return presets;
  }

  /** The schema for an event, by its entity type. */
  Schema schemaOf(Json event) {
    String type = entityType(event);
    return type == null ? standard : entityTypes.getOrDefault(type, standard);
  }

  /** The user whose name the event lacks; none where an OAuth client acted, as itself. */
  Optional<String> namelessUser(Event event) {
    Schema schema = schemaOf(event.root());
    String user = text(schema, RecordField.USER_ID, event);
    boolean client = user != null && user.equals(text(schema, RecordField.CLIENT_ID, event));
    return client || text(schema, RecordField.USER_NAME, event) != null
        ? Optional.empty()
        : Optional.ofNullable(user);
  }

  private static String text(Schema schema, RecordField field, Event event) {
    Json value = Values.firstFilled(event.root(), schema.fields().getOrDefault(field, List.of()));
    return value == null ? null : value.text();
  }

  /** Counts what the mapping does not know in an event. */
  void count(Json event, Unknowns unknowns) {
    known.count(entityType(event), event, unknowns);
  }

  private String entityType(Json event) {
    Json type =
        Values.first(event, standard.fields().getOrDefault(RecordField.ENTITY_TYPE, List.of()));
    return type == null ? null : type.text();
  }
}
