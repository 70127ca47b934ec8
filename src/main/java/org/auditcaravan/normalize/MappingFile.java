package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.auditcaravan.config.Fault;

/** Reads the entries of a mapping file, and says which one is wrong and how to repair it. */
record MappingFile(String name) {
  private static final Pattern PATH = Pattern.compile("[^.\\s][^.]*(\\.[^.]+)*");

  /** The mistake in an entry, as one sentence. */
  Fault fault(String entry, String whatIsWrongAndWhatToDo) {
    return new Fault(name + ": " + entry + " " + whatIsWrongAndWhatToDo);
  }

  /** Refuses members that nothing would read. */
  void only(JsonNode section, String entry, List<String> known) {
    section
        .fieldNames()
        .forEachRemaining(
            member -> {
              if (!known.contains(member)) {
                throw fault(
                    entry + "." + member, "is unknown: use one of " + String.join(", ", known));
              }
            });
  }

  /** An object; a missing one has no members. */
  JsonNode section(JsonNode node, String entry) {
    if (node.isObject() || node.isMissingNode()) {
      return node;
    }
    throw fault(entry, "holds no names with values: write it as the packaged mappings do");
  }

  String text(JsonNode node, String entry) {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw fault(entry, "is no text: write the name that is meant");
    }
    return node.textValue();
  }

  FieldPath path(JsonNode node, String entry) {
    if (!node.isTextual() || !PATH.matcher(node.textValue()).matches()) {
      throw fault(entry, "names no field: write member names joined by dots, for example user.id");
    }
    return FieldPath.of(node.textValue());
  }

  /** One or more alternatives, the first that has a value counts. */
  List<FieldPath> paths(JsonNode node, String entry) {
    List<FieldPath> paths = pathsOrNone(node, entry);
    if (paths.isEmpty()) {
      throw fault(entry, "names no field: write a list such as [user.id]");
    }
    return paths;
  }

  List<FieldPath> pathsOrNone(JsonNode node, String entry) {
    if (node.isTextual()) {
      return List.of(path(node, entry));
    }
    if (!node.isArray() && !node.isMissingNode()) {
      throw fault(entry, "names no field: write a list such as [user.id]");
    }
    List<FieldPath> paths = new ArrayList<>();
    node.forEach(element -> paths.add(path(element, entry)));
    return List.copyOf(paths);
  }
}
