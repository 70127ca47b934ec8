package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenEventsTest {
  @TempDir Path folder;
  private final SeenEvents seen = new SeenEvents();

  @Test
  void anIdIsNewOnceAndARepeatEverAfter() {
    assertThat(seen.see(id("a"), content("1"))).isEqualTo(Sighting.NEW);
    assertThat(seen.see(id("b"), content("1"))).isEqualTo(Sighting.NEW);
    assertThat(seen.see(id("a"), content("1"))).isEqualTo(Sighting.REPEAT);
  }

  @Test
  void everyFurtherContentOfAnIdIsChangedOnce() {
    seen.see(id("a"), content("1"));
    assertThat(seen.see(id("a"), content("2"))).isEqualTo(Sighting.CHANGED);
    assertThat(seen.see(id("a"), content("3"))).isEqualTo(Sighting.CHANGED);
    assertThat(seen.see(id("a"), content("1"))).isEqualTo(Sighting.REPEAT);
    assertThat(seen.see(id("a"), content("2"))).isEqualTo(Sighting.REPEAT);
    assertThat(seen.see(id("a"), content("3"))).isEqualTo(Sighting.REPEAT);
  }

  @Test
  void aRecheckKnowsWhatEveryEarlierRevisionDelivered() throws IOException {
    seen.see(id("a"), content("1"));
    IdList first = IdList.write(folder.resolve("0"), seen);
    SeenEvents second = new SeenEvents();
    second.load(first);
    assertThat(second.see(id("a"), content("1"))).isEqualTo(Sighting.REPEAT);
    assertThat(second.see(id("a"), content("2"))).isEqualTo(Sighting.CHANGED);
    assertThat(second.see(id("b"), content("1"))).isEqualTo(Sighting.NEW);
    IdList added = IdList.write(folder.resolve("1"), second);
    assertThat(added.rows()).isEqualTo(2);
    SeenEvents third = new SeenEvents();
    third.load(first);
    third.load(added);
    assertThat(third.see(id("a"), content("2"))).isEqualTo(Sighting.REPEAT);
    assertThat(third.see(id("b"), content("1"))).isEqualTo(Sighting.REPEAT);
    assertThat(third.added()).isZero();
  }

  @Test
  void aReadKnowsWhichOfTheArchivesEventsItHasSeen() throws IOException {
    SeenEvents archive = new SeenEvents();
    for (String id : List.of("a", "b", "b2", "c")) {
      archive.see(SeenEvents.idHash(id.substring(0, 1)), content(id));
    }
    SeenEvents read = new SeenEvents();
    read.load(IdList.write(folder.resolve("seen.ids"), archive));
    read.see(SeenEvents.idHash("b"), content("b3"));
    read.see(SeenEvents.idHash("d"), content("d"));
    read.see(SeenEvents.idHash("a"), content("a"));
    read.see(SeenEvents.idHash("a"), content("a"));
    assertThat(read.met()).isEqualTo(2);
    assertThat(read.unmet()).isEqualTo(1);
    assertThat(read.added()).isEqualTo(2);
  }

  @Test
  void listsAreLoadedBeforeTheFirstEvent() throws IOException {
    IdList empty = IdList.write(folder.resolve("0"), seen);
    seen.see(id("a"), content("1"));
    assertThatThrownBy(() -> seen.load(empty)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theListIsSortedByItsBytesAndSaysSoInItsFormat() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    byte[] hash = new byte[16];
    for (int i = 0; i < 10_000; i++) {
      random.nextBytes(hash);
      seen.see(hash.clone(), content("1"));
    }
    IdList list = IdList.write(folder.resolve("ids"), seen);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(list.file()));
    byte[] magic = new byte[8];
    bytes.get(magic);
    assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("ACIDS001");
    assertThat(bytes.getLong()).isEqualTo(10_000);
    assertThat(bytes.remaining()).isEqualTo(10_000 * 32);
    List<byte[]> rows = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] row = new byte[32];
      bytes.get(row);
      rows.add(row);
    }
    assertThat(rows).isSortedAccordingTo(Arrays::compareUnsigned);
    assertThat(list.sha256()).isEqualTo(Hashes.hex(list.file()));
  }

  @Test
  void aListThatIsNotWholeIsRefused() throws IOException {
    seen.see(id("a"), content("1"));
    IdList list = IdList.write(folder.resolve("ids"), seen);
    assertThat(IdList.read(list.file(), list.sha256())).isEqualTo(list);
    byte[] bytes = Files.readAllBytes(list.file());
    for (int length : new int[] {0, 7, 15, 16, 47}) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> IdList.read(cut, "")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aMillionEventsTakeWellBelow64Megabytes() throws IOException {
    SeenEvents many = new SeenEvents();
    long before = used();
    ByteBuffer id = ByteBuffer.allocate(16);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 1_000_000; i++) {
      id.putLong(0, random.nextLong()).putLong(8, i);
      many.see(id.array(), id.array());
    }
    long grown = used() - before;
    assertThat(grown).isLessThan(48L << 20);
    assertThat(IdList.write(folder.resolve("ids"), many).rows()).isEqualTo(1_000_000);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static byte[] id(String text) {
    return SeenEvents.idHash(text);
  }

  private static byte[] content(String text) {
    return id("content " + text);
  }
}
