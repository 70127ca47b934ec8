package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;

/**
 * Hands gaps that stay for ever to the journal. A row says what the journal has of it, so that a
 * crash between the two leaves nothing out: the next call finds the row again.
 */
public final class FinalGaps {
  private static final String UNKEPT =
      """
      SELECT * FROM windows
      WHERE source = :source AND reason IS NOT NULL
        AND (state = 'gap' OR (state = 'committed' AND next_scope IS NULL AND retry_at IS NULL))
        AND (gap_kept IS NULL OR gap_kept <> to_at || reason)
      ORDER BY from_at LIMIT 1000
      """;

  private final Store store;

  FinalGaps(Store store) {
    this.store = store;
  }

  /** Keeps what the journal does not have yet. */
  public void keep(String source, Instant now, Journal journal) {
    for (List<WindowRow> rows = unkept(source); !rows.isEmpty(); rows = unkept(source)) {
      journal.keep(new Act.Lost(source, now, rows.stream().map(FinalGaps::gap).toList()));
      kept(rows);
    }
  }

  private List<WindowRow> unkept(String source) {
    return store.read(
        handle ->
            handle
                .createQuery(UNKEPT)
                .bind("source", source)
                .map((rs, ctx) -> WindowRow.of(rs))
                .list());
  }

  private static Act.Lost.Gap gap(WindowRow row) {
    return new Act.Lost.Gap(
        row.window().from(), row.window().to(), row.reason(), row.sentence(), row.attempt());
  }

  private void kept(List<WindowRow> rows) {
    store.write(
        handle -> {
          var batch = handle.prepareBatch("UPDATE windows SET gap_kept = :kept WHERE id = :id");
          rows.forEach(
              row ->
                  batch
                      .bind("kept", Micros.of(row.window().to()) + row.reason())
                      .bind("id", row.id())
                      .add());
          return batch.execute();
        });
  }
}
