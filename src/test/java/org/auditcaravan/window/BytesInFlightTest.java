package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.auditcaravan.window.BytesInFlight.Room;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BytesInFlightTest {
  private final BytesInFlight heap = new BytesInFlight(100);
  private final List<String> admitted = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> waiting = new ArrayList<>();

  @AfterEach
  void end() {
    waiting.forEach(Thread::interrupt);
  }

  @Test
  void nobodyOvertakesWhoIsNext() throws InterruptedException {
    heap.take("flood", 30);
    Room second = heap.take("flood", 45);
    later("acme", 60);
    // There would be room for these two.
    later("guide", 20);
    later("flood", 20);
    second.close();
    await().until(() -> !admitted.isEmpty());
    assertThat(admitted).containsExactly("acme");
    assertThat(heap.used()).isEqualTo(90);
  }

  @Test
  void aFloodDoesNotComeBeforeWhoHoldsNothing() throws InterruptedException {
    Room first = heap.take("flood", 50);
    Room second = heap.take("flood", 50);
    later("flood", 50);
    later("acme", 50);
    first.close();
    await().until(() -> !admitted.isEmpty());
    assertThat(admitted).containsExactly("acme");
    second.close();
    await().until(() -> admitted.size() == 2);
  }

  @Test
  void whatIsLargerThanAllIsLetThroughAlone() throws InterruptedException {
    Room small = heap.take("acme", 1);
    later("flood", 1_000_000);
    later("guide", 1);
    assertThat(admitted).isEmpty();
    small.close();
    await().until(() -> !admitted.isEmpty());
    assertThat(admitted).containsExactly("flood");
    assertThat(heap.used()).isEqualTo(100);
  }

  @Test
  void whatIsGivenBackTwiceCountsOnce() throws InterruptedException {
    Room room = heap.take("acme", 60);
    room.close();
    room.close();
    assertThat(heap.used()).isZero();
  }

  @Test
  void whoCanDoWithoutDoesNotWaitForEver() throws InterruptedException {
    Room all = heap.take("flood", 100);
    assertThat(heap.take("acme", 1, Duration.ofMillis(1))).isNull();
    all.close();
    assertThat(heap.take("acme", 1, Duration.ofMillis(1))).isNotNull();
  }

  /** Takes room on a thread of its own, and returns when that stands in the line. */
  private void later(String source, long bytes) {
    Thread thread =
        new Thread(
            () -> {
              try {
                heap.take(source, bytes);
                admitted.add(source);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.add(thread);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }
}
