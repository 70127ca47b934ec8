package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a mapping has heard of: the section {@code record.known}, and all that the mapping reads.
 * What it does not list is not counted: without the section nothing is unknown.
 */
record Known(
    Set<String> members,
    Set<String> entityTypes,
    Map<RecordField, Set<String>> values,
    Map<RecordField, List<FieldPath>> paths) {

  static Known of(
      MappingFile file,
      JsonNode section,
      EventRules rules,
      Schema standard,
      Map<String, Schema> schemas) {
    String entry = "record.known";
    file.only(file.section(section, entry), entry, List.of("members", "entity-types", "values"));
    Set<String> members = texts(file, section.path("members"), entry + ".members");
    if (!members.isEmpty()) {
      Stream.concat(Stream.of(standard), schemas.values().stream())
          .flatMap(Known::paths)
          .forEach(path -> members.add(path.segments().get(0)));
      members.addAll(rules.expansions().members().keySet());
      Stream.of(rules.id(), rules.timestamp(), rules.service(), rules.organization())
          .flatMap(List::stream)
          .forEach(path -> members.add(path.segments().get(0)));
    }
    Set<String> types = texts(file, section.path("entity-types"), entry + ".entity-types");
    if (!types.isEmpty()) {
      types.addAll(schemas.keySet());
    }
    return new Known(members, types, values(file, section), standard.fields());
  }

  private static Map<RecordField, Set<String>> values(MappingFile file, JsonNode section) {
    String entry = "record.known.values";
    Map<RecordField, Set<String>> values = new EnumMap<>(RecordField.class);
    file.section(section.path("values"), entry)
        .properties()
        .forEach(
            list ->
                values.put(
                    RecordField.of(list.getKey())
                        .orElseThrow(
                            () ->
                                file.fault(
                                    entry + "." + list.getKey(),
                                    "is no field: use one of " + RecordField.labels())),
                    texts(file, list.getValue(), entry + "." + list.getKey())));
    return values;
  }

  void count(String entityType, Json event, Unknowns unknowns) {
    if (!entityTypes.isEmpty() && entityType != null && !entityTypes.contains(entityType)) {
      unknowns.entityType(entityType);
    }
    values.forEach(
        (field, known) -> {
          Json value = Values.first(event, paths.getOrDefault(field, List.of()));
          String text = value == null ? null : value.text();
          if (text != null && !known.contains(text)) {
            unknowns.value(field.label(), text);
          }
        });
    if (!members.isEmpty()) {
      for (Json member : event.children()) {
        if (!members.contains(member.name())) {
          unknowns.member(member.name());
        }
      }
    }
  }

  private static Stream<FieldPath> paths(Schema schema) {
    return Stream.of(
            schema.fields().values().stream().flatMap(Collection::stream),
            schema.changes().stream().flatMap(kind -> kind.paths().stream()),
            schema.extra().values().stream().flatMap(Collection::stream))
        .flatMap(paths -> paths);
  }

  private static Set<String> texts(MappingFile file, JsonNode list, String entry) {
    if (!list.isArray() && !list.isMissingNode()) {
      throw file.fault(entry, "is no list: write a list of names");
    }
    Set<String> texts = new HashSet<>();
    list.forEach(element -> texts.add(file.text(element, entry)));
    return texts;
  }
}
