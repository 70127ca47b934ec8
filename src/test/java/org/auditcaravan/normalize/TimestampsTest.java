package org.auditcaravan.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way of reading and writing times agrees with Java's own. */
class TimestampsTest {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void everyTimeThatJavaWritesIsReadAsThatTime() {
    for (int digits = 0; digits <= 9; digits++) {
      for (int i = 0; i < 1_000; i++) {
        Instant time = anyTime((int) Math.pow(10, 9 - digits));

        assertThat(Timestamps.read(time.toString())).isEqualTo(time);
      }
    }
  }

  @Test
  void timesAreWrittenWithTruncatedMilliseconds() {
    for (int i = 0; i < 10_000; i++) {
      Instant time = anyTime(1);

      assertThat(Timestamps.write(time)).isEqualTo(MILLISECONDS.format(time));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-10-02T07:15:09Z",
        "2026-13-02T07:15:09Z",
        "2025-02-29T07:15:09Z",
        "2026-10-02T24:00:00Z",
        "2026-10-02T07:15:60Z",
        "2026-10-02T07:15:09,5Z",
        "2026-10-02 07:15:09Z",
        "2026-10-02T07:15:0٣Z",
        "2026-10-02T07:15:09ZZ",
        "-026-10-02T07:15:09Z",
        "Z",
        ""
      })
  void whatOnlyLooksLikeATimeIsNone(String text) {
    assertThat(Timestamps.read(text)).isNull();
  }

  /** A time from the year 1 to the year 9999, in steps of so many nanoseconds. */
  private Instant anyTime(int step) {
    long second =
        random.nextLong(
            Instant.parse("0001-01-01T00:00:00Z").getEpochSecond(),
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond());
    return Instant.ofEpochSecond(second, random.nextInt(1_000_000_000) / step * (long) step);
  }
}
