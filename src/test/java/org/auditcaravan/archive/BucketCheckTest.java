package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;

/** Buckets that answer what they are told to: each lack is one sentence. */
class BucketCheckTest {
  private static final Map<String, String> LOCK =
      Map.of("archive.lock.mode", "GOVERNANCE", "archive.lock.period", "P1Y");
  private static final String ENABLED =
      "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>%s"
          + "</ObjectLockConfiguration>";
  private static final String RULE =
      "<Rule><DefaultRetention><Mode>%s</Mode><%s>%d</%s></DefaultRetention></Rule>";

  private VendorStub s3;

  @BeforeEach
  void start() throws IOException {
    s3 = new VendorStub();
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  void nothingIsAskedWhereAllIsLeftToTheBucket() {
    assertThat(said(Map.of())).isEmpty();
    assertThat(s3.calls).isEmpty();
  }

  @Test
  void aBucketThatLocksAsAskedLacksNothing() {
    bucket(200, ENABLED.formatted(""));
    keeps(LOCK, Map.of("x-amz-object-lock-mode", "GOVERNANCE"));
    assertThat(said(LOCK)).isEmpty();
    bucket(200, ENABLED.formatted(RULE.formatted("COMPLIANCE", "Years", 2, "Years")));
    assertThat(said(LOCK)).isEmpty();
  }

  @Test
  void aBucketWithoutLockStopsTheStart() {
    bucket(404, "<Error><Code>ObjectLockConfigurationNotFoundError</Code></Error>");
    assertThat(check(LOCK).of(place()))
        .containsExactly(
            new Shortfall(
                true,
                "bucket archive has no object lock and keeps no versions, but audit.archive.lock"
                    + " asks for GOVERNANCE for P1Y: create a bucket with object lock, or remove"
                    + " audit.archive.lock.mode"));
    assertThat(s3.calls).noneMatch(call -> call.method().equals("PUT"));
  }

  @Test
  void aShorterDefaultOfTheBucketIsSaid() {
    keeps(LOCK, Map.of("x-amz-object-lock-mode", "GOVERNANCE"));
    bucket(200, ENABLED.formatted(RULE.formatted("GOVERNANCE", "Days", 30, "Days")));
    assertThat(said(LOCK))
        .singleElement()
        .asString()
        .contains("bucket archive by itself locks GOVERNANCE for P30D, which is less than");
  }

  @Test
  void aLockThatMustNotBeSeenIsSaid() {
    keeps(LOCK, Map.of("x-amz-object-lock-mode", "GOVERNANCE"));
    bucket(403, "<Error><Code>AccessDenied</Code></Error>");
    assertThat(said(LOCK))
        .containsExactly(
            "bucket archive does not let its lock be seen: allow"
                + " s3:GetBucketObjectLockConfiguration");
  }

  @Test
  void whatAServerTakesAndDoesNotDoIsSaid() {
    bucket(200, ENABLED.formatted(""));
    Map<String, String> all = new HashMap<>(LOCK);
    all.put("archive.encryption", "s3");
    all.put("archive.storage-class", "STANDARD_IA");
    keeps(all, Map.of());
    assertThat(said(all))
        .hasSize(3)
        .anyMatch(said -> said.contains("with the lock GOVERNANCE, but does not show it"))
        .anyMatch(said -> said.contains("with the encryption AES256, but does not show it"))
        .anyMatch(said -> said.contains("with the storage class STANDARD_IA, but does not"));
  }

  @Test
  void aRefusalNamesTheKeysThatItMayBeDueTo() {
    Map<String, String> wrong = Map.of("archive.storage-class", "NOWHERE");
    s3.answer(
        "PUT " + path(wrong),
        Answer.status(400, "<Error><Code>InvalidStorageClass</Code></Error>"));
    assertThatThrownBy(() -> said(wrong))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("400 InvalidStorageClass")
        .hasMessageEndingWith("whether it knows audit.archive.storage-class");
  }

  @Test
  void aServerThatFailsIsNoBucketWithoutLock() {
    bucket(503, "");
    assertThatThrownBy(() -> said(LOCK)).isInstanceOf(SdkException.class);
  }

  /** What the bucket answers when it is asked for its lock; it has no versions. */
  private void bucket(int status, String lock) {
    s3.answer(
        "GET /archive",
        call ->
            call.query().contains("object-lock")
                ? Answer.status(status, lock)
                : Answer.status(200, "<VersioningConfiguration/>"));
  }

  /** With what headers it shows the object that is put under these terms. */
  private void keeps(Map<String, String> terms, Map<String, String> headers) {
    s3.answer("PUT " + path(terms), Answer.status(200, ""));
    Answer head = Answer.status(200, "");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      head = head.with(header.getKey(), header.getValue());
    }
    s3.answer("HEAD " + path(terms), head);
  }

  private String path(Map<String, String> terms) {
    return "/archive/audit/probe/conditional-write" + clients(terms).terms().name();
  }

  private List<String> said(Map<String, String> terms) {
    return check(terms).of(place()).stream().map(Shortfall::sentence).toList();
  }

  private static ArchivePlace place() {
    return new ArchivePlace("archive", "audit", "us-east-1");
  }

  private BucketCheck check(Map<String, String> terms) {
    S3Clients clients = clients(terms);
    return new BucketCheck(clients, new ConditionProbe(clients));
  }

  private S3Clients clients(Map<String, String> terms) {
    Map<String, String> all = new HashMap<>(terms);
    all.put("sinks.s3.bucket", "archive");
    all.put("sinks.s3.endpoint", s3.uri("").toString());
    all.put("sinks.s3.access-key", "any");
    all.put("sinks.s3.secret-key", "any");
    all.put("sinks.s3.path-style", "true");
    AuditConfig config = TestSources.config(all);
    return new S3Clients(config, new ArchivePlaces(config), InstantSource.fixed(TestArchive.NOW));
  }
}
