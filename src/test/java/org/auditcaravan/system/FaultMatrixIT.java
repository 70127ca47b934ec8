package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault in every mode with both databases, against the packaged service and real servers:
 * whatever happens, archive and index hold every event once, the ledger is consistent, and no more
 * is read again than was under way.
 *
 * <p>{@code -Dfaults=} takes a regular expression of the faults' names, such as {@code clock} or
 * {@code POSTGRESQL .*S3}.
 */
class FaultMatrixIT {
  private static final Pattern CHOSEN = Pattern.compile(System.getProperty("faults", ".*"));
  private static final List<String> TABLE = new ArrayList<>();

  @TempDir static Path folder;
  private static Servers servers;
  private static int crossings;

  @BeforeAll
  static void startServers() {
    servers = Servers.start(folder);
  }

  @AfterAll
  static void stopServers() {
    if (servers != null) {
      servers.close();
    }
    TABLE.forEach(System.out::println);
  }

  @Test
  void inShortKills() throws IOException {
    cross(List.of(Trouble.KILLS), Database.POSTGRESQL);
  }

  @Test
  void inShortManyFaultsAtOnce() throws IOException {
    cross(List.of(Trouble.MANY), Database.H2);
  }

  @Tag("drill")
  @TestFactory
  Stream<DynamicTest> inFull() {
    return Stream.of(Database.values()).flatMap(FaultMatrixIT::with);
  }

  private static Stream<DynamicTest> with(Database database) {
    List<Trouble> chosen =
        Trouble.ALL.stream()
            .filter(trouble -> CHOSEN.matcher(database + " " + trouble.name()).find())
            .toList();
    List<List<Trouble>> groups = new ArrayList<>();
    groups.add(chosen.stream().filter(trouble -> !trouble.alone()).toList());
    chosen.stream().filter(Trouble::alone).forEach(trouble -> groups.add(List.of(trouble)));
    return groups.stream().filter(group -> !group.isEmpty()).map(group -> test(group, database));
  }

  private static DynamicTest test(List<Trouble> troubles, Database database) {
    String name = troubles.stream().map(Trouble::name).collect(Collectors.joining(", "));
    return DynamicTest.dynamicTest(database + ": " + name, () -> cross(troubles, database));
  }

  private static void cross(List<Trouble> troubles, Database database) throws IOException {
    if (database == Database.H2 && troubles.get(0).inMemory() != null) {
      say(troubles.get(0).name() + ": not with H2: " + troubles.get(0).inMemory());
      return;
    }
    String name = "crossing" + ++crossings;
    Path truths = Files.createDirectory(folder.resolve(name));
    List<Result> results;
    List<String> unreached;
    try (Crossing crossing = new Crossing(servers, troubles, database, name, truths)) {
      results = crossing.run();
      results.forEach(result -> say(result.row()));
      if (results.stream().anyMatch(result -> result.failure() != null)) {
        crossing.service().keepLog(name);
      }
      unreached = crossing.unreached();
      unreached.forEach(step -> say("  not reached: " + step));
      List<String> stops = crossing.stops();
      for (int i = 0; i < stops.size(); i++) {
        say("  kill " + (i + 1) + ": " + stops.get(i));
      }
    } catch (RuntimeException e) {
      say(database + " " + troubles.get(0).name() + " and others: FAILS: " + e);
      throw e;
    }
    assertThat(results).allSatisfy(result -> assertThat(result.failure()).isNull());
    assertThat(unreached).as("steps at which nothing was killed").isEmpty();
  }

  private static void say(String line) {
    TABLE.add(line);
    System.out.println(line);
  }
}
