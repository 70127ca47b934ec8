package org.auditcaravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLinesTest {
  private final StartUpFailure filter = new StartUpFailure();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no\r\n2026-11-20 00:00:00 INFO  forged",
        "no\u001b]0;title\u0007",
        "no\u202ereversed",
        "no\u2028further",
        "no\u0000end"
      })
  void whatALineQuotesNeitherBeginsAnotherNorCommandsATerminal(String quoted) {
    ExtLogRecord line =
        new ExtLogRecord(Level.WARN, "acme: %s, 100 %%", FormatStyle.PRINTF, "class");
    line.setParameters(new Object[] {quoted});
    assertThat(filter.isLoggable(line)).isTrue();
    assertThat(new PatternFormatter("%m").format(line))
        .startsWith("acme: no ")
        .endsWith(", 100 %")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028]");
  }

  @Test
  void whatIsHarmlessStaysAsItIs() {
    ExtLogRecord line = new ExtLogRecord(Level.INFO, "two  blanks: %s", FormatStyle.PRINTF, "c");
    line.setParameters(new Object[] {"üñí"});
    assertThat(filter.isLoggable(line)).isTrue();
    assertThat(line.getMessage()).isEqualTo("two  blanks: %s");
  }
}
