package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Writes an event as contract A serves it: flat members and the snapshots {@code before} and {@code
 * after}, which hold nested objects, reordered arrays, removed fields and numbers in every form.
 */
final class AuditlogWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Events events;

  AuditlogWriter(Events events) {
    this.events = events;
  }

  /** The event's JSON in UTF-8. */
  byte[] write(int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("auditId", events.id(index));
      String user = events.userId(index);
      json.writeStringField("userId", user);
      json.writeStringField("userName", user == null ? null : events.userName(index));
      json.writeStringField("timestamp", timestamp(index));
      json.writeStringField("action", action(index));
      json.writeStringField("entityType", entityType(index));
      json.writeStringField("entityId", events.entityId(index));
      snapshot(json, "before", index, 0, action(index).equals("create"));
      snapshot(json, "after", index, 1, action(index).equals("delete"));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Contract A's enum values are lower-case. */
  String entityType(int index) {
    return lower(events.kind(index).entityType());
  }

  String action(int index) {
    return lower(events.action(index));
  }

  private String timestamp(int index) {
    String text = events.time(index).toString();
    return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
  }

  private void snapshot(JsonGenerator json, String name, int index, int side, boolean none)
      throws IOException {
    if (none) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeStringField("routingStrategy", side == 0 ? "longest-idle" : "most-available");
    json.writeStringField(
        "name", events.name(index, 90 + side * events.seeded.below(2, index, 91)));
    json.writeArrayFieldStart("skillRequirements");
    int skills = events.seeded.below(4, index, 92);
    for (int i = 0; i < skills; i++) {
      json.writeString("skill-" + (side == 0 ? i : skills - 1 - i));
    }
    json.writeEndArray();
    json.writeObjectFieldStart("acwSettings");
    json.writeNumberField("timeoutMs", 1000 * events.seeded.below(60, index, 93 + side));
    json.writeFieldName("ratio");
    json.writeNumber(side == 0 ? "1.10" : "1.1E0");
    json.writeEndObject();
    if (side == 0 && events.seeded.below(3, index, 95) == 0) {
      json.writeBooleanField("deprecatedFlag", true);
    }
    if (events.seeded.below(5, index, 96) == 0) {
      json.writeNullField("division");
    }
    json.writeEndObject();
  }

  private static String lower(String name) {
    boolean abbreviation = name.length() > 1 && Character.isUpperCase(name.charAt(1));
    return abbreviation
        ? name.toLowerCase(Locale.ROOT)
        : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
