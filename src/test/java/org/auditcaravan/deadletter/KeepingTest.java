package org.auditcaravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.auditcaravan.window.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepingTest {
  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(String.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger(Keeping.class.getName()).addHandler(log);
  }

  @AfterEach
  void listenNoMore() {
    Logger.getLogger(Keeping.class.getName()).removeHandler(log);
  }

  @Test
  void manyLettersAreOneLineAndWhatAVendorWroteIsNone() {
    DeadLetters letters = new DeadLetters(Database.H2.migrated(folder), act -> {});
    new Keeping(letters, InstantSource.system())
        .keep(List.of(failure("1"), failure("2"), failure("3")));
    assertThat(lines)
        .containsExactly(
            "acme: 3 dead letters for elasticsearch (index-rejected), the first: value 1 INFO all is"
                + " well [2J");
    assertThat(letters.list(Filter.open(), 10)).hasSize(3);
  }

  private static Failure failure(String id) {
    return new Failure(
        "acme",
        null,
        "elasticsearch",
        Reason.INDEX_REJECTED,
        "value " + id + "\r\nINFO all is well\n\u001b[2J",
        id,
        id.getBytes(StandardCharsets.UTF_8));
  }
}
