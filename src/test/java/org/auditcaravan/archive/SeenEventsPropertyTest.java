package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever is read how often, and wherever it breaks off: each content of an event comes once. */
class SeenEventsPropertyTest {
  private Path folder;

  /** An event as it comes in, by its id and the version of its content. */
  record Arrival(byte[] id, byte[] content) {
    /** The same event has the same key, and its version is told from others. */
    List<ByteBuffer> key() {
      return List.of(ByteBuffer.wrap(id), ByteBuffer.wrap(content));
    }
  }

  /**
   * A read of the window.
   *
   * @param crashes whether the process ends before it is committed
   */
  record Read(List<Arrival> arrivals, boolean crashes) {}

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("lists");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      files.forEach(file -> file.toFile().delete());
    }
    Files.delete(folder);
  }

  @Property
  void eachContentOfEachEventIsDeliveredOnce(@ForAll("reads") List<Read> reads) throws IOException {
    List<IdList> lists = new ArrayList<>();
    List<List<ByteBuffer>> delivered = new ArrayList<>();
    Set<List<ByteBuffer>> arrived = new HashSet<>();
    for (Read read : reads) {
      SeenEvents seen = new SeenEvents();
      lists.forEach(seen::load);
      List<List<ByteBuffer>> news = new ArrayList<>();
      for (Arrival arrival : read.arrivals()) {
        Set<List<ByteBuffer>> known = new HashSet<>(delivered);
        known.addAll(news);
        Sighting sighting = seen.see(arrival.id(), arrival.content());
        assertThat(sighting).isEqualTo(expected(known, arrival));
        if (sighting != Sighting.REPEAT) {
          news.add(arrival.key());
        }
      }
      assertThat(seen.added()).isEqualTo(news.size());
      if (!read.crashes()) {
        IdList written = IdList.write(folder.resolve(String.valueOf(lists.size())), seen);
        lists.add(IdList.read(written.file(), written.sha256()));
        delivered.addAll(news);
        read.arrivals().forEach(arrival -> arrived.add(arrival.key()));
      }
    }
    assertThat(delivered).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(arrived);
  }

  private static Sighting expected(Set<List<ByteBuffer>> known, Arrival arrival) {
    if (known.contains(arrival.key())) {
      return Sighting.REPEAT;
    }
    ByteBuffer id = arrival.key().get(0);
    return known.stream().anyMatch(key -> key.get(0).equals(id)) ? Sighting.CHANGED : Sighting.NEW;
  }

  @Provide
  Arbitrary<List<Read>> reads() {
    Arbitrary<Arrival> arrivals = Combinators.combine(hashes(4), hashes(2)).as(Arrival::new);
    Arbitrary<List<Arrival>> streams = arrivals.list().ofMaxSize(120);
    return Combinators.combine(streams, Arbitraries.of(true, false, false))
        .as(Read::new)
        .list()
        .ofMaxSize(6);
  }

  /** Hashes that differ in any one word, and of which many fall into one slot of the table. */
  private static Arbitrary<byte[]> hashes(int most) {
    Arbitrary<Long> words = Arbitraries.longs().between(0, most).map(word -> word * 0x4000_0000L);
    return Combinators.combine(words, words)
        .as((first, second) -> ByteBuffer.allocate(16).putLong(first).putLong(second).array());
  }
}
