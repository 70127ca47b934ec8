package org.auditcaravan.verify;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

  /**
   * What a later signature links to, it vouches for.
   *
   * @return the links that somebody vouches for; all of them where nobody can
   */
  Collection<Link> vouch(Collection<Link> newestFirst) {
    if (keys.isEmpty()) {
      findings.add(
          Kind.NOT_CHECKED, source, "signatures are not checked: there are no public keys");
      return newestFirst;
    }
    List<Link> vouched = new ArrayList<>();
    Optional<Link> newest = newestFirst.stream().filter(this::good).findFirst();
    for (Link link : newestFirst) {
      Worth worth = worth(link, true);
      boolean linked = !vouched.isEmpty();
      if (worth == Worth.GOOD || (linked && worth != Worth.BAD)) {
        vouched.add(link);
      } else if (worth == Worth.NONE && newest.isEmpty() && older(link.digest())) {
        findings.add(
            Kind.BEFORE_KEYS, link.key(), "it is older than every key, and no signed link follows");
      } else if (worth == Worth.NONE) {
        findings.add(Kind.UNSIGNED, link.key(), "neither it nor a later link is signed");
      } else if (worth == Worth.BEFORE_REVOCATION) {
        findings.add(
            Kind.KEY_REVOKED,
            link.key(),
            "it is signed by the revoked key "
                + link.digest().keyId()
                + ", and no later link by another one vouches for it");
      }
    }
    return vouched;
  }

  /** Whether it was made before there was a key, and not before its day was over. */
  private boolean older(Digest digest) {
    return keys.orElseThrow().allAfter(digest.sealedAt())
        && (digest.day() == null
            || !digest
                .sealedAt()
                .isBefore(
                    LocalDate.parse(digest.day())
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()));
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
