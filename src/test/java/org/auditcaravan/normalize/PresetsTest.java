package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.ApiDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'Role','action':'Update'} | roles",
        "{'type':'role','action':'Update'} | ''",
        "{'type':'Role','action':'View'}   | ''",
        "{'type':'Role'}                   | ''",
        "{'type':null,'action':'Update'}   | ''",
        "{'changes':[{'p':'x'},{'p':'sip.CREDENTIAL.a'}]} | secrets",
        "{'changes':[{'q':'credential'}]}  | ''",
        "{'changes':{'p':'credential'}}    | ''",
        "{'changes':[{'p':['a','credential']}]} | secrets",
        "{'type':'Role','action':'Update','changes':[{'p':'credential'}]} | 'roles,secrets'"
      })
  void all_conditions_must_hold_and_a_star_stands_for_anything(String event, String names)
      throws IOException {
    Presets presets =
        presets(
            """
            - {name: roles, when: {type: [Group, Role], action: [Update]}}
            - {name: secrets, when: {changes.*.p: ["*credential*"]}}
            - {name: secrets, when: {changes.*.p: ["*credential*"]}}
            """);
    byte[] json = event.replace('\'', '"').getBytes(UTF_8);

    assertThat(String.join(",", presets.of(JsonReader.read(json, 0, json.length))))
        .isEqualTo(names);
  }

  @Test
  void dots_and_brackets_in_a_value_stand_for_themselves() throws IOException {
    Presets presets = presets("- {name: p, when: {a: ['x.(y)*z']}}");

    assertThat(of(presets, "{\"a\":\"x.(y) and z\"}")).containsExactly("p");
    assertThat(of(presets, "{\"a\":\"xq(y) and z\"}")).isEmpty();
  }

  @Test
  void our_own_reading_of_the_log_is_known() {
    Presets presets = Mapping.of(Samples.api("azure-devops-audit")).presets();

    assertThat(presets.hasHeartbeat()).isTrue();
    assertThat(presets.isHeartbeat(access("audit-caravan"))).isTrue();
    assertThat(presets.isHeartbeat(access("Mozilla/5.0"))).isFalse();
    assertThat(Mapping.of(Samples.api(Samples.AUDITS)).presets().hasHeartbeat()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: x}",
        "- {name: x}",
        "- {when: {a: [b]}}",
        "- {name: x, when: {a: []}}",
        "- {name: x, when: {a: [b]}, note: z}",
        "- {name: x, when: {a: [b]}, heartbeat: often}"
      })
  void what_is_wrong_is_named_with_its_entry(String yaml) {
    assertThatThrownBy(() -> presets(yaml))
        .isInstanceOf(Fault.class)
        .hasMessageStartingWith("routes/mapping-genesys-audits.yaml: presets")
        .hasMessageContaining(": ");
  }

  private static List<String> of(Presets presets, String event) {
    byte[] json = event.getBytes(UTF_8);
    return presets.of(JsonReader.read(json, 0, json.length));
  }

  private static Event access(String agent) {
    String json =
        "{\"id\":\"1\",\"actionId\":\"AuditLog.AccessLog\",\"userAgent\":\"" + agent + "\"}";
    return Samples.event("azure-devops-audit", json.getBytes(UTF_8));
  }

  private static Presets presets(String yaml) throws IOException {
    ApiDefinition api = Samples.api(Samples.AUDITS);
    JsonNode presets = YAML.readTree(yaml);
    return Mapping.of(
            new ApiDefinition(
                api.name(),
                api.file(),
                api.defaults(),
                api.paging(),
                api.answers(),
                api.event(),
                api.record(),
                api.exclude(),
                presets))
        .presets();
  }
}
