package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyFieldOfARecordIsMappedAndNoOther() throws IOException {
    List<String> mapped = new ArrayList<>();
    template("flattened")
        .at("/template/mappings/properties")
        .fieldNames()
        .forEachRemaining(mapped::add);
    List<String> fields = new ArrayList<>();
    JSON.readTree(Parts.record("e-1", 0, null)).fieldNames().forEachRemaining(fields::add);
    assertThat(mapped).isEqualTo(fields);
  }

  @Test
  void theAliasIsThePatternAndALongerAliasWins() throws IOException {
    JsonNode template = template("flattened");
    assertThat(template.at("/index_patterns/0").asText()).isEqualTo("audit-records-*.*");
    assertThat(template.at("/template/aliases").has("audit-records")).isTrue();
    assertThat(template.path("priority").asInt())
        .isLessThan(
            JSON.readTree(IndexTemplate.json("audit-records-eu", "object"))
                .path("priority")
                .asInt());
  }

  @Test
  void anEngineThatHasThisVersionKeepsItsOwn() throws IOException {
    Contact contact = new Contact("audit-records");
    answer(contact, 200, "{\"index_templates\":[{\"index_template\":{\"version\":1}}]}");
    assertThat(contact.done()).isTrue();
  }

  @Test
  void anEngineThatHasAnOlderOneGetsThisOne() throws IOException {
    Contact contact = new Contact("audit-records");
    answer(contact, 200, "{\"index_templates\":[{\"index_template\":{}}]}");
    assertThat(contact.done()).isFalse();
    assertThat(contact.request().method()).isEqualTo("PUT");
  }

  @Test
  void anEngineThatKnowsNoneOfTheWordsIsQuoted() throws IOException {
    Contact contact = new Contact("audit-records");
    answer(contact, 404, "{}");
    String refusal = "{\"error\":{\"reason\":\"no handler for type [flattened]\"}}";
    answer(contact, 400, refusal);
    answer(contact, 400, "{}");
    assertThatThrownBy(() -> answer(contact, 400, "{}"))
        .isInstanceOf(IndexFailure.class)
        .hasMessageContaining("no handler for type [flattened]");
  }

  private static void answer(Contact contact, int status, String json) throws IOException {
    contact.answer(status, new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonNode template(String extra) throws IOException {
    return JSON.readTree(IndexTemplate.json("audit-records", extra));
  }
}
