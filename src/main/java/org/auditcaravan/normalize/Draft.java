package org.auditcaravan.normalize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a mapping made of an event.
 *
 * @param fields JSON values of the record's fields; what is absent is null
 * @param changes the event's changes
 * @param extra JSON values of the operator's fields, by name
 * @param problems why something could not be normalised
 */
record Draft(
    Map<RecordField, byte[]> fields,
    List<Change> changes,
    Map<String, byte[]> extra,
    List<String> problems) {
  /** The name of the record's extra that lists the fields which are not the event's own. */
  static final String LOOKED_UP = "lookedUp";

  static Draft of(Mapping mapping, Event event) {
    List<String> problems = new ArrayList<>();
    if (event.id() == null) {
      problems.add("no id");
    }
    if (event.timestamp() == null) {
      problems.add(event.hasTimestamp() ? "unreadable timestamp" : "no timestamp");
    }
    try {
      Draft draft = of(mapping.schemaOf(event.root()), event.root(), problems);
      List<String> presets = mapping.presets().of(event.root());
      if (!presets.isEmpty()) {
        draft.extra().put(Presets.EXTRA, Quoting.list(presets));
      }
      return draft;
    } catch (RuntimeException e) {
      problems.add("not normalised: " + e.getClass().getSimpleName());
      return new Draft(Map.of(), List.of(), Map.of(), problems);
    }
  }

  /** The same with the user's name, where one was looked up; the record says so. */
  Draft named(String userName) {
    if (userName == null || fields.isEmpty()) {
      return this;
    }
    Map<RecordField, byte[]> named = new EnumMap<>(fields);
    named.put(RecordField.USER_NAME, Quoting.quoted(userName));
    Map<String, byte[]> marked = new LinkedHashMap<>(extra);
    marked.put(LOOKED_UP, Quoting.list(List.of(RecordField.USER_NAME.label())));
    return new Draft(named, changes, marked, problems);
  }

  private static Draft of(Schema schema, Json event, List<String> problems) {
    Map<RecordField, byte[]> fields = new EnumMap<>(RecordField.class);
    schema.fields().forEach((field, paths) -> fields.put(field, value(field, event, paths)));
    List<Change> changes = new ArrayList<>();
    for (ChangeKind kind : schema.changes()) {
      kind.addTo(changes, event, problems);
    }
    Map<String, byte[]> extra = new LinkedHashMap<>();
    schema
        .extra()
        .forEach(
            (name, paths) -> {
              Json value = Values.firstFilled(event, paths);
              if (value != null) {
                extra.put(name, new LineWriter(value.length()).compact(value).bytes());
              }
            });
    return new Draft(
        fields,
        Collections.unmodifiableList(changes),
        extra,
        problems.isEmpty() ? problems : problems.stream().distinct().toList());
  }

  private static byte[] value(RecordField field, Json event, List<FieldPath> paths) {
    if (field == RecordField.REMOTE_IP) {
      return Values.list(Values.first(event, paths));
    }
    return Values.quoted(
        field.isId() ? Values.firstFilled(event, paths) : Values.first(event, paths));
  }
}
