package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts B and C of the customer's documents: trunks, and analytics of many organisations. */
class CustomerContractsTest {
  private static final String EVENTS = "GET /api/v2/audit/events";
  private static final String ANALYTICS = "GET /api/v2/analytics/events";

  @TempDir Path folder;
  private final VendorStub vendor = stub();
  private Line line;

  @AfterEach
  void stop() {
    line.close();
    vendor.close();
  }

  @Test
  void contract_b_is_asked_for_a_family_of_types_with_its_three_scopes() throws Exception {
    start(
        "genesys-audit-events",
        Map.of(
            "query.type", "TRUNK", "query.search", "credential", "query.environmentId", "apac-1"));
    vendor.first(
        EVENTS,
        Answer.json("{\"entities\":[" + event("a") + "],\"total\":2,\"nextPage\":\"p2\"}"),
        Answer.json("{\"entities\":[" + event("b") + "],\"total\":2}"));

    WindowRead read = line.read(line.open(10, 11));

    assertThat(line.ids()).containsExactly("a", "b");
    assertThat(read.paging().shortfall()).isEmpty();
    assertThat(vendor.calls(EVENTS).get(1).query())
        .isEqualTo(
            "dateFrom=2026-11-20T09%3A59%3A59Z&dateTo=2026-11-20T11%3A00%3A01Z"
                + "&environmentId=apac-1&pageSize=100&pageToken=p2&search=credential&type=TRUNK");
    assertThat(vendor.calls("POST /oauth/token").get(0).body())
        .contains("scope=audit%3Aread+security%3Aread+byoc%3Aread");
    assertThat(line.source.api().defaults().requestsPerMinute()).isEqualTo(1000);
  }

  @Test
  void what_contract_b_keeps_back_under_a_success_is_a_shortfall_and_splits_nothing()
      throws Exception {
    start("genesys-audit-events", Map.of());
    vendor.first(
        EVENTS,
        Answer.json("{\"entities\":[" + event("a") + "],\"total\":5,\"nextPage\":\"p2\"}"),
        Answer.json("{\"entities\":[" + event("b") + "],\"total\":5}"));

    WindowRead read = line.read(line.open(10, 11));

    assertThat(line.ids()).containsExactly("a", "b");
    assertThat(read.hasNext()).isFalse();
    assertThat(read.paging().confirmed()).isFalse();
    assertThat(read.paging().shortfallReason()).isEqualTo("omitted");
    assertThat(read.paging().shortfall().orElseThrow())
        .contains("counts 5 events that match and showed 2")
        .contains("keeps 3")
        .contains("scope")
        .contains("query.environmentId");
  }

  @Test
  void contract_c_keeps_both_ids_of_a_call() throws Exception {
    start("genesys-analytics-events", Map.of());
    vendor.answer(
        ANALYTICS,
        Answer.json("{\"entities\":[]}")
            .with("ININ-Correlation-Id", "c-1")
            .with("x-genesys-cloud-request-id", "r-1"));

    WindowRead read = line.read(line.open(10, 11));

    assertThat(read.responses().get(0).correlationId()).isEqualTo("c-1 r-1");
    assertThat(vendor.calls("POST /oauth/token").get(0).body())
        .contains("scope=analytics%3Aread+analytics%3Aexport+org%3Aread");
  }

  @Test
  void a_refusal_of_contract_c_names_the_scope_that_the_document_names() throws Exception {
    start("genesys-analytics-events", Map.of());
    vendor.answer(
        ANALYTICS,
        Answer.status(403, "{\"error\":\"access_denied\",\"error_description\":\"Access denied.\"}")
            .with("x-genesys-cloud-request-id", "r-2"));

    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("analytics:export")
        .hasMessageContaining("r-2")
        .hasMessageContaining("Access denied.");
  }

  @Test
  void data_residency_is_told_apart_from_a_missing_permission() throws Exception {
    start("genesys-analytics-events", Map.of());
    vendor.answer(
        ANALYTICS,
        Answer.status(
            403,
            "{\"error\":\"access_denied\","
                + "\"error_description\":\"Blocked by Data Residency restrictions.\"}"));

    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("keeps its data in its region")
        .hasMessageNotContaining("analytics:export");
  }

  private void start(String api, Map<String, String> keys) throws Exception {
    line = new Line(vendor, api, folder, new HashMap<>(keys));
  }

  private static String event(String id) {
    return "{\"id\":\"" + id + "\",\"timestamp\":\"2026-11-20T10:00:00Z\"}";
  }

  private static VendorStub stub() {
    try {
      return new VendorStub();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
