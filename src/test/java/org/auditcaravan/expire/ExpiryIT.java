package org.auditcaravan.expire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.auditcaravan.verify.Auditee.record;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Horizon;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.source.Source;
import org.auditcaravan.verify.ArchiveCopy.Stored;
import org.auditcaravan.verify.Auditee;
import org.auditcaravan.verify.Finding;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.verify.Verifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days go only when their archive vouches for them, and behind a link that says so. */
class ExpiryIT {
  private static final LocalDate SECOND = LocalDate.parse("2026-03-02");

  @TempDir static Path server;
  private static S3Server s3;

  @TempDir Path folder;
  private Auditee archive;
  private Source acme;
  private Proof proof;
  private Expiry expiry;

  @BeforeAll
  static void start() {
    s3 = S3Server.start(server, "archive");
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void closeTwoDaysAndLeaveOneOpen() throws Exception {
    archive = new Auditee(s3, folder, null);
    for (int day = 1; day <= 3; day++) {
      String date = "2026-03-0" + day;
      archive.window(
          date + "T00:00:00Z",
          "2026-03-0" + (day + 1) + "T00:00:00Z",
          0,
          List.of(record("r" + day, date + "T01:00:00.000Z", "ann", "Queue", "q", "name")));
    }
    archive.known();
    archive.close("2026-03-01");
    archive.close("2026-03-02");
    archive.anchor();
    acme = archive.sources.get("acme");
    proof = new Proof(archive.config, archive.places, archive.clients);
    expiry = new Expiry(archive.ledger, archive.places, archive.clients, proof);
  }

  @AfterEach
  void empty() {
    archive.close();
    s3.keys("").forEach(archive::delete);
  }

  private void check(LocalDate first) throws Exception {
    expiry.check(acme, first, true, Verifier.heads(archive.anchors));
  }

  @Test
  void whatIsOldEnoughGoesBehindASignedLinkAndNothingElse() throws Exception {
    List<String> before = s3.keys("");
    List<Stored> old = expiry.before(acme, SECOND);
    assertThat(old)
        .hasSize(3)
        .allSatisfy(object -> assertThat(object.key()).contains("date=2026-03-01"));
    assertThatThrownBy(() -> expiry.delete(acme, SECOND, old, key -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThat(s3.keys("")).isEqualTo(before);
    check(SECOND);
    archive.close(new Horizon("acme", SECOND));
    archive.anchor();
    assertThat(expiry.delete(acme, SECOND, old, key -> {})).isEqualTo(3);
    assertThat(s3.keys(""))
        .containsAll(before.stream().filter(key -> !named(old).contains(key)).toList())
        .doesNotContainAnyElementsOf(named(old));
    Verdict verdict = archive.verify();
    assertThat(verdict.intact()).as(verdict.findings().toString()).isTrue();
    assertThat(verdict.findings())
        .extracting(Finding::kind, Finding::object)
        .contains(org.assertj.core.groups.Tuple.tuple(Finding.Kind.EXPIRED, "2026-03-01"));
    archive.known();
    assertThat(archive.ledger.seals().horizon("acme")).contains(SECOND);
    assertThat(
            archive
                .ledger
                .deliveries()
                .owe("acme", "elasticsearch", Instant.EPOCH, Instant.now(), Instant.now()))
        .as("no sink is owed what is gone")
        .isEqualTo(2);
  }

  private static List<String> named(List<Stored> objects) {
    return objects.stream().map(Stored::key).toList();
  }

  @Test
  void whatIsNotClosedStays() {
    assertThatThrownBy(() -> check(LocalDate.parse("2026-03-04")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("not-sealed 2026-03-03");
  }

  @Test
  void whatIsNotIntactStays() throws Exception {
    String part = s3.keys("audit/records/source=acme/date=2026-03-01").get(0);
    archive.put(part, new byte[] {1});
    assertThatThrownBy(() -> check(SECOND))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("changed " + part);
  }

  @Test
  void whatTheSecondPlaceDoesNotKnowStays() throws Exception {
    archive.known();
    assertThatThrownBy(() -> check(SECOND))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("00000001_2026-03-01.json");
    archive.anchor();
    check(SECOND);
    Files.walk(archive.anchors)
        .filter(file -> file.toString().endsWith("2.json"))
        .forEach(file -> file.toFile().delete());
    check(SECOND);
  }

  @Test
  void aMonthIsProvedByItsDaysFromTheFirstOneOn() throws Exception {
    MonthProof months = new MonthProof(proof, new ArchiveReader(archive.places, archive.clients));
    YearMonth march = YearMonth.parse("2026-03");
    assertThatThrownBy(() -> months.records(List.of(acme), march, List.of()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("not-sealed 2026-03-03");
    List<String> days = new ArrayList<>();
    for (int day = 3; day <= 31; day++) {
      days.add("2026-03-%02d".formatted(day));
    }
    for (String day : days.subList(0, days.size() - 1)) {
      archive.close(day);
    }
    assertThatThrownBy(() -> months.records(List.of(acme), march, List.of()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("2026-03-31 of source acme is not closed");
    archive.close(days.get(days.size() - 1));
    assertThat(months.records(List.of(acme), march, List.of())).isEqualTo(Map.of("acme", 3L));
    archive.delete(s3.keys("audit/records").get(0));
    assertThatThrownBy(() -> months.records(List.of(acme), march, List.of()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("removed audit/records");
  }
}
