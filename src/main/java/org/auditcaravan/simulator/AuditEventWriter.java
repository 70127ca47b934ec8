package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Writes an event as contract B serves it. Trunks belong to one of two BYOC environments, and most
 * rotations of their credentials are logged under another type.
 */
final class AuditEventWriter {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final List<String> TYPES =
      List.of("TRUNK_UPDATE", "TRUNK_CONFIG_CHANGE", "TRUNK_CREDENTIAL_UPDATE");

  private final Events events;

  AuditEventWriter(Events events) {
    this.events = events;
  }

  /** The ids of the BYOC environments. */
  List<String> environments() {
    return List.of(events.seeded.guid(1, 120), events.seeded.guid(2, 120));
  }

  /** The environment that the event belongs to, or null. */
  String environment(int index) {
    return trunk(index) ? environments().get(events.seeded.below(2, index, 121)) : null;
  }

  String type(int index) {
    if (trunk(index)) {
      return TYPES.get(events.seeded.below(TYPES.size(), index, 122));
    }
    return (events.kind(index).entityType() + "_" + events.action(index)).toUpperCase(Locale.ROOT);
  }

  /** Whether a trunk's credential was changed, under whatever type. */
  boolean rotation(int index) {
    return trunk(index)
        && (type(index).equals("TRUNK_CREDENTIAL_UPDATE")
            || events.seeded.below(2, index, 123) == 0);
  }

  /** What a search looks through, in lower case. */
  String text(int index) {
    return new String(write(index), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
  }

  /** The event's JSON in UTF-8. */
  byte[] write(int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("id", events.id(index));
      json.writeStringField("type", type(index));
      json.writeStringField("timestamp", events.time(index).toString());
      json.writeStringField("organizationId", events.userHome());
      json.writeStringField("userId", events.userId(index));
      json.writeStringField("serviceName", events.kind(index).service());
      json.writeStringField("entityType", events.kind(index).entityType());
      json.writeStringField("entityId", events.entityId(index));
      json.writeStringField("entityName", events.entityName(index));
      if (trunk(index)) {
        json.writeStringField("environment", "BYOC");
        json.writeStringField("environmentId", environment(index));
      }
      json.writeArrayFieldStart("changes");
      json.writeStartObject();
      json.writeStringField(
          "property", rotation(index) ? "sip.outbound.credential.secret" : "description");
      json.writeStringField("oldValue", rotation(index) ? "********" : "before " + index);
      json.writeStringField("newValue", rotation(index) ? "********" : "after " + index);
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private boolean trunk(int index) {
    return events.kind(index).entityType().startsWith("Trunk");
  }
}
