package org.auditcaravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.auditcaravan.verify.Auditee.record;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.config.Fault;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.Auditee;
import org.auditcaravan.verify.FolderCopy;
import org.auditcaravan.verify.Span;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.verify.Verifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive that was copied proves itself in its new place, and goes on there. */
class CopyingIT {
  private static final ArchivePlace OLD = new ArchivePlace("archive", "audit", "us-east-1");
  private static final ArchivePlace NEW = new ArchivePlace("archive", "old/moved", "us-east-1");

  @TempDir static Path folder;
  private static S3Server s3;
  private static Auditee archive;
  private static Copying copying;

  @BeforeAll
  static void closeADayAndLeaveOneOpen() throws Exception {
    s3 = S3Server.start(folder.resolve("s3"), "archive");
    archive = new Auditee(s3, Files.createDirectories(folder.resolve("here")), null);
    for (int day = 1; day <= 2; day++) {
      String date = "2026-03-0" + day;
      archive.window(
          date + "T00:00:00Z",
          "2026-03-0" + (day + 1) + "T00:00:00Z",
          0,
          List.of(record("r" + day, date + "T01:00:00.000Z", "ann", "Queue", "q", "name")));
    }
    archive.known();
    archive.close("2026-03-01");
    archive.anchor();
    copying = new Copying(archive.clients);
  }

  @AfterAll
  static void stop() {
    archive.close();
    s3.close();
  }

  private static Verdict verify(PublicKeys keys) throws Exception {
    return new Verifier(Optional.of(keys), Verifier.heads(archive.anchors))
        .verify(
            new FolderCopy(s3.objects()),
            NEW.prefix(),
            "acme",
            new Span(Optional.empty(), Optional.empty()),
            done -> {});
  }

  @Test
  void itGoesOnWhereItWasBrokenOffAndProvesItselfAndGoesOnThere() throws Exception {
    List<Integer> steps = new ArrayList<>();
    assertThatThrownBy(
            () ->
                copying.run(
                    "acme",
                    OLD,
                    NEW,
                    done -> {
                      steps.add(done[0]);
                      if (done[0] == 3) {
                        throw new IllegalStateException("broken off");
                      }
                    }))
        .hasMessage("broken off");
    assertThat(s3.keys(NEW.prefix())).hasSize(3);
    Copying.Copied copied = copying.run("acme", OLD, NEW, done -> {});
    int all = s3.keys("audit/").size();
    assertThat(copied).isEqualTo(new Copying.Copied(all - 3, 3));
    assertThat(s3.keys(NEW.prefix())).hasSize(all);
    PublicKeys keys = PublicKeys.read(archive.keys);
    Verdict verdict = verify(keys);
    assertThat(verdict.intact()).as(verdict.findings().toString()).isTrue();
    assertThat(verdict.records()).isEqualTo(archive.verify().records());
    assertThat(verdict.findings()).isEqualTo(archive.verify().findings());

    Path there = Files.createDirectories(folder.resolve("there"));
    try (Auditee moved = new Auditee(s3, there, null, NEW.prefix())) {
      moved.known();
      moved.close("2026-03-02");
      Files.copy(archive.keys.resolve("own.pem"), moved.keys.resolve("before.pem"));
      Verdict after = verify(PublicKeys.read(moved.keys));
      assertThat(after.intact()).as(after.findings().toString()).isTrue();
      assertThat(after.digests()).isEqualTo(2);
    }

    String part = s3.keys(NEW.prefix() + "/records").get(0);
    archive.put(part, new byte[] {1});
    assertThat(verify(keys).intact()).isFalse();
    assertThatThrownBy(() -> copying.run("acme", OLD, NEW, done -> {}))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(part);
  }
}
