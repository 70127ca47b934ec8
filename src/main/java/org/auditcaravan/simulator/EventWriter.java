package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.auditcaravan.simulator.Catalogue.Kind;

/**
 * Writes an event as the real audit API serves it (AuditLogMessage), with all that was seen in the
 * values: sparse members, sentinels, JSON and pseudo-lists inside strings, names with GUIDs. The
 * bytes of an event are always the same; only the expansion of {@code user} adds to them.
 */
final class EventWriter {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final List<String> DATE_TAILS = List.of("Z", ".000Z", "+00:00", ".0Z");

  private final Events events;
  private final Changes changes;

  EventWriter(Events events) {
    this.events = events;
    this.changes = new Changes(events);
  }

  /** The event's JSON in UTF-8. */
  byte[] write(int index, boolean expandUser) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      if (events.seeded.below(50, index, 40) == 0) {
        json.setHighestNonEscapedChar(127);
      }
      json.writeStartObject();
      json.writeStringField("id", events.id(index));
      if (events.hostile(index)) {
        writeHostile(json, index);
      } else {
        writeUsual(json, index, expandUser);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void writeUsual(JsonGenerator json, int index, boolean expandUser) throws IOException {
    Kind kind = events.kind(index);
    writeActor(json, index, expandUser);
    json.writeStringField("serviceName", kind.service());
    json.writeStringField("level", events.level(index));
    json.writeStringField("eventDate", date(index));
    writeMessage(json, index, kind);
    json.writeStringField("action", events.action(index));
    writeEntity(json, index, kind);
    json.writeStringField("entityType", kind.entityType());
    json.writeStringField("status", status(index));
    if (events.seeded.below(10, index, 41) != 0) {
      json.writeStringField(
          "application", events.seeded.below(9, index, 42) == 0 ? "Admin UI" : "");
    }
    writeTransaction(json, index);
    changes.write(json, index, kind);
  }

  private void writeActor(JsonGenerator json, int index, boolean expandUser) throws IOException {
    String user = events.userId(index);
    String client = events.clientId(index);
    if (user != null && events.seeded.below(20, index, 43) != 0) {
      json.writeStringField("userHomeOrgId", events.userHome());
    }
    if (user != null || events.seeded.below(3, index, 44) != 0) {
      json.writeObjectFieldStart("user");
      if (user != null) {
        json.writeStringField("id", user);
        if (expandUser) {
          json.writeStringField("name", events.userName(index));
        }
        if (client == null) {
          json.writeStringField("selfUri", "/api/v2/users/" + user);
        }
      }
      json.writeEndObject();
    }
    json.writeObjectFieldStart("client");
    json.writeStringField("id", client == null ? "" : client);
    if (client != null) {
      json.writeStringField("selfUri", "/api/v2/oauth/clients/" + client);
    }
    json.writeEndObject();
    if (user != null || events.seeded.below(3, index, 45) != 0) {
      json.writeArrayFieldStart("remoteIp");
      if (user != null) {
        json.writeString("198.51.100." + events.seeded.below(254, index, 46));
        if (events.seeded.below(4, index, 47) == 0) {
          json.writeString("2001:db8::5:" + events.seeded.below(99, index, 48));
        }
      }
      json.writeEndArray();
    }
  }

  private void writeMessage(JsonGenerator json, int index, Kind kind) throws IOException {
    if (!kind.entityType().equals("AccessToken") && !status(index).equals("FAILURE")) {
      return;
    }
    String what = kind.entityType() + " " + events.action(index);
    json.writeObjectFieldStart("message");
    json.writeStringField(
        "localizableMessageCode", what.toUpperCase(Locale.ROOT).replace(' ', '_'));
    json.writeStringField("message", what + " by " + events.userName(index));
    json.writeStringField("messageWithParams", "{entity} by {user}");
    json.writeObjectFieldStart("messageParams");
    json.writeStringField("entity", what);
    json.writeStringField("user", events.userName(index));
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeEntity(JsonGenerator json, int index, Kind kind) throws IOException {
    json.writeObjectFieldStart("entity");
    json.writeStringField("id", events.entityId(index));
    if (Changes.isMembership(kind, events.action(index))) {
      String scope = events.seeded.below(2, index, 49) == 0 ? "*" : events.userHome();
      json.writeStringField(
          "name", events.subject(index) + "--" + events.entityId(index) + "--" + scope);
    } else {
      boolean nameless = events.seeded.below(4, index, 50) == 0;
      json.writeStringField("name", nameless ? "" : events.entityName(index));
    }
    if (events.seeded.below(2, index, 51) == 0) {
      json.writeStringField(
          "selfUri",
          "/api/v2/" + kind.entityType().toLowerCase(Locale.ROOT) + "s/" + events.entityId(index));
    }
    json.writeEndObject();
  }

  private void writeTransaction(JsonGenerator json, int index) throws IOException {
    int first = events.timeline.burst(index);
    boolean bulk = first != index || events.timeline.burst(index + 1) == index;
    json.writeObjectFieldStart("initiatingAction");
    if (bulk) {
      json.writeStringField("transactionId", events.id(first));
      json.writeStringField("actionContext", events.action(index));
    }
    json.writeEndObject();
    json.writeBooleanField("transactionInitiator", bulk && first == index);
  }

  private void writeHostile(JsonGenerator json, int index) throws IOException {
    json.writeNullField("user");
    json.writeStringField("serviceName", "SomeFutureService");
    json.writeStringField("level", events.level(index));
    json.writeStringField("eventDate", date(index));
    json.writeStringField("action", "Reticulate");
    json.writeObjectFieldStart("entity");
    json.writeNullField("id");
    json.writeNullField("name");
    json.writeEndObject();
    json.writeStringField("entityType", "Spline");
    json.writeNullField("status");
    json.writeArrayFieldStart("propertyChanges");
    json.writeStartObject();
    json.writeStringField("property", "x");
    json.writeNullField("oldValues");
    json.writeArrayFieldStart("newValues");
    json.writeNull();
    json.writeString("");
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeNullField("context");
    json.writeObjectFieldStart("somethingNew");
    json.writeNumberField("a", 1);
    json.writeFieldName("large");
    json.writeNumber(new BigInteger("12345678901234567890"));
    json.writeFieldName("exact");
    json.writeNumber("1.10");
    json.writeFieldName("short");
    json.writeNumber("1E+2");
    json.writeEndObject();
  }

  /** An instant as the vendor may write it: with three, fewer or no digits of a second. */
  private String date(int index) {
    Instant time = events.time(index);
    int millis = time.getNano() / 1_000_000;
    if (millis == 0) {
      String text = time.toString();
      return text.substring(0, text.length() - 1)
          + DATE_TAILS.get(events.seeded.below(DATE_TAILS.size(), index, 52));
    }
    String text = time.toString();
    return millis % 100 == 0 ? text.substring(0, text.length() - 3) + "Z" : text;
  }

  private String status(int index) {
    int draw = events.seeded.below(100, index, 53);
    return draw < 2 ? "FAILURE" : draw < 3 ? "WARNING" : "SUCCESS";
  }
}
