package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.auditcaravan.doctor.Baseline;
import org.auditcaravan.pagination.Line;
import org.auditcaravan.pagination.Pagings;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.pagination.VendorStub.Call;
import org.auditcaravan.routes.ShippedRoutes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped route {@code baseline}: what is said of a filter that never finds anything. */
class BaselineTest extends LedgerFixture {
  private static final String AUDITLOGS = "GET /api/v2/auditlogs";

  private VendorStub vendor;
  private Line line;

  @BeforeEach
  void open() throws Exception {
    vendor = new VendorStub();
    line =
        new Line(
            vendor, "genesys-auditlogs", folder, new HashMap<>(Map.of("filters.type", "admin")));
    line.context()
        .getRegistry()
        .bind("baseline", new Baseline(ledger, new Pagings(line.facts, line.clock), line.clock));
    ShippedRoutes.load(line.context(), "baseline");
    vendorHas("configuration", "12:30");
  }

  @AfterEach
  void close() {
    line.close();
    vendor.close();
  }

  /** The vendor finds events of this type, and none of another. */
  private void vendorHas(String type, String... times) {
    List<String> events =
        List.of(times).stream()
            .map(
                time ->
                    "{\"auditId\":\"e-%s\",\"type\":\"%s\",\"timestamp\":\"2026-11-10T%s:00Z\"}"
                        .formatted(time, type, time))
            .toList();
    vendor.answer(
        AUDITLOGS,
        call ->
            Answer.json(
                "{\"entities\":["
                    + (asksFor(call, type) ? String.join(",", events) : "")
                    + "],\"total\":"
                    + (asksFor(call, type) ? events.size() : 0)
                    + "}"));
  }

  private static boolean asksFor(Call call, String type) {
    return !call.query().contains("filter=") || call.query().contains(type);
  }

  /** Reads and commits the next window as the service does. */
  private Exchange window(String now) throws Exception {
    plan(asking(USUAL, line.scope()), now);
    Claim claim = claim(now);
    WindowRead read = line.read(line.open(claim));
    read.events().delivered(read.events().received());
    commit(claim, read.events().received(), now);
    read.committed();
    Exchange done =
        line.context()
            .createProducerTemplate()
            .request("direct:baseline", exchange -> exchange.setVariable("read", read));
    assertThat(done.getException()).isNull();
    assertThat(done.getVariable("read")).isSameAs(read);
    new Findings(ledger).keep(read, at(now));
    return done;
  }

  @Test
  void zeroRecordsAlthoughThereWereSomeIsAWarningWithFilterAndCount() throws Exception {
    window("13:15");

    assertThat(status("13:20").notes())
        .singleElement()
        .asString()
        .contains("the filter {type=admin} found 0 events in each of 1 windows")
        .contains("20261110T120000Z_20261110T130000Z has 1 on its first page without it")
        .contains("type [configuration]")
        .contains("correct audit.sources.acme.filters");
    assertThat(ledger.figures().notes()).containsExactly(new Figures.Count(ACME, "filter", 1));
    assertThat(status("13:20").complete()).isTrue();
  }

  @Test
  void theWarningEndsWhenTheFilterFindsSomething() throws Exception {
    window("13:15");
    vendorHas("admin", "13:30");
    window("14:15");

    assertThat(status("14:20").notes()).isEmpty();
  }

  @Test
  void aFilterThatHasFoundSomethingBeforeIsNotDoubted() throws Exception {
    vendorHas("admin", "12:30");
    window("13:15");
    vendorHas("configuration", "13:30");
    window("14:15");

    assertThat(status("14:20").notes()).isEmpty();
    assertThat(unfiltered()).isZero();
  }

  @Test
  void thatNothingHappenedAtAllIsNoWarning() throws Exception {
    vendorHas("configuration");
    window("13:15");

    assertThat(unfiltered()).isEqualTo(1);
    assertThat(status("13:20").notes()).isEmpty();
  }

  @Test
  void theVendorIsAskedAgainAfterHoursOnly() throws Exception {
    window("13:15");
    window("14:15");
    assertThat(unfiltered()).isEqualTo(1);

    line.clock.advance(java.time.Duration.ofHours(7));
    vendorHas("configuration", "14:30");
    window("15:15");
    assertThat(unfiltered()).isEqualTo(2);
    assertThat(status("15:20").notes())
        .singleElement()
        .asString()
        .contains("found 0 events in each of 3 windows");
  }

  @Test
  void aLookWithoutFiltersThatFailsHarmsNothing() throws Exception {
    vendor.answer(
        AUDITLOGS,
        call ->
            call.query().contains("filter=")
                ? Answer.json("{\"entities\":[],\"total\":0}")
                : Answer.status(403, "{\"code\":\"missing.permissions\"}"));
    window("13:15");

    assertThat(unfiltered()).isEqualTo(1);
    assertThat(status("13:20").notes()).isEmpty();
  }

  private long unfiltered() {
    return vendor.calls(AUDITLOGS).stream()
        .filter(call -> !call.query().contains("filter="))
        .count();
  }
}
