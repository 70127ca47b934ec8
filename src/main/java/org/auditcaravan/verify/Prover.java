package org.auditcaravan.verify;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.seal.Head;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.DigestChain.Link;
import org.auditcaravan.verify.RecordSearch.Found;

/**
 * Shows the way of one record, by the archive alone.
 *
 * @param keys the public keys that are trusted; without them signatures are not checked
 * @param heads what a second place says
 */
public record Prover(Optional<PublicKeys> keys, List<Head> heads) {

  /**
   * Looks for a record of a source, and for all that vouches for it.
   *
   * @param prefix what every key of the archive begins with
   * @param day the UTC day of its event, if it is known
   * @throws Fault when the record is not there
   * @throws IOException when the archive cannot be read at all
   */
  public Proof prove(
      ArchiveCopy copy, String prefix, String source, String recordId, Optional<LocalDate> day)
      throws IOException {
    Findings findings = new Findings();
    DigestChain chain = new DigestChain(copy, prefix, source, keys, findings);
    List<Link> links = chain.walk();
    RecordSearch search = new RecordSearch(copy, source, recordId);
    Set<String> named = new HashSet<>();
    for (Link link : links) {
      List<String> manifests = link.digest().manifests().stream().map(ManifestName::key).toList();
      named.addAll(manifests);
      if (day.isEmpty() || day.get().toString().equals(link.digest().day())) {
        Optional<Found> found = search.in(manifests);
        if (found.isPresent()) {
          return proof(copy, source, recordId, found.get(), Optional.of(link), links, findings);
        }
      }
    }
    Optional<Found> open = search.in(open(copy, prefix, source, day, named));
    if (open.isPresent()) {
      return proof(copy, source, recordId, open.get(), Optional.empty(), links, findings);
    }
    throw missing(source, recordId, day, search);
  }

  private Proof proof(
      ArchiveCopy copy,
      String source,
      String recordId,
      Found found,
      Optional<Link> link,
      List<Link> links,
      Findings findings)
      throws IOException {
    List<Proof.Step> steps = new ArrayList<>(new RecordWay(copy, keys).of(found, link));
    steps.addAll(new ChainWay(source, heads, findings).of(link, links));
    return new Proof(recordId, source, List.copyOf(steps), found.record());
  }

  private static List<String> open(
      ArchiveCopy copy, String prefix, String source, Optional<LocalDate> day, Set<String> named)
      throws IOException {
    String folder =
        Keys.manifests(prefix, source) + day.map(date -> "date=" + date + "/").orElse("");
    return copy.list(folder).stream()
        .map(ArchiveCopy.Stored::key)
        .filter(key -> !named.contains(key))
        .sorted()
        .toList();
  }

  private static Fault missing(
      String source, String recordId, Optional<LocalDate> day, RecordSearch search) {
    String where =
        "the archive of "
            + source
            + day.map(date -> " of " + date).orElse("")
            + ", in "
            + search.windows()
            + " windows";
    return new Fault(
        search.unreadable().isEmpty()
            ? "the record "
                + recordId
                + " is not in "
                + where
                + ": correct --record, --source or --date"
            : "the record "
                + recordId
                + " was not found in "
                + where
                + ", of which "
                + search.unreadable().size()
                + " cannot be read, such as "
                + search.unreadable().get(0)
                + ": run verify");
  }
}
