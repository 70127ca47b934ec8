package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.auditcaravan.cli.ExtractCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronExpression;
import picocli.CommandLine;

/** What is run beside the service. */
class JobsTest {
  private static final String REPLICATED = "k8s/overlays/replicated";
  private static final String BACKFILL = "k8s/overlays/backfill";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 0", "1, 1", "2, 1"})
  void theVerificationFailsUnlessTheArchiveIsIntact(int ended, int expected) throws Exception {
    Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\nexit " + ended + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    ProcessBuilder shell = new ProcessBuilder(verify().getCommand());
    shell.environment().put("PATH", folder.toString());
    Process process = shell.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(expected);
  }

  @Test
  void theVerificationRunsOnceANightAndOneAtATime() throws Exception {
    var spec = Manifests.of(REPLICATED).verify().getSpec();
    assertThat(new CronExpression("0 " + spec.getSchedule().replaceAll("\\*$", "?"))).isNotNull();
    assertThat(spec.getTimeZone()).isEqualTo("Etc/UTC");
    assertThat(spec.getConcurrencyPolicy()).isEqualTo("Forbid");
    assertThat(verify().getCommand().get(2)).contains("-jar quarkus-run.jar verify");
  }

  @Test
  void theVerificationNeedsNoLedger() throws IOException {
    assertThat(Settings.variables(verify()).get("AUDIT_STATE_URL")).startsWith("jdbc:h2:mem:");
  }

  @Test
  void theBackfillIsTheCommandExtract() throws IOException {
    List<String> arguments = new ArrayList<>(backfill().getArgs());
    assertThat(arguments.remove(0)).isEqualTo("extract");
    var parsed = new CommandLine(new ExtractCommand()).parseArgs(arguments.toArray(String[]::new));
    assertThat(parsed.matchedOptions()).hasSize(3);
    assertThat(arguments).contains("--source=acme");
    assertThat(Settings.properties(Manifests.of(BACKFILL)).stringPropertyNames())
        .contains("audit.sources.acme.api");
  }

  @Test
  void theReplicasAreThoseThatRunWithoutTheBackfill() throws IOException {
    assertThat(Manifests.of(BACKFILL).deployment())
        .isEqualTo(Manifests.of(REPLICATED).deployment());
  }

  @Test
  void aBackfillThatLeavesGapsOrIsAskedWronglyIsNotTriedAgain() throws IOException {
    var spec = Manifests.of(BACKFILL).all(Job.class).findFirst().orElseThrow().getSpec();
    assertThat(spec.getPodFailurePolicy().getRules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getAction()).isEqualTo("FailJob");
              assertThat(rule.getOnExitCodes().getValues()).containsExactly(2, 3);
            });
  }

  private static Container backfill() throws IOException {
    return Manifests.of(BACKFILL)
        .all(Job.class)
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0);
  }

  private static Container verify() throws IOException {
    return Manifests.of(REPLICATED).verifyPod().getContainers().get(0);
  }
}
