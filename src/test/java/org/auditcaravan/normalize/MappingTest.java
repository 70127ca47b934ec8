package org.auditcaravan.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.ApiDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String DEFAULT = "default: {fields: {entityType: [entityType]}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|record.default.fields names no field",
        "default: {fields: {}}|record.default.fields names no field",
        "default: {fields: {userId: []}}|record.default.fields.userId names no field",
        "default: {fields: {userId: [7]}}|record.default.fields.userId names no field",
        "default: {fields: {userId: ['user..id']}}|record.default.fields.userId names no field",
        "default: {fields: {userId: {a: b}}}|record.default.fields.userId names no field",
        "default: {fields: {usrId: [user.id]}}|record.default.fields.usrId is unknown: use one of userId, userName",
        "default: {fields: [userId]}|record.default.fields holds no names with values",
        "default: {field: {}}|record.default.field is unknown: use one of fields, changes, extra",
        "defaults: {}|record.defaults is unknown",
        "default: {fields: {action: [a]}, changes: {list: a}}|record.default.changes is no list",
        "default: {fields: {action: [a]}, changes: [{lists: a}]}|record.default.changes[0] is of no known kind",
        "default: {fields: {action: [a]}, changes: [{list: a, key: k}]}|record.default.changes[0].previous names no field",
        "default: {fields: {action: [a]}, changes: [{list: a, previous: p, new: n}]}|record.default.changes[0].key is no text",
        "default: {fields: {action: [a]}, changes: [{list: a, key: '{k', previous: p, new: n}]}|record.default.changes[0].key names no field",
        "default: {fields: {action: [a]}, changes: [{list: a, key: '{}:{k}', previous: p, new: n}]}|record.default.changes[0].key names no field",
        "default: {fields: {action: [a]}, changes: [{snapshots: {before: b}}]}|record.default.changes[0].snapshots.after names no field",
        "default: {fields: {action: [a]}, changes: [{flat: a, old: b}]}|record.default.changes[0].old is unknown",
        "default: {fields: {action: [a]}, extra: {x: }}|record.default.extra.x names no field",
        "{default: {fields: {action: [a]}}, entity-types: {Queue: {}}}|record.entity-types.Queue names no field",
        "{default: {fields: {action: [a]}}, entity-types: {Queue: {fields: {b: c}}}}|record.entity-types.Queue.fields.b is unknown",
        "{default: {fields: {action: [a]}}, known: {members: a}}|record.known.members is no list"
      })
  void aWrongMappingIsRefusedWithFileEntryAndRepair(String record, String reason) {
    assertThatThrownBy(() -> Mapping.of(api("record", record)))
        .isInstanceOf(Fault.class)
        .hasMessageStartingWith("routes/mapping-genesys-audits.yaml: " + reason)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{timestamp: [t]}|event.id names no field",
        "{id: [i]}|event.timestamp names no field",
        "{id: [i], timestamp: [t], expansion: [e]}|event.expansion is unknown"
      })
  void aWrongEventSectionIsRefused(String event, String reason) throws IOException {
    ApiDefinition wrong = api("event", event);

    assertThatThrownBy(() -> new PageParser(wrong))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> Mapping.of(wrong))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|paging.events names no field",
        "{events: [data..entities]}|paging.events names no field"
      })
  void aPagingSectionThatDoesNotSayWhereEventsStandIsRefused(String paging, String reason)
      throws IOException {
    ApiDefinition wrong = api("paging", paging);

    assertThatThrownBy(() -> new PageParser(wrong))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: b}|exclude is no list",
        "[{when: {a: [b]}}]|exclude[0].name is no text",
        "[{name: n}]|exclude[0].when names no field",
        "[{name: n, when: {a: []}}]|exclude[0].when.a has no value",
        "[{name: n, when: {a: [7]}}]|exclude[0].when.a is no text",
        "[{name: n, if: {a: [b]}}]|exclude[0].if is unknown"
      })
  void aWrongExclusionIsRefused(String exclude, String reason) {
    assertThatThrownBy(() -> Mapping.of(api("exclude", exclude)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(reason);
  }

  @Test
  void anEventIsExcludedByTheFirstRuleOfWhichAllConditionsHold() throws IOException {
    Exclusions exclusions =
        Mapping.of(
                api(
                    "exclude",
                    "[{name: views, when: {entityType: [Recording, Call], action: [View]}},"
                        + " {name: robots, when: {user.id: ['7', r2]}}]"))
            .exclusions();

    assertThat(exclusions.ruleFor(Samples.event("{\"entityType\":\"Call\",\"action\":\"View\"}")))
        .contains("views");
    assertThat(exclusions.ruleFor(Samples.event("{\"user\":{\"id\":7}}"))).contains("robots");
    assertThat(exclusions.ruleFor(Samples.event("{\"entityType\":\"Call\",\"action\":\"Edit\"}")))
        .isEmpty();
    assertThat(exclusions.ruleFor(Samples.event("{}"))).isEmpty();
  }

  @Test
  void nothingIsExcludedUnlessDeclared() {
    assertThat(Mapping.of(Samples.api(Samples.AUDITS)).exclusions().ruleFor(Samples.event("{}")))
        .isEmpty();
  }

  @Test
  void anEntityTypeIsLaidOverTheDefault() throws IOException {
    Mapping mapping =
        Mapping.of(
            api(
                "record",
                "{default: {fields: {entityType: [entityType], action: [action]},"
                    + " changes: [{flat: k, previous: p, new: n}], extra: {a: [a]}},"
                    + " entity-types: {Queue: {fields: {action: [verb, action]}, extra: {b: [b]}},"
                    + " Flow: {changes: [{snapshots: {before: b, after: a}}]}}}"));

    Schema queue = mapping.schemaOf(Samples.event("{\"entityType\":\"Queue\"}").root());
    assertThat(queue.fields().get(RecordField.ACTION)).hasToString("[verb, action]");
    assertThat(queue.fields()).containsKey(RecordField.ENTITY_TYPE);
    assertThat(queue.extra().keySet()).containsExactly("a", "b");
    assertThat(queue.changes()).hasOnlyElementsOfType(FlatChange.class);
    Schema flow = mapping.schemaOf(Samples.event("{\"entityType\":\"Flow\"}").root());
    assertThat(flow.changes()).hasOnlyElementsOfType(Snapshots.class);
    Schema other = mapping.schemaOf(Samples.event("{\"entityType\":\"queue\"}").root());
    assertThat(other.fields().get(RecordField.ACTION)).hasToString("[action]");
  }

  @Test
  void withoutListsOfWhatIsKnownNothingIsUnknown() throws IOException {
    Unknowns unknowns = new Unknowns("acme");

    Mapping.of(api("record", "{" + DEFAULT + "}"))
        .count(Samples.event("{\"entityType\":\"Spline\",\"x\":1}").root(), unknowns);

    assertThat(unknowns.entityTypes()).isEmpty();
    assertThat(unknowns.members()).isEmpty();
  }

  private static ApiDefinition api(String section, String yaml) throws IOException {
    ApiDefinition api = Samples.api(Samples.AUDITS);
    JsonNode changed = YAML.readTree(yaml);
    return new ApiDefinition(
        api.name(),
        api.file(),
        api.defaults(),
        section.equals("paging") ? changed : api.paging(),
        api.answers(),
        section.equals("event") ? changed : api.event(),
        section.equals("record") ? changed : api.record(),
        section.equals("exclude") ? changed : api.exclude(),
        section.equals("presets") ? changed : api.presets());
  }
}
