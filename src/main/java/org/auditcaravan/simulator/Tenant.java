package org.auditcaravan.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.auditcaravan.config.AuditConfig.SimulatorConfig;

/** One simulated organisation: its events, and which of them can be seen by now. */
final class Tenant {
  private static final int PURPOSE_LATE = 101;

  private final String name;
  private final String organizationId;
  private final Seeded seeded;
  private final Timeline timeline;
  private final Events events;
  private final EventWriter writer;
  private final AuditlogWriter auditlogs;
  private final AuditEventWriter auditEvents;
  private final AnalyticsEventWriter analyticsEvents;
  private final long longestDelay;
  private final Map<Integer, Long> late = new HashMap<>();
  private int head;

  Tenant(String name, SimulatorConfig config, Instant until, Duration longestDelay) {
    this.name = name;
    this.seeded = new Seeded(config.seed(), name);
    this.organizationId = seeded.guid(0, 100);
    this.timeline =
        new Timeline(seeded, config.events(), config.span(), until, config.eventsPerMinute());
    this.events = new Events(seeded, timeline, organizationId);
    this.writer = new EventWriter(events);
    this.auditlogs = new AuditlogWriter(events);
    this.auditEvents = new AuditEventWriter(events);
    this.analyticsEvents = new AnalyticsEventWriter(events);
    this.longestDelay = longestDelay.toMillis();
  }

  String name() {
    return name;
  }

  String organizationId() {
    return organizationId;
  }

  Seeded seeded() {
    return seeded;
  }

  Events events() {
    return events;
  }

  EventWriter writer() {
    return writer;
  }

  AuditlogWriter auditlogs() {
    return auditlogs;
  }

  AuditEventWriter auditEvents() {
    return auditEvents;
  }

  AnalyticsEventWriter analyticsEvents() {
    return analyticsEvents;
  }

  /**
   * Writes events as they are served now: some have changed since they were written down.
   *
   * @param expand whether users' names are filled in
   */
  IntFunction<byte[]> served(Faults faults, boolean expand) {
    return index -> changed(faults, index, writer.write(index, expand));
  }

  /** The same as contract A serves them. */
  IntFunction<byte[]> servedAsAuditlogs(Faults faults) {
    return index -> changed(faults, index, auditlogs.write(index));
  }

  private byte[] changed(Faults faults, int index, byte[] event) {
    if (!faults.touches("changed", seeded, index)) {
      return event;
    }
    String text = new String(event, StandardCharsets.UTF_8);
    return (text.substring(0, text.length() - 1) + ",\"amended\":true}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Events before this index have happened. */
  int head() {
    return head;
  }

  /** Events that have happened and cannot be seen yet. */
  Set<Integer> hidden() {
    return late.keySet();
  }

  /** Lets time pass up to now; the truth, where there is one, gets what becomes visible. */
  void advance(Instant now, Faults faults, Truth truth) {
    long millis = now.toEpochMilli();
    while (head < timeline.limit() && timeline.time(head) <= millis) {
      long visible = timeline.time(head);
      if (faults.hits("late", seeded, head)) {
        visible += 1 + (long) (seeded.share(head, PURPOSE_LATE) * longestDelay);
      }
      if (visible > millis) {
        late.put(head, visible);
      } else if (truth != null) {
        truth.add(this, head);
      }
      head++;
    }
    for (Iterator<Map.Entry<Integer, Long>> it = late.entrySet().iterator(); it.hasNext(); ) {
      Map.Entry<Integer, Long> event = it.next();
      if (event.getValue() <= millis) {
        it.remove();
        if (truth != null) {
          truth.add(this, event.getKey());
        }
      }
    }
  }
}
