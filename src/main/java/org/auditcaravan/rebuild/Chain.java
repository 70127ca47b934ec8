package org.auditcaravan.rebuild;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.auditcaravan.archive.StoredManifest;
import org.auditcaravan.config.Fault;

/** The manifests of a source as links of a chain, in whatever order they are found. */
final class Chain {
  private final String source;
  private final List<Link> links = new ArrayList<>();

  private record Link(long sequence, String key, String sha256, String previous) {}

  Chain(String source) {
    this.source = source;
  }

  void add(StoredManifest stored) {
    links.add(
        new Link(
            stored.manifest().sequence(),
            stored.key(),
            stored.sha256(),
            stored.manifest().previousSha256()));
  }

  int length() {
    return links.size();
  }

  /**
   * Looks whether each manifest names the one before it, from the first one on.
   *
   * @throws Fault that names the object at which the chain is broken
   */
  void check() {
    links.sort(Comparator.comparingLong(Link::sequence).thenComparing(Link::key));
    Link last = new Link(0, "the begin", null, null);
    for (Link link : links) {
      if (link.sequence() == last.sequence()) {
        throw broken(link, "it has the number " + link.sequence() + ", as has " + last.key());
      }
      if (link.sequence() != last.sequence() + 1) {
        throw broken(link, "number " + (last.sequence() + 1) + " before it is missing");
      }
      if (!Objects.equals(link.previous(), last.sha256())) {
        throw broken(link, "the SHA-256 that it names is not that of " + last.key());
      }
      last = link;
    }
  }

  private Fault broken(Link link, String how) {
    return new Fault(
        "the archive's chain of source "
            + source
            + " is broken at "
            + link.key()
            + ": "
            + how
            + "; nothing of this source is restored: bring the archive's object back, or restore the"
            + " ledger's database from its backup");
  }
}
