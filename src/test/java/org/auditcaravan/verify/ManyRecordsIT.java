package org.auditcaravan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.auditcaravan.servers.Child;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of a million records is closed and verified in a heap of 256 MB. */
@Tag("drill")
class ManyRecordsIT {
  private static final int RECORDS = Integer.getInteger("records", 1_000_000);

  @TempDir Path folder;

  @Test
  void areClosedAndVerifiedInASmallHeap() throws IOException {
    Path log = folder.resolve("many.log");
    int code =
        Child.start(
                "The day of many records",
                Path.of("").toAbsolutePath(),
                log,
                Map.of(),
                List.of(
                    Child.java(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ManyRecords.class.getName(),
                    folder.toString(),
                    String.valueOf(RECORDS)))
            .exitCode(Duration.ofHours(1));
    String output = Files.readString(log);
    System.out.println(output);
    assertThat(code).as(output).isZero();
    assertThat(output)
        .contains("records verified: " + RECORDS)
        .contains("records verified as Parquet: " + RECORDS)
        .contains("findings: 0");
  }
}
