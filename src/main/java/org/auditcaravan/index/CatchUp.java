package org.auditcaravan.index;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.ExchangeException;
import org.apache.camel.Variable;
import org.auditcaravan.archive.SpoolBudget;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.window.Delivery;

/**
 * The steps of {@code routes/catch-up.camel.yaml}: bean {@code catchUp}. What the index owes comes
 * from the archive's parts, never from the vendor.
 */
@Named("catchUp")
@Singleton
public final class CatchUp {
  private final DeliveryLedger ledger;
  private final ArchivedParts archive;
  private final IndexSink index;
  private final InstantSource clock;
  private final SpoolBudget budget;
  private final Path folder;
  private final Map<Delivery, Long> taken = new ConcurrentHashMap<>();
  private String last;

  @Inject
  public CatchUp(
      AuditConfig audit,
      DeliveryLedger ledger,
      ArchivedParts archive,
      IndexSink index,
      Spools spools,
      InstantSource clock) {
    this(audit, ledger, archive, index, spools.budget(), clock);
  }

  CatchUp(
      AuditConfig audit,
      DeliveryLedger ledger,
      ArchivedParts archive,
      IndexSink index,
      SpoolBudget budget,
      InstantSource clock) {
    this.budget = budget;
    this.ledger = ledger;
    this.archive = archive;
    this.index = index;
    this.clock = clock;
    this.folder = audit.spool().dir().resolve("catch-up");
  }

  /** What is due next, the sources taking turns; null when nothing is, or the engine is away. */
  public synchronized Delivery next() {
    if (!index.reachable()) {
      return null;
    }
    Instant now = clock.instant();
    for (String source : turns()) {
      Optional<Delivery> owed = ledger.owed(source, IndexSink.SINK, now);
      if (owed.isPresent()) {
        last = source;
        return owed.get();
      }
    }
    return null;
  }

  /**
   * Downloads the parts and makes a delivery of them.
   *
   * @throws org.auditcaravan.archive.SpoolFull when the source's files under way take its room
   */
  public Shipment fetch(@Variable("owed") Delivery owed) throws IOException {
    clear(owed);
    Path files = Files.createDirectories(folder(owed));
    String source = owed.window().source();
    return archive.fetch(
        owed,
        files,
        bytes -> {
          budget.take(source, bytes);
          taken.merge(owed, bytes, Long::sum);
        });
  }

  /** The archive did not give the parts: the delivery stays owed. */
  public void postpone(@Variable("owed") Delivery owed, @ExchangeException Exception failure) {
    index.stillOwed(owed, failure);
  }

  /** Removes the downloaded files. */
  public void clear(@Variable("owed") Delivery owed) throws IOException {
    Optional.ofNullable(taken.remove(owed))
        .ifPresent(bytes -> budget.free(owed.window().source(), bytes));
    Path files = folder(owed);
    if (Files.exists(files)) {
      try (Stream<Path> all = Files.walk(files)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private Path folder(Delivery owed) {
    return folder.resolve(owed.windowId() + "-" + owed.revision());
  }

  private List<String> turns() {
    List<String> turns = new ArrayList<>(ledger.held());
    Collections.rotate(turns, -(turns.indexOf(last) + 1));
    return turns;
  }
}
