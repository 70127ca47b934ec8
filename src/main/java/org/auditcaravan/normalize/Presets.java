package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The saved searches of a mapping, its section {@code presets}: the names of those that an event
 * answers stand in the record's {@code extra.presets}, so that archive and index can be asked for
 * them.
 */
public final class Presets {
  /** The name of the record's extra that holds them. */
  static final String EXTRA = "presets";

  private record Preset(String name, boolean heartbeat, When when) {}

  private final List<Preset> presets;

  private Presets(List<Preset> presets) {
    this.presets = presets;
  }

  static Presets of(MappingFile file, JsonNode section) {
    if (!section.isArray() && !section.isMissingNode()) {
      throw file.fault("presets", "is no list: write one entry for each preset");
    }
    List<Preset> presets = new ArrayList<>();
    for (JsonNode preset : section) {
      String entry = "presets[" + presets.size() + "]";
      file.only(preset, entry, List.of("name", "heartbeat", "when"));
      if (preset.has("heartbeat") && !preset.get("heartbeat").isBoolean()) {
        throw file.fault(entry + ".heartbeat", "is neither true nor false: write one of them");
      }
      presets.add(
          new Preset(
              file.text(preset.path("name"), entry + ".name"),
              preset.path("heartbeat").asBoolean(),
              When.of(file, preset, entry)));
    }
    return new Presets(List.copyOf(presets));
  }

  /** The names of the presets that the event answers, in the order of the file. */
  List<String> of(Json event) {
    List<String> names = new ArrayList<>(0);
    for (Preset preset : presets) {
      if (!names.contains(preset.name()) && preset.when().holds(event)) {
        names.add(preset.name());
      }
    }
    return names;
  }

  /** Whether events are declared that our own requests leave in the log. */
  public boolean hasHeartbeat() {
    return presets.stream().anyMatch(Preset::heartbeat);
  }

  /** Whether the event was written by the vendor because we read its log. */
  public boolean isHeartbeat(Event event) {
    return presets.stream()
        .anyMatch(preset -> preset.heartbeat() && preset.when().holds(event.root()));
  }

  boolean isEmpty() {
    return presets.isEmpty();
  }
}
