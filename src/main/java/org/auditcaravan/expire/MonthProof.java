package org.auditcaravan.expire;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.Head;
import org.auditcaravan.source.Source;
import org.auditcaravan.verify.Span;

/** Has the archive prove that it holds a month, before something else forgets it. */
@Singleton
public class MonthProof {
  private final Proof proof;
  private final ArchiveReader archive;

  public MonthProof(Proof proof, ArchiveReader archive) {
    this.proof = proof;
    this.archive = archive;
  }

  /**
   * How many records the archive holds of the month, by source.
   *
   * @param heads what a second place says of the chains
   * @throws Fault when not all days of the month, from the source's first on, are closed and intact
   */
  public Map<String, Long> records(Collection<Source> sources, YearMonth month, List<Head> heads)
      throws IOException {
    Map<String, Long> records = new TreeMap<>();
    for (Source source : sources) {
      proof.of(
          source, new Span(Optional.of(month.atDay(1)), Optional.of(month.atEndOfMonth())), heads);
      records.put(source.name(), records(source, month));
    }
    return records;
  }

  private long records(Source source, YearMonth month) throws IOException {
    TreeSet<LocalDate> closed = new TreeSet<>();
    long records = 0;
    for (String key : archive.digestKeys(source)) {
      Digest digest = Digest.read(archive.bytes(source, key));
      if (digest.day() != null) {
        LocalDate day = LocalDate.parse(digest.day());
        closed.add(day);
        records += YearMonth.from(day).equals(month) ? digest.records() : 0;
      }
    }
    for (LocalDate day = month.atDay(1);
        !day.isAfter(month.atEndOfMonth());
        day = day.plusDays(1)) {
      boolean begun = !closed.isEmpty() && !day.isBefore(closed.first());
      if (begun && !closed.contains(day)) {
        throw new Fault(
            "the month "
                + month
                + " stays in the index: "
                + day
                + " of source "
                + source.name()
                + " is not closed in the archive; run seal --date "
                + day);
      }
    }
    return records;
  }
}
