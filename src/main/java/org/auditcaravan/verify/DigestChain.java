package org.auditcaravan.verify;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.Head;
import org.auditcaravan.seal.PlacedDigest;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.Finding.Kind;

/** The chain of a source's digests: each follows on the one before it, and is signed. */
final class DigestChain {
  private static final Pattern NAME = Pattern.compile("(\\d{8})_[0-9a-z-]+\\.json");

  /** More than any signature has: what is longer is none. */
  private static final int SIGNATURE_BYTES = 1 << 10;

  /** A digest as it was found; its signature is null where there is none. */
  record Link(String key, String sha256, byte[] bytes, Digest digest, byte[] signature) {}

  private final ArchiveCopy copy;
  private final String prefix;
  private final String source;
  private final Signatures signatures;
  private final Findings findings;
  private final Fetch fetch;
  private final TreeMap<Long, Link> links = new TreeMap<>();
  private final Set<Long> unread = new HashSet<>();
  private Collection<Link> vouched = List.of();

  DigestChain(
      ArchiveCopy copy,
      String prefix,
      String source,
      Optional<PublicKeys> keys,
      Findings findings) {
    this.copy = copy;
    this.prefix = prefix;
    this.source = source;
    this.signatures = new Signatures(source, keys, findings);
    this.findings = findings;
    this.fetch = new Fetch(copy, findings);
  }

  /** Reads and checks the chain, and returns its links in order. */
  List<Link> walk() throws IOException {
    String folder = Keys.digests(prefix, source);
    List<String> there = copy.list(folder).stream().map(ArchiveCopy.Stored::key).sorted().toList();
    for (String key : there) {
      Matcher name = NAME.matcher(key.substring(folder.length()));
      if (name.matches()) {
        read(key, Long.parseLong(name.group(1)));
      } else if (!key.endsWith(Digest.SIGNATURE)) {
        findings.add(Kind.ADDED, key, "it is no digest");
      }
    }
    follow();
    vouched = signatures.vouch(links.descendingMap().values());
    return List.copyOf(links.values());
  }

  private void read(String key, long sequence) throws IOException {
    Optional<byte[]> found = fetch.bytes(key, Fetch.LONGEST);
    if (found.isEmpty()) {
      unread.add(sequence);
      return;
    }
    byte[] bytes = found.get();
    Digest digest;
    try {
      digest = PlacedDigest.read(bytes, prefix);
    } catch (IOException e) {
      findings.add(Kind.CHANGED, key, "it is no digest any more");
      return;
    }
    if (!digest.key(prefix).equals(key) || !digest.source().equals(source)) {
      findings.add(
          Kind.MOVED, key, "it is the digest " + digest.key(prefix) + " under another key");
      return;
    }
    byte[] signature;
    try {
      signature = fetch.find(key + Digest.SIGNATURE, SIGNATURE_BYTES).orElse(null);
    } catch (IOException e) {
      fetch.say(key + Digest.SIGNATURE, e);
      unread.add(sequence);
      return;
    }
    Link link = new Link(key, Hashes.hex(bytes), bytes, digest, signature);
    Link other = links.putIfAbsent(sequence, link);
    if (other != null) {
      findings.add(
          Kind.CHAIN_FORKED, key, "it has the number " + sequence + ", as has " + other.key());
    }
  }

  private void follow() {
    Link last = null;
    for (Link link : links.values()) {
      Digest.Link previous = link.digest().previous();
      long sequence = link.digest().sequence();
      if (unread.contains(sequence - 1)) {
        last = link;
        continue;
      }
      if (last == null && sequence > 1) {
        findings.add(
            Kind.CHAIN_CUT_AT_HEAD,
            link.key(),
            "the " + (sequence - 1) + " links before it are not there");
      } else if (last != null && sequence != last.digest().sequence() + 1) {
        findings.add(
            Kind.REMOVED,
            previous == null ? link.key() : previous.key(),
            "the digest before " + link.key() + " is not there");
      } else if (last != null) {
        follow(last, link, previous);
      } else if (previous != null) {
        findings.add(Kind.CHAIN_FORKED, link.key(), "the first link names one before it");
      }
      last = link;
    }
  }

  private void follow(Link last, Link link, Digest.Link previous) {
    if (previous == null
        || !previous.key().equals(last.key())
        || !previous.sha256().equals(last.sha256())) {
      boolean signed = signatures.good(last);
      findings.add(
          signed ? Kind.CHAIN_FORKED : Kind.CHANGED,
          last.key(),
          "its SHA-256 is " + last.sha256() + ", but " + link.key() + " names another one");
    } else if (!Objects.equals(previous.signature(), base64(last.signature()))) {
      findings.add(
          last.signature() == null ? Kind.REMOVED : Kind.CHANGED,
          last.key() + Digest.SIGNATURE,
          "it is not the signature that " + link.key() + " names");
    }
  }

  /** Whether all of its links could be had. */
  boolean whole() {
    return unread.isEmpty();
  }

  /** The first day that is kept, as the links say that somebody vouches for. */
  LocalDate horizon() {
    return vouched.stream()
        .map(link -> link.digest().horizon())
        .filter(Objects::nonNull)
        .map(LocalDate::parse)
        .max(Comparator.naturalOrder())
        .orElse(LocalDate.MIN);
  }

  private static String base64(byte[] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  /** Compares the chain with what a second place says of its heads. */
  void anchored(List<Head> heads) {
    List<Head> own = heads.stream().filter(head -> head.source().equals(source)).toList();
    long newest = 0;
    for (Head head : own) {
      Link link = links.get(head.sequence());
      newest = Math.max(newest, head.sequence());
      if (link == null
          && !unread.contains(head.sequence())
          && (links.isEmpty() || head.sequence() > links.lastKey())) {
        findings.add(
            Kind.CHAIN_CUT_AT_TAIL,
            head.key(),
            "the second place knows link " + head.sequence() + ", the archive does not");
      } else if (link != null && !link.sha256().equals(head.sha256())) {
        findings.add(
            Kind.CHAIN_FORKED, link.key(), "the second place knows another link of this number");
      }
    }
    long last = links.isEmpty() ? 0 : links.lastKey();
    if (own.isEmpty()) {
      findings.add(Kind.NOT_ANCHORED, source, "not independently anchored");
    } else if (newest < last) {
      findings.add(
          Kind.NOT_ANCHORED,
          source,
          "independently anchored up to link " + newest + " of " + last + " only");
    }
  }
}
