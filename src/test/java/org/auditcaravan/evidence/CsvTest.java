package org.auditcaravan.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\n=x",
        "  =1",
        "\u00a0=1",
        "\uFF1D1",
        "\uFEFF=1",
        "\u200B+1",
        "=\"a\""
      })
  void noCellIsAFormula(String text) {
    String cell = Csv.cell(text);
    assertThat(cell).startsWith("\"'").endsWith("\"");
    assertThat(cell.substring(2, cell.length() - 1).replace("\"\"", "\"")).isEqualTo(text);
  }

  @Test
  void whatNeedsQuotesHasThemAndNothingElse() throws IOException {
    StringWriter out = new StringWriter();
    Csv.row(out, Arrays.asList("plain", "a,b", "say \"x\"", "two\nlines", null, "", "a=b", "1"));
    Csv.row(out, List.of("x"));
    assertThat(out).hasToString("plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",,,a=b,1\r\nx\r\n");
  }
}
