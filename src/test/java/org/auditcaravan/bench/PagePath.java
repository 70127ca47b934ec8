package org.auditcaravan.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.Part;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.archive.Sighting;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.index.BulkBodies;
import org.auditcaravan.normalize.AuditRecord;
import org.auditcaravan.normalize.Event;
import org.auditcaravan.normalize.Normalizer;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Window;

/**
 * One measured run, in a process of its own: pages become records, parts and bulk bodies, in one
 * thread. It prints its results as properties.
 */
public final class PagePath {
  private static final Instant FROM = Instant.parse("2026-11-20T00:00:00Z");
  private static final Window WINDOW = new Window("acme", FROM, FROM.plus(Duration.ofHours(6)));
  private static final Claim CLAIM =
      new Claim(
          1, WINDOW, 0, 1, new Scope(List.of(), Map.of(), Map.of(), Map.of()), 1, false, null);

  private final Source source = TestSources.acme("genesys-audits", Map.of());
  private final PageParser parser = new PageParser(source.api());
  private final Normalizer normalizer = new Normalizer();
  private final BulkBodies bulk;
  private final Spools spools;
  private final Meter meter = new Meter();
  private final List<Part> parts = new ArrayList<>();
  private SeenEvents seen = new SeenEvents();
  private Spool spool;
  private long records;
  private long plainBytes;
  private long pageBytes;
  private long bulkBytes;

  private PagePath(Path folder, String codec, String level) {
    var config =
        TestSources.config(
            Map.of(
                "sinks.s3.codec",
                codec,
                "sinks.s3.level",
                level,
                "sinks.s3.bucket",
                "archive",
                "spool.dir",
                folder.toString()));
    this.spools = new Spools(config, new ArchivePlaces(config));
    this.bulk = new BulkBodies(config.sinks().elasticsearch().bulkBytes());
  }

  /** Arguments: file of pages, folder, events, events of a window, codec, level. */
  public static void main(String[] args) throws IOException {
    PagePath path = new PagePath(Path.of(args[1]), args[4], args[5]);
    int events = Integer.parseInt(args[2]);
    long begin = System.nanoTime();
    try (DataInputStream pages =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[0]))))) {
      path.run(pages, events, Integer.parseInt(args[3]));
    }
    path.report(events, System.nanoTime() - begin).store(System.out, null);
  }

  private void run(DataInputStream pages, int events, int windowEvents) throws IOException {
    int done = 0;
    int inWindow = 0;
    while (done < events) {
      if (spool == null) {
        spool = spools.open(source, CLAIM);
        seen = new SeenEvents();
      }
      int count = page(pages.readNBytes(pages.readInt()));
      done += count;
      inWindow += count;
      if (inWindow >= windowEvents || done >= events) {
        ship();
        inWindow = 0;
      }
    }
  }

  private int page(byte[] page) {
    meter.ends(Stage.READ);
    pageBytes += page.length;
    List<Event> events = parser.parse(page, page.length).events();
    meter.ends(Stage.PARSE);
    for (Event event : events) {
      if (seen.see(SeenEvents.idHash(event.id()), event.contentHash()) != Sighting.NEW) {
        throw new IllegalStateException("an invented event came twice: " + event.id());
      }
    }
    meter.ends(Stage.KNOW);
    List<List<AuditRecord>> made = new ArrayList<>(events.size());
    for (Event event : events) {
      made.add(normalizer.normalize(source, "the organisation", event.id(), event));
    }
    meter.ends(Stage.NORMALIZE);
    for (int i = 0; i < made.size(); i++) {
      spool.append(made.get(i), events.get(i).timestamp());
      records += made.get(i).size();
      for (AuditRecord record : made.get(i)) {
        plainBytes += record.line().length + 1L;
      }
    }
    meter.ends(Stage.SPOOL);
    return events.size();
  }

  private void ship() {
    parts.addAll(spool.finish());
    meter.ends(Stage.SPOOL);
    bulkBytes += bulk.make(WINDOW, spool.files());
    meter.ends(Stage.BULK);
    spool.close();
    spool = null;
    meter.ends(Stage.READ);
  }

  private Properties report(int events, long nanos) throws IOException {
    Properties results = new Properties();
    meter.report(results);
    results.setProperty("events", Integer.toString(events));
    results.setProperty("nanos", Long.toString(nanos));
    results.setProperty("records", Long.toString(records));
    results.setProperty("pageBytes", Long.toString(pageBytes));
    results.setProperty("plainBytes", Long.toString(plainBytes));
    results.setProperty("bulkBytes", Long.toString(bulkBytes));
    results.setProperty("parts", Integer.toString(parts.size()));
    long partBytes = parts.stream().mapToLong(Part::bytes).sum();
    results.setProperty("partBytes", Long.toString(partBytes));
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    results.setProperty("processCpu", Long.toString(system.getProcessCpuTime()));
    results.setProperty("peakKilobytes", Long.toString(peakKilobytes()));
    return results;
  }

  /** The most resident memory that this process ever had; 0 where the system does not say. */
  private static long peakKilobytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
