package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes an event as contract C serves it. */
final class AnalyticsEventWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Events events;

  AnalyticsEventWriter(Events events) {
    this.events = events;
  }

  String type(int index) {
    return events.kind(index).entityType() + "." + events.action(index);
  }

  /** The event's JSON in UTF-8. */
  byte[] write(int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("eventId", events.id(index));
      json.writeStringField("organizationId", events.userHome());
      json.writeStringField("eventType", type(index));
      json.writeStringField("category", events.kind(index).service());
      json.writeStringField("timestamp", events.time(index).toString());
      json.writeStringField("userId", events.userId(index));
      json.writeStringField("clientId", events.clientId(index));
      json.writeObjectFieldStart("resource");
      json.writeStringField("type", events.kind(index).entityType());
      json.writeStringField("id", events.entityId(index));
      json.writeStringField("name", events.entityName(index));
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
