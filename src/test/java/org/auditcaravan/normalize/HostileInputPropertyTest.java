package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.auditcaravan.config.Fault;
import org.auditcaravan.servers.Scratch;
import org.auditcaravan.source.ApiDefinitions;

/** Whatever bytes come as a page, or stand in a mapping: a result, or the one failure for it. */
class HostileInputPropertyTest {
  private static final byte[] PAGE =
      ("{\"id\":\"q\",\"pageSize\":2,\"cursor\":\"ž\\u0041==\",\"entities\":[{\"id\":\"a\","
              + "\"eventDate\":\"2026-11-10T12:00:00.123Z\",\"user\":{\"id\":null},\"n\":-1.5e3,"
              + "\"propertyChanges\":[{\"property\":\"p\",\"oldValues\":[\"\\ud83c\\udfa7\"],"
              + "\"newValues\":[]}]},{\"id\":\"b\",\"context\":{\"k\":[true,false,{}]}}]}")
          .getBytes(UTF_8);
  private static final Path MAPPING = Path.of("routes/mapping-genesys-audits.yaml");

  private static Path folder;

  /**
   * A piece of something that is taken out, and what comes in its place.
   *
   * @param from where it begins, in thousandths of the whole
   */
  record Cut(int from, int length, byte[] instead) {
    byte[] of(byte[] whole) {
      int start = whole.length * from / 1000;
      int end = Math.min(start + length, whole.length);
      byte[] cut = Arrays.copyOf(whole, start + instead.length + whole.length - end);
      System.arraycopy(instead, 0, cut, start, instead.length);
      System.arraycopy(whole, end, cut, start + instead.length, whole.length - end);
      return cut;
    }
  }

  @BeforeContainer
  static void open() {
    folder = Scratch.folder();
  }

  @AfterContainer
  static void close() {
    Scratch.delete(folder);
  }

  @Property
  void anyBytesAreAPageOrUnreadable(@ForAll byte[] bytes) {
    parse(bytes);
  }

  @Property
  void aSpoiledPageIsAPageOrUnreadable(@ForAll("cuts") Cut one, @ForAll("cuts") Cut two) {
    parse(two.of(one.of(PAGE)));
  }

  private static void parse(byte[] bytes) {
    try {
      Page page = new PageParser(Samples.api(Samples.AUDITS)).parse(bytes, bytes.length);
      for (Event event : page.events()) {
        assertThat(event.offset()).isNotNegative();
        assertThat(event.offset() + event.length()).isLessThanOrEqualTo(bytes.length);
      }
    } catch (UnreadablePage e) {
      assertThat(e).hasMessageStartingWith("The answer ");
    }
  }

  @Property(tries = 300)
  void aSpoiledMappingIsAMappingOrSaysWhatIsWrong(@ForAll("cuts") Cut cut) throws IOException {
    Files.write(folder.resolve(MAPPING.getFileName()), cut.of(Files.readAllBytes(MAPPING)));
    try {
      Mapping.of(new ApiDefinitions(Optional.of(folder)).get(Samples.AUDITS));
    } catch (Fault e) {
      assertThat(e.getMessage()).contains(MAPPING.getFileName().toString()).doesNotContain("\n");
    }
  }

  @Provide
  Arbitrary<Cut> cuts() {
    Arbitrary<byte[]> instead =
        Arbitraries.of(
                "",
                "\"",
                "\\",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "null",
                "1e",
                "\u0000",
                "\n",
                " - ",
                "\\u",
                "\\ud800",
                "&a",
                "*a",
                "${body}",
                "!!java.lang.Runtime []",
                "ž",
                "\uD83C\uDFA7")
            .map(text -> text.getBytes(UTF_8));
    return Combinators.combine(
            Arbitraries.integers().between(0, 1000), Arbitraries.integers().between(0, 12), instead)
        .as(Cut::new);
  }
}
