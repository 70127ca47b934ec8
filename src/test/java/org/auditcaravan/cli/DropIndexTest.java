package org.auditcaravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.expire.MonthProof;
import org.auditcaravan.index.Months;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.seal.Head;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A month is dropped only where the archive has at least as much of it. */
class DropIndexTest {
  private static final String MONTH = "/audit-records-2026.03";

  private VendorStub engine;

  @BeforeEach
  void start() throws IOException {
    engine = new VendorStub();
    engine.answer(
        "POST " + MONTH + "/_search",
        Answer.status(
            200,
            """
            {"hits":{"total":{"value":3}},
             "aggregations":{"sources":{"buckets":[{"key":"acme","doc_count":3}]}}}
            """));
    engine.answer("DELETE " + MONTH, Answer.status(200, "{}"));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private int drop(long archived) throws Exception {
    DropIndexCommand command = new DropIndexCommand();
    new CommandLine(command);
    command.config =
        TestSources.config(
            Map.of(
                "sinks.elasticsearch.url", engine.uri("").toString(),
                "sources.acme.api", "genesys-audits",
                "sources.acme.region", "eu-central-1",
                "sources.acme.client-id", "id"));
    command.sources = new Sources(command.config);
    command.months = new Months(command.config);
    command.proof =
        new MonthProof(null, null) {
          @Override
          public Map<String, Long> records(
              Collection<Source> sources, YearMonth month, List<Head> heads) {
            return Map.of("acme", archived);
          }
        };
    command.month = YearMonth.parse("2026-03");
    command.index = Optional.empty();
    command.anchor = Optional.empty();
    return command.call();
  }

  private List<String> dropped() {
    return engine.calls.stream()
        .filter(call -> call.method().equals("DELETE"))
        .map(VendorStub.Call::path)
        .toList();
  }

  @Test
  void whatTheArchiveHoldsIsDropped() throws Exception {
    assertThat(drop(4)).isZero();
    assertThat(dropped()).containsExactly(MONTH);
  }

  @Test
  void whatTheIndexHasMoreOfStays() {
    assertThatThrownBy(() -> drop(2))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("holds 3 documents of source acme, and the archive 2 records");
    assertThat(dropped()).isEmpty();
  }
}
