package org.auditcaravan.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.Head;
import org.auditcaravan.verify.DigestChain.Link;
import org.auditcaravan.verify.Proof.State;
import org.auditcaravan.verify.Proof.Step;

/**
 * The way from a manifest to the second place: digest, chain, anchor.
 *
 * @param heads what a second place says
 * @param findings what walking the chain has found
 */
record ChainWay(String source, List<Head> heads, Findings findings) {

  List<Step> of(Optional<Link> link, List<Link> links) {
    if (link.isEmpty()) {
      return List.of(
          new Step("digest", State.OPEN, null, null, "its day is not closed yet"),
          new Step("anchor", State.OPEN, null, null, "not independently anchored"));
    }
    return List.of(digest(link.get()), chain(link.get(), links), anchor(link.get(), links));
  }

  private Step digest(Link link) {
    Optional<Finding> wrong =
        findings.sorted().stream()
            .filter(Finding::damage)
            .filter(
                finding ->
                    finding.object().equals(link.key())
                        || finding.object().equals(link.key() + Digest.SIGNATURE))
            .findFirst();
    boolean checked = !findings.has(Finding.Kind.NOT_CHECKED, source);
    return new Step(
        "digest",
        wrong.isPresent() ? State.BROKEN : checked ? State.HOLDS : State.OPEN,
        link.key(),
        link.sha256(),
        wrong
            .map(finding -> finding.kind().text() + ": " + finding.sentence())
            .orElse(
                "it closes "
                    + link.digest().day()
                    + (!checked
                        ? "; there are no public keys to check its signature with"
                        : link.signature() == null
                            ? ", vouched for by a later signature"
                            : ", signed by a trusted key")));
  }

  private Step chain(Link link, List<Link> links) {
    List<Finding> damage = findings.sorted().stream().filter(Finding::damage).toList();
    Link last = links.get(links.size() - 1);
    return new Step(
        "chain",
        damage.isEmpty() ? State.HOLDS : State.BROKEN,
        last.key(),
        last.sha256(),
        damage.isEmpty()
            ? "link " + link.digest().sequence() + " of " + last.digest().sequence()
            : damage.get(0).kind().text() + " " + damage.get(0).object() + ": run verify");
  }

  private Step anchor(Link link, List<Link> links) {
    Optional<Head> head =
        heads.stream()
            .filter(one -> one.source().equals(source))
            .filter(one -> one.sequence() >= link.digest().sequence())
            .min(Comparator.comparingLong(Head::sequence));
    if (head.isEmpty()) {
      return new Step("anchor", State.OPEN, null, null, "not independently anchored");
    }
    boolean same =
        links.stream()
            .anyMatch(
                one ->
                    one.digest().sequence() == head.get().sequence()
                        && one.sha256().equals(head.get().sha256()));
    return new Step(
        "anchor",
        same ? State.HOLDS : State.BROKEN,
        head.get().key(),
        head.get().sha256(),
        same
            ? "the second place vouches for link " + head.get().sequence()
            : "the second place knows another link " + head.get().sequence());
  }
}
