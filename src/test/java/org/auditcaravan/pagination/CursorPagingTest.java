package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.source.ApiDefinitions;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Scopes;
import org.auditcaravan.window.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's mapping can say about paging, without any Java. */
class CursorPagingTest {
  @TempDir Path overlay;

  @Test
  void followsACursorUntilTheFlagSaysThatThereIsNoMore() throws Exception {
    CursorPaging paging = paging("{events: [list], cursor: [meta.next], more: [meta.more]}");
    paging.accept(reply("{'list':[{}],'meta':{'next':'n1','more':true}}"));
    assertThat(paging.ask().cursor()).isEqualTo("n1");
    paging.accept(reply("{'list':[{}],'meta':{'next':'n2','more':false}}"));
    assertThat(paging.hasNext()).isFalse();
  }

  @Test
  void missesTheCursorOfAPageThatPromisesMore() throws Exception {
    CursorPaging paging = paging("{events: [list], cursor: [next], more: [more]}");
    assertThatThrownBy(() -> paging.accept(reply("{'list':[{}],'more':true}")))
        .hasMessageContaining("gave no cursor");
    assertThat(paging.hasNext()).isTrue();
    assertThat(paging.ask().cursor()).isNull();
  }

  @Test
  void countsPagesUntilTheTotalIsDelivered() throws Exception {
    CursorPaging paging = paging("{events: [list], page-number: [page], total: [total]}");
    paging.accept(reply("{'list':[{},{}],'page':1,'total':3}"));
    assertThat(paging.ask().pageNumber()).isEqualTo(2);
    paging.accept(reply("{'list':[{}],'page':2,'total':3}"));
    assertThat(paging.hasNext()).isFalse();
    assertThat(paging.confirmed()).isTrue();
  }

  @Test
  void countsPagesUntilOneIsEmptyWhereThereIsNoTotal() throws Exception {
    CursorPaging paging = paging("{events: [list], page-number: [page]}");
    paging.accept(reply("{'list':[{}]}"));
    paging.accept(reply("{'list':[]}"));
    assertThat(paging.hasNext()).isFalse();
    assertThat(paging.confirmed()).isFalse();
  }

  @Test
  void asksForASplitWhenTheTotalIsNotDelivered() throws Exception {
    CursorPaging paging = paging("{events: [list], cursor: [next], total: [total]}");
    assertThatThrownBy(() -> paging.accept(reply("{'list':[{}],'total':'7'}")))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("counts 7 events and delivered 1");
  }

  @Test
  void takesWhatItGetsOfASecondAndSaysWhatIsMissing() throws Exception {
    CursorPaging paging =
        paging("{events: [list], cursor: [next], total: [total]}", "2026-11-20T00:00:01Z");
    paging.accept(reply("{'list':[{}],'total':'7'}"));
    assertThat(paging.hasNext()).isFalse();
    assertThat(paging.confirmed()).isFalse();
    assertThat(paging.shortfall())
        .contains(
            "The vendor counts 7 events and delivered 1,"
                + " 2026-11-20T00:00:00Z .. 2026-11-20T00:00:01Z");
  }

  @Test
  void cutsAWindowThatIsLongerThanOneRequestMayAskFor() throws Exception {
    CursorPaging paging = paging("{events: [list], cursor: [next]}", "2026-11-20T20:00:00Z");
    assertThat(paging.ask().from()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(paging.ask().to()).isEqualTo("2026-11-20T08:00:00Z");
    paging.accept(reply("{'list':[]}"));
    paging.accept(reply("{'list':[]}"));
    assertThat(paging.ask().from()).isEqualTo("2026-11-20T16:00:00Z");
    assertThat(paging.ask().to()).isEqualTo("2026-11-20T20:00:00Z");
    paging.accept(reply("{'list':[]}"));
    assertThat(paging.hasNext()).isFalse();
  }

  @Test
  void tiesAWindowWithATotalThatIsNotDeliveredToItsNextAttemptFirst() throws Exception {
    CursorPaging paging =
        paging("{events: [list], cursor: [next], total: [total]}", "2026-11-20T01:00:00Z", 1);
    assertThatThrownBy(() -> paging.accept(reply("{'list':[{}],'total':7}")))
        .isExactlyInstanceOf(VendorException.class)
        .hasMessageContaining("counts 7 events and delivered 1");
  }

  @Test
  void dividesARecheckInTimeDownToASecond() throws Exception {
    CursorPaging paging =
        paging("{events: [list], cursor: [next], total: [total]}", "2026-11-20T00:00:04Z", 3, 1);
    paging.accept(reply("{'list':[{}],'total':9}"));
    assertThat(paging.ask().to()).isEqualTo("2026-11-20T00:00:02.001Z");
    paging.accept(reply("{'list':[{}],'total':8}"));
    paging.accept(reply("{'list':[{},{}],'total':2}"));
    paging.accept(reply("{'list':[{}],'total':6}"));
    assertThat(paging.shortfall())
        .get()
        .asString()
        .contains("6 events", "2026-11-20T00:00:00.999Z .. 2026-11-20T00:00:02.001Z");
    assertThat(paging.ask().from()).isEqualTo("2026-11-20T00:00:01.999Z");
    paging.accept(reply("{'list':[{}],'total':1}"));
    assertThat(paging.hasNext()).isFalse();
    assertThat(paging.confirmed()).isFalse();
  }

  @Test
  void doesNotFollowNumbersOrCursorsThatBringNothingNew() throws Exception {
    for (String section :
        List.of("{events: [list], page-number: [page]}", "{events: [list], cursor: [next]}")) {
      CursorPaging paging = paging(section);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  paging.accept(reply("{'list':[{'id':'a'}],'next':'n" + i + "'}"));
                }
              })
          .hasMessageContaining("after 10 pages in a row with nothing new");
    }
  }

  private CursorPaging paging(String section) throws Exception {
    return paging(section, "2026-11-20T01:00:00Z");
  }

  private CursorPaging paging(String section, String until) throws Exception {
    return paging(section, until, 3);
  }

  private CursorPaging paging(String section, String until, int attempt) throws Exception {
    return paging(section, until, attempt, 0);
  }

  private CursorPaging paging(String section, String until, int attempt, int revision)
      throws Exception {
    Files.writeString(
        overlay.resolve("mapping-other.yaml"),
        """
        api: other
        defaults: {settle: PT15M, vendor-retention: P30D, page-size: 2, largest-page: 2,
          requests-per-minute: 60, longest-interval: PT8H}
        event: {id: [id], timestamp: [time], expansions: []}
        record: {}
        paging: %s
        """
            .formatted(section));
    Source acme = TestSources.acme("genesys-auditlogs", Map.of("overlap", "PT0S"));
    Source source =
        new Source(
            "acme", acme.config(), new ApiDefinitions(Optional.of(overlay)).get("other"), false);
    Window window = new Window("acme", Instant.parse("2026-11-20T00:00:00Z"), Instant.parse(until));
    return new CursorPaging(
        source, new Claim(1, window, revision, 1, Scopes.of(source), attempt, false, null));
  }

  private static Reply reply(String json) {
    return new Reply(
        200,
        Map.of(),
        json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
        null,
        Instant.parse("2026-11-20T21:00:00Z"));
  }
}
