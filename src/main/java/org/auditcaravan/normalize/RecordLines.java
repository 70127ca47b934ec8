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

  private final LineWriter line;

  private RecordLines(int expected) {
    line = new LineWriter(expected);
  }

  /** The lines that a draft gives; what they share is written once. */
  static List<AuditRecord> write(
      Source source, String organizationId, String auditId, Event event, Draft draft) {
    byte[] head = head(source, organizationId, auditId, event, draft);
    byte[] tail = tail(source, event, draft);
    int count = draft.changes().size();
    List<AuditRecord> records = new ArrayList<>(Math.max(1, count));
    RecordLines record = new RecordLines(head.length + tail.length + 512);
    for (int index = 0; index < Math.max(1, count); index++) {
      Change change = count == 0 ? Change.NONE : draft.changes().get(index);
      String recordId = recordId(source.name() + ":" + auditId + ":" + index);
      record.line.truncate(0);
      record.line.put((byte) '{');
      record.name("recordId").line.put(Quoting.quoted(recordId)).put((byte) ',').put(head);
      record.field("changeIndex", ascii(Integer.toString(index)));
      record.field("changeCount", ascii(Integer.toString(count)));
      record.field("configurationKey", change.key());
      record.field("previousValue", change.previous());
      record.field("newValue", change.next());
      record.line.put((byte) ',').put(tail).put((byte) '}');
      records.add(new AuditRecord(recordId, record.line.bytes()));
    }
    return records;
  }

  private static byte[] head(
      Source source, String organizationId, String auditId, Event event, Draft draft) {
    Instant time = event.timestamp();
    byte[] timestamp = time == null ? null : Quoting.quoted(Timestamps.write(time));
    RecordLines head = new RecordLines(1024);
    head.name("@timestamp").line.putOrNull(timestamp);
    head.field("timestamp", timestamp);
    head.field("source", Quoting.quoted(source.name()));
    head.field("api", Quoting.quoted(source.api().name()));
    head.field("organizationId", organizationId == null ? null : Quoting.quoted(organizationId));
    head.field("auditId", Quoting.quoted(auditId));
    for (RecordField field : RecordField.values()) {
      if (field != RecordField.CORRELATION_ID) {
        head.field(field.label(), draft.fields().get(field));
      }
    }
    return head.line.bytes();
  }

  private static byte[] tail(Source source, Event event, Draft draft) {
    String problems = String.join("; ", draft.problems());
    RecordLines tail = new RecordLines(event.length() + 512);
    tail.name("correlationId").line.putOrNull(draft.fields().get(RecordField.CORRELATION_ID));
    tail.field("extra", extra(source, draft));
    tail.field("error", problems.isEmpty() ? null : Quoting.quoted(problems));
    tail.field("rawSha256", Quoting.quoted(HexFormat.of().formatHex(event.sha256())));
    tail.line.put((byte) ',');
    tail.name("rawPayload").line.oneLine(event.root());
    return tail.line.bytes();
  }

  private static byte[] extra(Source source, Draft draft) {
    Map<String, byte[]> members = new LinkedHashMap<>(draft.extra());
    if (source.simulated()) {
      members.put("simulated", ascii("true"));
    }
    RecordLines extra = new RecordLines(64);
    members.forEach(extra::field);
    byte[] bytes = extra.line.put((byte) '}').bytes();
    if (members.isEmpty()) {
      return ascii("{}");
    }
    bytes[0] = '{';
    return bytes;
  }

  private static String recordId(String plain) {
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_ID
        ? plain
        : HexFormat.of().formatHex(Digests.sha256().digest(bytes));
  }

  private void field(String name, byte[] value) {
    line.put((byte) ',');
    name(name).line.putOrNull(value);
  }

  private RecordLines name(String name) {
    line.put(Quoting.quoted(name)).put((byte) ':');
    return this;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
