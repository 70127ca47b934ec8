package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.auditcaravan.simulator.Catalogue.Kind;

/** Writes what an event changed: propertyChanges, context and entityChanges. */
final class Changes {
  private static final List<String> PROPERTIES =
      List.of(
          "description",
          "enabled",
          "acwSettings.timeoutMs",
          "skillEvaluationMethod",
          "division",
          "mediaSettings.call.alertingTimeoutSeconds",
          "bullseye.rings",
          "state",
          "email",
          "defaultScripts.CALL",
          "outboundEmailAddress",
          "schedule.rrule");
  private static final List<String> VALUES =
      List.of(
          "30000",
          "45000",
          "BEST",
          "ALL",
          "true",
          "false",
          "",
          "null",
          "0",
          "-0.0",
          "12345678901234567890",
          "2026-02-30",
          "line one\nline \"two\", =SUM(1)",
          "1,2,3",
          "<queue member added>");

  private final Events events;

  Changes(Events events) {
    this.events = events;
  }

  /** Role members stand in the entity's composite name, and nowhere else. */
  static boolean isMembership(Kind kind, String action) {
    return kind.entityType().equals("Role") && action.startsWith("Member");
  }

  void write(JsonGenerator json, int index, Kind kind) throws IOException {
    json.writeArrayFieldStart("propertyChanges");
    if (!isMembership(kind, events.action(index))) {
      writeSpecial(json, index, kind);
      int usual = events.seeded.below(4, index, 60);
      for (int i = 0; i < usual; i++) {
        property(
            json,
            PROPERTIES.get((events.seeded.below(PROPERTIES.size(), index, 61) + i) % 12),
            values(index, 62 + i),
            values(index, 72 + i));
      }
    }
    json.writeEndArray();
    writeContext(json, index, kind);
    writeEntityChanges(json, index);
  }

  private void writeSpecial(JsonGenerator json, int index, Kind kind) throws IOException {
    String member = events.subject(index);
    String entity = events.entityId(index);
    switch (kind.entityType()) {
      case "User" -> {
        int version = events.seeded.below(500, index, 80);
        property(json, "version", List.of("" + version), List.of("" + (version + 1)));
        property(
            json,
            "addresses",
            List.of(),
            List.of("{\"mediaType\":\"PHONE\",\"type\":\"WORK\",\"address\":\"+420123456789\"}"));
      }
      case "DirectoryGroup" ->
          property(
              json, "group-membership", List.of("[]"), List.of("[" + entity + ", " + member + "]"));
      case "Queue" -> {
        if (events.action(index).startsWith("Member")) {
          property(
              json,
              "QueueMember/" + entity + ":" + member + ":joined",
              List.of(),
              List.of("<queue member added>"));
          property(
              json, "queueId:" + entity + ":members", List.of(), List.of("queueMember:" + member));
        }
      }
      case "TrunkBase" -> {
        property(
            json, "sip.outbound.authentication.username", List.of("sgp07-a"), List.of("sgp07-b"));
        property(
            json, "sip.outbound.authentication.secret", List.of("********"), List.of("********"));
      }
      case "Flow" -> property(json, "publishedVersion", List.of("41.0"), List.of("42.0"));
      case "ComposerScript" -> {
        if (events.seeded.below(20, index, 81) == 0) {
          property(json, "source", List.of(), List.of("<p>né</p>\n".repeat(1600)));
        }
      }
      default -> {}
    }
  }

  private List<String> values(int index, int purpose) {
    return switch (events.seeded.below(8, index, purpose)) {
      case 0 -> List.of();
      case 1 -> List.of("1", "2", "3");
      case 2 -> List.of(events.name(index, purpose + 100));
      default -> List.of(VALUES.get(events.seeded.below(VALUES.size(), index, purpose + 200)));
    };
  }

  private void writeContext(JsonGenerator json, int index, Kind kind) throws IOException {
    json.writeObjectFieldStart("context");
    if (kind.service().equals("Groups")) {
      json.writeStringField("correlationId", events.seeded.guid(events.timeline.burst(index), 82));
      json.writeStringField("memberCount", "" + events.seeded.below(90, index, 83));
    } else if (events.seeded.below(3, index, 84) == 0) {
      json.writeStringField("auditType", kind.entityType().toUpperCase(Locale.ROOT));
      json.writeStringField("entityId", events.entityId(index));
    }
    json.writeEndObject();
  }

  private void writeEntityChanges(JsonGenerator json, int index) throws IOException {
    json.writeArrayFieldStart("entityChanges");
    if (events.seeded.below(30, index, 85) == 0) {
      json.writeStartObject();
      json.writeStringField("entityId", events.subject(index));
      json.writeStringField("entityName", events.name(index, 86));
      json.writeStringField("entityType", "User");
      array(json, "oldValues", List.of());
      array(json, "newValues", List.of("joined"));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void property(
      JsonGenerator json, String name, List<String> before, List<String> after) throws IOException {
    json.writeStartObject();
    json.writeStringField("property", name);
    array(json, "oldValues", before);
    array(json, "newValues", after);
    json.writeEndObject();
  }

  private static void array(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
