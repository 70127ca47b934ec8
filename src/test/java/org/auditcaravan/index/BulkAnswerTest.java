package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.auditcaravan.index.BulkAnswer.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkAnswerTest {
  @Test
  void eachDocumentHasItsVerdictInOrder() throws IOException {
    BulkAnswer answer =
        read(
            """
            {"errors":true,"took":3,"items":[
              {"index":{"_id":"a","status":201,"_shards":{"total":1}}},
              {"create":{"status":200}},
              {"index":{"status":400,"error":{"type":"document_parsing_exception",
                "reason":"no date","root_cause":[{"type":"x"}],
                "caused_by":{"type":"y","reason":"yesterday","caused_by":{"reason":"deep"}}}}},
              {"index":{"error":"old style","status":429}}]}
            """);
    assertThat(answer.items())
        .containsExactly(
            new Verdict(201, null, null),
            new Verdict(200, null, null),
            new Verdict(400, "document_parsing_exception", "no date: yesterday: deep"),
            new Verdict(429, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{\"items\":[{\"index\":{\"status\":201}}",
        "{\"items\":[{\"index\":{}}]}",
        "{\"items\":[{}]}"
      })
  void whatIsNoAnswerIsNotTakenForOne(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
  }

  private static BulkAnswer read(String text) throws IOException {
    return BulkAnswer.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
