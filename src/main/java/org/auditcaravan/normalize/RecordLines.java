package org.auditcaravan.normalize;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.source.Source;

/** Writes the records of one event, field by field in the fixed order. */
final class RecordLines {
  /** What a search engine takes as a document's id. */
  private static final int LONGEST_ID = 512;

  /** In UTF-8 a character has at most so many. */
  private static final int MOST_OCTETS = 3;

  /** What an event's records mostly share besides its own bytes: a guess. */
  private static final int SHARED = 1024;

  private static final RecordField[] FIELDS = RecordField.values();

  private static final byte[] RECORD_ID = ascii("{\"recordId\":");
  private static final byte[] AT_TIMESTAMP = LineWriter.member("@timestamp");
  private static final byte[] TIMESTAMP = LineWriter.member("timestamp");
  private static final byte[] SOURCE = LineWriter.member("source");
  private static final byte[] API = LineWriter.member("api");
  private static final byte[] ORGANIZATION_ID = LineWriter.member("organizationId");
  private static final byte[] AUDIT_ID = LineWriter.member("auditId");
  private static final byte[] CHANGE_INDEX = LineWriter.member("changeIndex");
  private static final byte[] CHANGE_COUNT = LineWriter.member("changeCount");
  private static final byte[] CONFIGURATION_KEY = LineWriter.member("configurationKey");
  private static final byte[] PREVIOUS_VALUE = LineWriter.member("previousValue");
  private static final byte[] NEW_VALUE = LineWriter.member("newValue");
  private static final byte[] EXTRA = LineWriter.member("extra");
  private static final byte[] ERROR = LineWriter.member("error");
  private static final byte[] RAW_SHA256 = LineWriter.member("rawSha256");
  private static final byte[] RAW_PAYLOAD = LineWriter.member("rawPayload");

  /** The bytes of what they do not share, without the values but with the quotes of the id. */
  private static final int OWN =
      RECORD_ID.length
          + 2
          + CHANGE_INDEX.length
          + CHANGE_COUNT.length
          + CONFIGURATION_KEY.length
          + PREVIOUS_VALUE.length
          + NEW_VALUE.length;

  private RecordLines() {}

  /** The lines that a draft gives; what they share is written once. */
  static List<AuditRecord> write(
      Source source, String organizationId, String auditId, Event event, Draft draft) {
    LineWriter shared = new LineWriter(event.length() + SHARED);
    putHead(shared, source, organizationId, auditId, event, draft);
    int middle = shared.size();
    putTail(shared, source, event, draft);
    int count = draft.changes().size();
    List<AuditRecord> records = new ArrayList<>(Math.max(1, count));
    String name = source.name() + ":" + auditId + ":";
    byte[] total = ascii(Integer.toString(count));
    for (int index = 0; index < Math.max(1, count); index++) {
      Change change = count == 0 ? Change.NONE : draft.changes().get(index);
      String recordId = recordId(name + index);
      byte[] number = ascii(Integer.toString(index));
      // Exactly as long as a record whose id has no escapes: then it is not copied once more.
      int length = recordId.length() + number.length + total.length + change.length();
      LineWriter line = new LineWriter(OWN + shared.size() + length);
      line.put(RECORD_ID).quoted(recordId).put(shared, 0, middle);
      line.field(CHANGE_INDEX, number);
      line.field(CHANGE_COUNT, total);
      line.field(CONFIGURATION_KEY, change.key());
      line.field(PREVIOUS_VALUE, change.previous());
      line.field(NEW_VALUE, change.next());
      line.put(shared, middle, shared.size());
      records.add(new AuditRecord(recordId, line.bytes()));
    }
    return records;
  }

  private static void putHead(
      LineWriter head,
      Source source,
      String organizationId,
      String auditId,
      Event event,
      Draft draft) {
    Instant time = event.timestamp();
    byte[] timestamp = time == null ? null : Quoting.quoted(Timestamps.write(time));
    head.field(AT_TIMESTAMP, timestamp).field(TIMESTAMP, timestamp);
    head.put(SOURCE).quoted(source.name());
    head.put(API).quoted(source.api().name());
    head.field(ORGANIZATION_ID, organizationId == null ? null : Quoting.quoted(organizationId));
    head.put(AUDIT_ID).quoted(auditId);
    for (RecordField field : FIELDS) {
      if (field != RecordField.CORRELATION_ID) {
        head.field(field.member(), draft.fields().get(field));
      }
    }
  }

  private static void putTail(LineWriter tail, Source source, Event event, Draft draft) {
    String problems = String.join("; ", draft.problems());
    tail.field(RecordField.CORRELATION_ID.member(), draft.fields().get(RecordField.CORRELATION_ID));
    tail.put(EXTRA);
    putExtra(tail, source, draft);
    tail.field(ERROR, problems.isEmpty() ? null : Quoting.quoted(problems));
    tail.put(RAW_SHA256).put((byte) '"').hex(event.sha256()).put((byte) '"');
    tail.put(RAW_PAYLOAD).oneLine(event.root()).put((byte) '}');
  }

  private static void putExtra(LineWriter tail, Source source, Draft draft) {
    Map<String, byte[]> members = draft.extra();
    if (source.simulated()) {
      members = new LinkedHashMap<>(members);
      members.put("simulated", ascii("true"));
    }
    tail.put((byte) '{');
    boolean first = true;
    for (Map.Entry<String, byte[]> member : members.entrySet()) {
      if (!first) {
        tail.put((byte) ',');
      }
      first = false;
      tail.quoted(member.getKey()).put((byte) ':').put(member.getValue());
    }
    tail.put((byte) '}');
  }

  private static String recordId(String plain) {
    if (plain.length() <= LONGEST_ID / MOST_OCTETS) {
      return plain;
    }
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_ID
        ? plain
        : HexFormat.of().formatHex(Digests.sha256(bytes, 0, bytes.length));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
