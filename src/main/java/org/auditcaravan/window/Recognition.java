package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.source.Source;
import org.jboss.logging.Logger;

/**
 * Keeps ledger and archive of a source together: a ledger that does not know all of the archive was
 * lost, or is an old one, and would begin a second chain beside the archive's.
 */
public final class Recognition {
  private static final Logger LOG = Logger.getLogger(Recognition.class);

  /** No lease has this number. */
  private static final long NEVER = -1;

  private final Ledger ledger;
  private final Function<Source, Stream<List<String>>> manifestKeys;
  private final Journal journal;

  /** The fencing numbers under which sources were recognised; each is guarded by itself. */
  private final Map<String, AtomicLong> recognized = new ConcurrentHashMap<>();

  /**
   * @param manifestKeys the keys of the archive's manifests of a source, some at a time
   */
  public Recognition(
      Ledger ledger, Function<Source, Stream<List<String>>> manifestKeys, Journal journal) {
    this.ledger = ledger;
    this.manifestKeys = manifestKeys;
    this.journal = journal;
  }

  /**
   * Looks at each manifest's key once for each lease; workers of the source that come meanwhile
   * wait, those of others do not.
   */
  void recognize(Source source, long fencing) {
    AtomicLong known = recognized.computeIfAbsent(source.name(), name -> new AtomicLong(NEVER));
    synchronized (known) {
      if (known.get() != fencing) {
        compare(source);
        SourceRow row = ledger.sources().find(source.name()).orElseThrow();
        journal.keep(new Act.Started(row.name(), row.firstStart(), row.api()));
        known.set(fencing);
      }
    }
  }

  private void compare(Source source) {
    try (Stream<List<String>> pages = manifestKeys.apply(source)) {
      pages
          .flatMap(keys -> ledger.sources().unknownManifest(source.name(), keys).stream())
          .findFirst()
          .ifPresent(key -> refuse(source, key));
    }
  }

  private void refuse(Source source, String key) {
    boolean empty = ledger.sources().find(source.name()).orElseThrow().headSequence() == 0;
    throw new Fault(
        "audit.sources."
            + source.name()
            + ": the archive has manifests of this source, such as "
            + key
            + ", but the ledger at audit.state.url "
            + (empty ? "knows of none" : "is older and does not know them")
            + "; stop every replica, then restore the ledger's database from its newest backup or run"
            + " rebuild, or set audit.sources."
            + source.name()
            + ".s3.prefix to begin another archive");
  }

  /**
   * Tells the journal which gaps have become final, and everybody which acknowledged ones closed.
   */
  void tell(Source source, Instant now) {
    ledger.finalGaps().keep(source.name(), now, journal);
    for (Acknowledgement gap : ledger.acknowledgements().close(source.name(), now, journal)) {
      LOG.infof(
          "%s: the gap %s .. %s (%s), acknowledged by %s, is closed: it was read after all",
          source.name(), gap.from(), gap.to(), gap.reason(), gap.who());
    }
  }
}
