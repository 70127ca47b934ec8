package org.auditcaravan.index;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.Window;

/** Part files and deliveries as the archive makes them. */
final class Parts {
  static final Window WINDOW =
      new Window(
          "acme", Instant.parse("2026-11-02T10:00:00Z"), Instant.parse("2026-11-02T11:00:00Z"));
  static final String MANIFEST = "audit/manifests/source=acme/date=2026-11-02/one.json";

  private Parts() {}

  /** A record in the archive's field order. */
  static String record(String auditId, int changeIndex, String timestamp) {
    return record(auditId, changeIndex, timestamp, "{\"id\":\"" + auditId + "\"}");
  }

  static String record(String auditId, int changeIndex, String timestamp, String rawPayload) {
    String time = timestamp == null ? "null" : "\"" + timestamp + "\"";
    return ("{'recordId':'acme:%1$s:%2$d','@timestamp':%3$s,'timestamp':%3$s,'source':'acme',"
                + "'api':'genesys-audits','organizationId':'org','auditId':'%1$s','userId':'u-1',"
                + "'userName':'Ada Lovelace','clientId':null,'remoteIp':['10.1.2.3','unknown'],"
                + "'action':'UPDATE','status':'SUCCESS','level':'USER','serviceName':'Routing',"
                + "'entityType':'QUEUE','entityId':'q-1','entityName':'Sales \\\"north\\\"',"
                + "'changeIndex':%2$d,'changeCount':2,'configurationKey':'name',"
                + "'previousValue':'old','newValue':'new','correlationId':null,"
                + "'extra':{'team':{'name':'blue'}},'error':null,'rawSha256':'00','rawPayload':")
            .replace('\'', '"')
            .formatted(auditId, changeIndex, time)
        + rawPayload
        + "}";
  }

  /** Writes the lines as a part; the file's name says how it is compressed. */
  static Path write(Path file, List<String> lines) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packed =
            file.toString().endsWith(".zst")
                ? new ZstdOutputStream(out)
                : new GZIPOutputStream(out)) {
      for (String line : lines) {
        packed.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  /** A delivery of these records in one part, with books that say so. */
  static Shipment shipment(Path folder, int revision, List<String> lines) throws IOException {
    Path part = write(Files.createTempFile(folder, "part", ".jsonl.gz"), lines);
    return shipment(delivery(revision, MANIFEST), List.of(part), lines);
  }

  static Shipment shipment(Delivery delivery, List<Path> parts, List<String> lines) {
    long events = lines.stream().filter(line -> line.contains("\"changeIndex\":0")).count();
    return Shipment.of(delivery, parts, events, lines.size());
  }

  static Delivery delivery(int revision, String manifest) {
    return new Delivery(7, WINDOW, revision, IndexSink.SINK, manifest, "00", 0);
  }

  /** As many events of one record each. */
  static List<String> records(int count) {
    String[] lines = new String[count];
    Arrays.setAll(lines, i -> record("e-" + i, 0, "2026-11-02T10:00:00.000Z"));
    return List.of(lines);
  }
}
