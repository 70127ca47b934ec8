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

  private RecordLines() {}

  /** The lines that a draft gives; what they share is written once. */
  static List<AuditRecord> write(
      Source source, String organizationId, String auditId, Event event, Draft draft) {
    LineWriter head = head(source, organizationId, auditId, event, draft);
    LineWriter tail = tail(source, event, draft);
    int count = draft.changes().size();
    List<AuditRecord> records = new ArrayList<>(Math.max(1, count));
    LineWriter line = new LineWriter(head.size() + tail.size() + 512);
    String name = source.name() + ":" + auditId + ":";
    for (int index = 0; index < Math.max(1, count); index++) {
      Change change = count == 0 ? Change.NONE : draft.changes().get(index);
      String recordId = recordId(name + index);
      line.truncate(0);
      line.put(RECORD_ID).quoted(recordId).put(head);
      line.field(CHANGE_INDEX, ascii(Integer.toString(index)));
      line.field(CHANGE_COUNT, ascii(Integer.toString(count)));
      line.field(CONFIGURATION_KEY, change.key());
      line.field(PREVIOUS_VALUE, change.previous());
      line.field(NEW_VALUE, change.next());
      line.put(tail);
      records.add(new AuditRecord(recordId, line.bytes()));
    }
    return records;
  }

  private static LineWriter head(
      Source source, String organizationId, String auditId, Event event, Draft draft) {
    Instant time = event.timestamp();
    byte[] timestamp = time == null ? null : Quoting.quoted(Timestamps.write(time));
    LineWriter head = new LineWriter(1024);
    head.field(AT_TIMESTAMP, timestamp).field(TIMESTAMP, timestamp);
    head.put(SOURCE).quoted(source.name());
    head.put(API).quoted(source.api().name());
    head.field(ORGANIZATION_ID, organizationId == null ? null : Quoting.quoted(organizationId));
    head.put(AUDIT_ID).quoted(auditId);
    for (RecordField field : RecordField.values()) {
      if (field != RecordField.CORRELATION_ID) {
        head.field(field.member(), draft.fields().get(field));
      }
    }
    return head;
  }

  private static LineWriter tail(Source source, Event event, Draft draft) {
    String problems = String.join("; ", draft.problems());
    LineWriter tail = new LineWriter(event.length() + 512);
    tail.field(RecordField.CORRELATION_ID.member(), draft.fields().get(RecordField.CORRELATION_ID));
    tail.put(EXTRA);
    putExtra(tail, source, draft);
    tail.field(ERROR, problems.isEmpty() ? null : Quoting.quoted(problems));
    tail.put(RAW_SHA256).quoted(HexFormat.of().formatHex(event.sha256()));
    return tail.put(RAW_PAYLOAD).oneLine(event.root()).put((byte) '}');
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
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_ID
        ? plain
        : HexFormat.of().formatHex(Digests.sha256(bytes, 0, bytes.length));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
