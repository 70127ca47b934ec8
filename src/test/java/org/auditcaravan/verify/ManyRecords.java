package org.auditcaravan.verify;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.logging.Level;
import org.auditcaravan.servers.S3Server;
import org.jboss.logmanager.LogContext;

/**
 * Closes one day of many records and verifies it, in a process of its own whose heap is bounded;
 * prints sizes, times and the most that was in use.
 */
public final class ManyRecords {
  private static final int WINDOWS = 48;
  private static final Duration WINDOW = Duration.ofMinutes(30);
  private static final List<String> TYPES = List.of("Queue", "Trunk", "Flow", "User", "Role");

  private ManyRecords() {}

  /** Takes a folder, and how many records there are. */
  public static void main(String... args) throws Exception {
    Path folder = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    // As in the product; else the Parquet library writes a line of its log for each value.
    LogContext.getLogContext().getLogger("").setLevel(Level.WARNING);
    try (S3Server s3 = S3Server.start(folder.resolve("s3"), "archive");
        Auditee archive = new Auditee(s3, folder, null)) {
      long[] plainAndZstd = fill(archive, count);
      archive.known();
      say("JSON lines, bytes", plainAndZstd[0]);
      say("JSON lines as zstd, bytes", plainAndZstd[1]);
      say("JSON lines as gzip, bytes", bytes(s3, "audit/records/"));
      Watch sealed = new Watch();
      archive.close("2026-03-01");
      sealed.say("sealed");
      say("Parquet, bytes", bytes(s3, "audit/parquet/"));
      say("Parquet, files", s3.keys("audit/parquet/").size());
      archive.anchor();
      Watch verified = new Watch();
      Verdict verdict =
          archive.verify(
              new FolderCopy(s3.objects()), new Span(Optional.empty(), Optional.empty()));
      verified.say("verified");
      say("records verified", verdict.records());
      say("records verified as Parquet", verdict.parquetRecords());
      say("findings", verdict.findings().size());
      say("most heap in use, bytes", heap());
      say("most memory of the process, kilobytes", resident());
    }
  }

  private static long[] fill(Auditee archive, int count) throws Exception {
    Random random = new Random(1);
    Instant from = Instant.parse("2026-03-01T00:00:00Z");
    long plain = 0;
    long zstd = 0;
    for (int window = 0; window < WINDOWS; window++) {
      List<String> lines = new ArrayList<>();
      int share = count / WINDOWS + (window < count % WINDOWS ? 1 : 0);
      for (int i = 0; i < share; i++) {
        lines.add(record(random, from));
        plain += lines.get(lines.size() - 1).getBytes(StandardCharsets.UTF_8).length + 1;
      }
      zstd += zstd(lines);
      archive.window(from.toString(), from.plus(WINDOW).toString(), 0, lines);
      from = from.plus(WINDOW);
    }
    return new long[] {plain, zstd};
  }

  /** What a part of these would have with the product's default codec and level. */
  private static long zstd(List<String> lines) throws IOException {
    Path file = Files.createTempFile("part", ".zst");
    try {
      try (OutputStream out =
          new BufferedOutputStream(new ZstdOutputStream(Files.newOutputStream(file), 1))) {
        for (String line : lines) {
          out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      return Files.size(file);
    } finally {
      Files.delete(file);
    }
  }

  /** What Linux says; -1 elsewhere. */
  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.isReadable(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(-1)
        : -1;
  }

  private static String record(Random random, Instant from) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    Instant time = from.plusMillis(random.nextInt((int) WINDOW.toMillis()));
    return Auditee.record(
        id,
        time.toString().length() == 20 ? time.toString().replace("Z", ".000Z") : time.toString(),
        new UUID(0, random.nextInt(500)).toString(),
        TYPES.get(random.nextInt(TYPES.size())),
        new UUID(1, random.nextInt(20_000)).toString(),
        "property." + random.nextInt(40));
  }

  private static long bytes(S3Server s3, String begin) {
    return s3
        .client()
        .listObjectsV2Paginator(request -> request.bucket(s3.bucket()).prefix(begin))
        .contents()
        .stream()
        .mapToLong(found -> found.size())
        .sum();
  }

  private static long heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  /** The time that passed, and the time that this process was given of the processors. */
  private static final class Watch {
    private final long begin = System.nanoTime();
    private final long used = used();

    void say(String what) {
      ManyRecords.say(what + ", milliseconds", (System.nanoTime() - begin) / 1_000_000);
      ManyRecords.say(what + ", milliseconds of processors", (used() - used) / 1_000_000);
    }

    private static long used() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }

  private static void say(String what, long value) {
    System.out.printf("%s: %d%n", what, value);
  }
}
