package org.auditcaravan.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes an event as Azure DevOps serves it: seven fractional digits, and data of any depth. */
final class AzureEventWriter {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSxxx");
  private static final List<String> ACTIONS =
      List.of(
          "Git|Git.CreateRepo|create",
          "Permissions|Security.ModifyPermission|modify",
          "Project|Project.CreateCompleted|create",
          "Group|Group.UpdateGroupMembership.Add|modify",
          "Token|Token.PatCreateEvent|create",
          "Policy|Policy.PolicyConfigRemoved|remove");

  /** What one reading of the log leaves in it. */
  record Poll(
      int number,
      Instant time,
      String client,
      String objectId,
      String userAgent,
      Instant from,
      Instant to) {}

  private final Events events;

  AzureEventWriter(Events events) {
    this.events = events;
  }

  /** The event's time, finer than that of the other contracts. */
  Instant time(int index) {
    return events.time(index).plusNanos(100L * events.seeded.below(10_000, index, 150));
  }

  String id(int index) {
    return falling(time(index)) + ";" + events.id(index) + ";" + events.seeded.guid(index, 151);
  }

  String id(Poll poll) {
    return falling(poll.time())
        + ";"
        + events.seeded.guid(poll.number(), 152)
        + ";"
        + events.seeded.guid(poll.number(), 153);
  }

  byte[] write(int index) {
    String[] action = ACTIONS.get(events.seeded.below(ACTIONS.size(), index, 154)).split("\\|");
    boolean system = events.userId(index) == null;
    return json(
        json -> {
          json.writeStringField("id", id(index));
          json.writeStringField("correlationId", events.id(events.timeline.burst(index)));
          json.writeStringField("actorUserId", events.userId(index));
          json.writeStringField("actorUPN", system ? "" : "user" + index + "@example.org");
          json.writeStringField("authenticationMechanism", system ? "" : "AAD_Cookie");
          json.writeStringField("timestamp", text(time(index)));
          json.writeStringField("scopeType", "organization");
          json.writeStringField("scopeId", events.userHome());
          json.writeStringField("ipAddress", system ? null : "203.0.113." + index % 250);
          json.writeStringField("userAgent", system ? "" : "Mozilla/5.0");
          json.writeStringField("actionId", action[1]);
          json.writeObjectFieldStart("data");
          json.writeStringField("Name", events.entityName(index));
          json.writeArrayFieldStart("EventSummary");
          json.writeStartObject();
          json.writeStringField("change", "Allow");
          json.writeEndObject();
          json.writeEndArray();
          json.writeEndObject();
          json.writeStringField("area", action[0]);
          json.writeStringField("category", action[2]);
          json.writeStringField("actorDisplayName", events.userName(index));
          json.writeNullField("actorImageUrl");
        });
  }

  byte[] write(Poll poll) {
    return json(
        json -> {
          json.writeStringField("id", id(poll));
          json.writeStringField("actorUserId", poll.objectId());
          json.writeStringField("actorClientId", poll.client());
          json.writeStringField("timestamp", text(poll.time()));
          json.writeStringField("userAgent", poll.userAgent());
          json.writeStringField("actionId", "AuditLog.AccessLog");
          json.writeObjectFieldStart("data");
          json.writeStringField("StartTime", poll.from().toString());
          json.writeStringField("EndTime", poll.to().toString());
          json.writeEndObject();
          json.writeStringField("area", "Auditing");
          json.writeStringField("category", "access");
        });
  }

  private static String falling(Instant time) {
    return Long.toString(4_000_000_000_000_000_000L - time.toEpochMilli() * 1000);
  }

  private static String text(Instant time) {
    return TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  /** Members that are written into an object. */
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] json(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
