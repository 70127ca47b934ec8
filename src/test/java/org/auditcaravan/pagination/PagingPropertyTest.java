package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.pagination.ScriptedVendor.Trick;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Window;
import org.auditcaravan.window.WindowRead;

/**
 * Whatever a vendor plays, a read ends; and when it ends well, it has handed over once every event
 * that the vendor had all the time.
 */
class PagingPropertyTest {
  private static final int ATTEMPTS = 4;
  private static final int MOST_REQUESTS = 400;
  private static final Scope LOGINS = new Scope(List.of("Login"), Map.of(), Map.of(), Map.of());

  private Path folder;

  /** How a source is asked. */
  enum Way {
    CURSOR("genesys-auditlogs", "auto"),
    REALTIME("genesys-audits", "realtime"),
    ASYNC("genesys-audits", "async");

    final String api;
    final String mode;

    Way(String api, String mode) {
      this.api = api;
      this.mode = mode;
    }
  }

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("downloads");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      files.forEach(file -> file.toFile().delete());
    }
    Files.delete(folder);
  }

  @Property
  void aReadEndsAndASuccessIsWhole(
      @ForAll Way way,
      @ForAll @IntRange(max = 30) int events,
      @ForAll @IntRange(min = 1, max = 4) int attempt,
      @ForAll("tricks") List<Trick> tricks) {
    ScriptedVendor vendor = new ScriptedVendor(events, tricks, folder);
    List<String> accepted = new ArrayList<>();

    boolean whole = read(way, attempt, vendor, accepted);

    assertThat(vendor.requests()).isLessThan(MOST_REQUESTS);
    assertThat(accepted).doesNotHaveDuplicates();
    if (whole) {
      assertThat(accepted).containsAll(IntStream.range(0, events).mapToObj(i -> "e" + i).toList());
    }
  }

  @Property
  void aGoodVendorIsReadWhole(@ForAll Way way, @ForAll @IntRange(max = 60) int events) {
    List<String> accepted = new ArrayList<>();
    assertThat(read(way, 1, new ScriptedVendor(events, List.of(), folder), accepted)).isTrue();
    assertThat(accepted).hasSize(events);
  }

  /** As {@code extract} does it: what fails in passing is asked again, some times. */
  private boolean read(Way way, int attempt, ScriptedVendor vendor, List<String> accepted) {
    TestClock clock = new TestClock("2026-11-20T12:00:00Z");
    Source source = TestSources.acme(way.api, Map.of("mode", way.mode, "services", "Login"));
    Window window = new Window("acme", ScriptedVendor.FROM, ScriptedVendor.FROM.plusSeconds(3600));
    Claim claim = new Claim(1, window, 0, 1, LOGINS, attempt, false, null);
    Paging paging = new Pagings(facts(clock), clock).begin(source, claim);
    WindowRead read = new WindowRead(source, claim, paging, new SeenEvents(), null);
    Pages pages = new Pages((asked, time) -> {});
    int failures = 0;
    while (read.hasNext() && vendor.requests() < MOST_REQUESTS) {
      Ask ask = paging.ask();
      if (ask.notBefore() != null && ask.notBefore().isAfter(clock.instant())) {
        clock.advance(Duration.between(clock.instant(), ask.notBefore()));
      }
      Reply reply = vendor.answer(ask);
      try {
        if (!paging.expects(reply)) {
          Judge.of(source, ask, reply).check();
        }
        pages.read(read, reply, "GET /x").forEach(event -> accepted.add(event.auditId()));
        failures = 0;
      } catch (TransientFailure e) {
        if (++failures == ATTEMPTS) {
          return false;
        }
      } catch (VendorException e) {
        return false;
      }
    }
    assertThat(read.events().missing()).isEqualTo(accepted.size());
    return !read.hasNext() && paging.shortfall().isEmpty();
  }

  private static Facts facts(TestClock clock) {
    Facts facts = new Facts(clock);
    facts.learnOrganization("acme", Optional.of("org"));
    byte[] services =
        "{\"services\":[{\"name\":\"Login\",\"entities\":[]}]}".getBytes(StandardCharsets.UTF_8);
    Catalogue catalogue = Catalogue.of(new Reply(200, Map.of(), services, null, clock.instant()));
    facts.learn("acme", Leg.REALTIME, catalogue);
    facts.learn("acme", Leg.ASYNC, catalogue);
    return facts;
  }

  /** Any tricks, one of them for long, or one from then on for ever. */
  @Provide
  Arbitrary<List<Trick>> tricks() {
    Arbitrary<Trick> any = Arbitraries.of(Trick.class);
    Arbitrary<List<Trick>> mixed = any.list().ofMaxSize(12);
    Arbitrary<List<Trick>> endless = any.map(trick -> java.util.Collections.nCopies(500, trick));
    return Arbitraries.oneOf(
        mixed,
        Combinators.combine(mixed, endless)
            .as(
                (first, then) -> {
                  List<Trick> all = new ArrayList<>(first);
                  all.addAll(then);
                  return all;
                }));
  }
}
