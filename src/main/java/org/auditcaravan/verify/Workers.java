package org.auditcaravan.verify;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Looks at many objects at a time, and tells how far it has come. */
public final class Workers implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final Consumer<Progress> progress;

  /**
   * How far it has come.
   *
   * @param source the source that is looked at
   * @param done objects that were looked at
   * @param of how many there are
   */
  public record Progress(String source, long done, long of) {}

  Workers(Consumer<Progress> progress) {
    this.progress = progress;
  }

  /** Does the work on each of them, and returns when all are done. */
  void run(String source, List<Expected> objects, Consumer<Expected> work) {
    AtomicLong done = new AtomicLong();
    List<Future<?>> running =
        objects.stream()
            .<Future<?>>map(
                object ->
                    threads.submit(
                        () -> {
                          work.accept(object);
                          progress.accept(
                              new Progress(source, done.incrementAndGet(), objects.size()));
                        }))
            .toList();
    try {
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while objects were looked at", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
