package org.auditcaravan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.pagination.Evidence;
import org.auditcaravan.pagination.Forbidden;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the doctor says of a healthy source, of two causes at once, and how it says it. */
class DoctorTest {
  @TempDir Path folder;

  @Test
  void aHealthySourceHasNoCause() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      Examination healthy = clinic.examine(clinic.source("acme-client"));
      assertThat(healthy.findings()).isEmpty();
      assertThat(healthy.cause()).isEmpty();
      assertThat(healthy.steps()).containsOnlyKeys("settings", "network", "token", "read");
      assertThat(healthy.steps().get("read")).matches("[1-9]\\d* events .*");
    }
  }

  @Test
  void twoCausesAtOnceAreBothTold() throws Exception {
    try (Clinic clinic = new Clinic(folder);
        VendorStub engine = new VendorStub()) {
      engine.answer("GET /_index_template/audit-records", Answer.status(403, "{}"));
      clinic.clockAhead = Duration.ofMinutes(-8);
      Examination sick =
          clinic.examine(
              clinic.source("acme-nopermission"), Sinks.indexCheck(engine.uri("").toString()));
      assertThat(sick.findings())
          .extracting(Finding::cause)
          .containsExactly(
              Cause.CLOCK_SKEWED, Cause.PERMISSION_MISSING, Cause.INDEX_PERMISSION_MISSING);
    }
  }

  @Test
  void oneAnswerThatNestsTwoErrorsHasTwoCauses() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      String body =
          "{\"code\":\"not.authorized\",\"errors\":["
              + "{\"code\":\"missing.permissions\",\"messageParams\":{\"permissions\":\"a:b:view\"}},"
              + "{\"code\":\"app.not.authorized.for.scope\"}]}";
      assertThat(
              Diagnosis.of(
                  clinic.source("acme-client"),
                  new Evidence(false, 403, Map.of(), body.getBytes(), Map.of())))
          .extracting(Finding::cause)
          .containsExactly(Cause.PERMISSION_MISSING, Cause.SCOPE_NOT_GRANTED);
    }
  }

  @Test
  void theEvidenceNamesCodeParametersAndCorrelationId() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      Finding finding = clinic.examine(clinic.source("acme-nopermission")).cause().orElseThrow();
      assertThat(finding.evidence())
          .containsEntry("status", "403")
          .containsEntry("code", "missing.permissions")
          .containsEntry("messageParams.permissions", "audits:audit:view")
          .containsKey("correlationId");
      assertThat(finding.repair())
          .anyMatch(step -> step.contains("Admin > Integrations > OAuth"))
          .anyMatch(step -> step.contains("audits:audit:view"))
          .anyMatch(step -> step.contains("acme-nopermission"));
    }
  }

  @Test
  void aRightThatDoesNotArriveIsWaitedForNoLongerThanAllowed() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      Examination sick =
          clinic.examine(
              clinic.source("acme-nopermission"), none -> Optional.empty(), Duration.ofMinutes(1));
      assertThat(sick.cause().orElseThrow().cause()).isEqualTo(Cause.PERMISSION_MISSING);
      assertThat(clinic.waits).hasSize(4).containsOnly(Duration.ofSeconds(15));
    }
  }

  @Test
  void theNearestRightNameIsOffered() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      assertThat(clinic.examine(clinic.source("acme-client", "services", "telephony")).cause())
          .get()
          .extracting(finding -> String.join(" ", finding.repair()))
          .asString()
          .contains("Did you mean Telephony?");
      Finding empty =
          clinic
              .examine(
                  clinic.sourceOf(
                      "genesys-auditlogs", "acme-client", "filters.entityType", "Queue"))
              .cause()
              .orElseThrow();
      assertThat(empty.evidence()).containsEntry("filter", "{entityType=Queue}");
      assertThat(empty.evidence().get("values seen there"))
          .contains("entityType [")
          .contains("queue");
      assertThat(Integer.parseInt(empty.evidence().get("events on the first page without it")))
          .isPositive();
    }
  }

  @Test
  void aPersonsAccountIsAWarning() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      Examination examination =
          clinic.examine(clinic.source("acme-client", "refresh-token", "r-0-s3cret"));
      assertThat(examination.findings().get(0).cause()).isEqualTo(Cause.HUMAN_ACCOUNT);
      assertThat(examination.has(Cause.Weight.STOPS)).isFalse();
      assertThat(examination.toString()).doesNotContain("r-0-s3cret");
    }
  }

  @Test
  void noEventsAtAllIsANote() throws Exception {
    try (Clinic clinic = new Clinic(folder, "span", "PT1H")) {
      Examination examination = clinic.examine(clinic.source("acme-client"));
      assertThat(examination.findings())
          .extracting(Finding::cause)
          .containsExactly(Cause.NO_EVENTS);
      assertThat(examination.cause()).isEmpty();
    }
  }

  @Test
  void aWindowThatIsRefusedHasTheSameDiagnosis() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      Source source = clinic.source("acme-nopermission");
      Forbidden refused = new Forbidden(403, "missing.permissions", "c-9", "It said no");
      assertThat(Diagnosis.sentence(source, refused)).isEqualTo("It said no");
      refused.because(
          new Evidence(
              false, 403, Map.of(), "{\"code\":\"missing.permissions\"}".getBytes(), Map.of()));
      assertThat(Diagnosis.sentence(source, refused))
          .startsWith("It said no; cause permission-missing: ")
          .contains("Admin > Integrations > OAuth");
      assertThat(Diagnosis.sentence(source, new IllegalStateException("a bug"))).isEqualTo("a bug");
    }
  }

  @Test
  void aSecretThatTheVendorQuotesIsMasked() throws Exception {
    try (Clinic clinic = new Clinic(folder)) {
      byte[] body = "{\"error\":\"no\",\"error_description\":\"bad key s3cret-9\"}".getBytes();
      Reply reply = new Reply(401, Map.of("location", "/?k=s3cret-9"), body, null, Clinic.NOON);
      Evidence evidence = Evidence.ofLogin(reply, List.of("s3cret-9"));
      assertThat(Diagnosis.of(clinic.source("acme-client"), evidence).get(0).evidence())
          .containsEntry("message", "bad key ***")
          .containsEntry("header location", "/?k=***");
    }
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void everyCauseHasASentenceAndARepair(Cause cause) {
    assertThat(cause.sentence()).matches("[A-Z].*\\.");
    assertThat(cause.repair()).isNotEmpty().allMatch(step -> !step.isBlank());
    assertThat(cause.weight()).isNotNull();
  }
}
