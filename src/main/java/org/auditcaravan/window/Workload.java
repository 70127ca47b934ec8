package org.auditcaravan.window;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.source.Source;

/**
 * How many windows of each source are under way in this process. All but one of a source's places
 * are also for what can wait, such as backfill: however long that takes, a live window finds a
 * place. A source with one place only has to lend it.
 */
final class Workload {
  private final Map<String, Running> sources = new ConcurrentHashMap<>();

  /** The windows of one source; guarded by itself. */
  private static final class Running {
    private int all;
    private int patient;
  }

  /** One window's place among those of its source. */
  final class Place {
    private final Running running;
    private boolean patient;

    private Place(Running running, boolean patient) {
      this.running = running;
      this.patient = patient;
    }

    /** Whether this place may be taken by a window that can wait. */
    boolean patient() {
      return patient;
    }

    /** It is a live window that took this place: another one may take what can wait. */
    void live() {
      synchronized (running) {
        running.patient -= patient ? 1 : 0;
        patient = false;
      }
    }

    void leave() {
      live();
      synchronized (running) {
        running.all--;
      }
    }
  }

  /** Whether no window of the source is under way. */
  boolean idle(String source) {
    Running running = sources.get(source);
    if (running == null) {
      return true;
    }
    synchronized (running) {
      return running.all == 0;
    }
  }

  /**
   * Takes a place among the source's concurrent windows.
   *
   * @return null when none is free
   */
  Place enter(Source source) {
    int most = source.config().concurrency();
    Running running = sources.computeIfAbsent(source.name(), name -> new Running());
    synchronized (running) {
      if (running.all >= most) {
        return null;
      }
      boolean patient = running.patient < Math.max(1, most - 1);
      running.all++;
      running.patient += patient ? 1 : 0;
      return new Place(running, patient);
    }
  }
}
