package org.auditcaravan.verify;

import java.util.Collection;
import java.util.Optional;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.sign.PublicKey;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.DigestChain.Link;
import org.auditcaravan.verify.Finding.Kind;

/** What the signatures of digests are worth. */
final class Signatures {
  /** What a signature is worth. */
  private enum Worth {
    GOOD,
    NONE,
    /** Made before the key was revoked, as the digest itself says. */
    BEFORE_REVOCATION,
    BAD
  }

  private final String source;
  private final Optional<PublicKeys> keys;
  private final Findings findings;

  Signatures(String source, Optional<PublicKeys> keys, Findings findings) {
    this.source = source;
    this.keys = keys;
    this.findings = findings;
  }

  /** Whether a key that is in use has signed it. */
  boolean good(Link link) {
    return worth(link, false) == Worth.GOOD;
  }

  /** What a later signature links to, it vouches for. */
  void vouch(Collection<Link> newestFirst) {
    if (keys.isEmpty()) {
      findings.add(
          Kind.NOT_CHECKED, source, "signatures are not checked: there are no public keys");
      return;
    }
    boolean vouched = false;
    for (Link link : newestFirst) {
      Worth worth = worth(link, true);
      if (worth == Worth.GOOD) {
        vouched = true;
      } else if (worth == Worth.NONE && !vouched) {
        findings.add(Kind.UNSIGNED, link.key(), "neither it nor a later link is signed");
      } else if (worth == Worth.BEFORE_REVOCATION && !vouched) {
        findings.add(
            Kind.KEY_REVOKED,
            link.key(),
            "it is signed by the revoked key "
                + link.digest().keyId()
                + ", and no later link by another one vouches for it");
      }
    }
  }

  private Worth worth(Link link, boolean say) {
    String id = link.digest().keyId();
    if (keys.isEmpty() || (id == null && link.signature() == null)) {
      return Worth.NONE;
    }
    if (link.signature() == null) {
      return bad(say, Kind.REMOVED, link.key() + Digest.SIGNATURE, "the signature is not there");
    }
    Optional<PublicKey> key = Optional.ofNullable(id).flatMap(keys.get()::find);
    if (key.isEmpty()) {
      return bad(say, Kind.UNKNOWN_KEY, link.key(), "it is signed by the unknown key " + id);
    }
    if (!key.get().accepts(link.bytes(), link.signature())) {
      return bad(say, Kind.CHANGED, link.key(), "its bytes are not those that were signed");
    }
    if (!key.get().validAt(link.digest().sealedAt())) {
      return bad(say, Kind.KEY_NOT_VALID, link.key(), "its key " + id + " was not in use then");
    }
    if (key.get().revoked() == null) {
      return Worth.GOOD;
    }
    return link.digest().sealedAt().isBefore(key.get().revoked())
        ? Worth.BEFORE_REVOCATION
        : bad(say, Kind.KEY_REVOKED, link.key(), "its key " + id + " was revoked before");
  }

  private Worth bad(boolean say, Kind kind, String object, String sentence) {
    if (say) {
      findings.add(kind, object, sentence);
    }
    return Worth.BAD;
  }
}
