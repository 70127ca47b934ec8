package org.auditcaravan.verify;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.archive.JournalEntry;
import org.auditcaravan.archive.JournalHead;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.journal.Act;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.sign.PublicKey;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.Finding.Kind;

/**
 * The journal of a source: each entry follows on the one before it and is signed, and the digests
 * name how far it had come.
 */
final class JournalCheck {
  private static final Pattern NAME = Pattern.compile("(\\d{8})\\.json");

  private final ArchiveCopy copy;
  private final String prefix;
  private final String source;
  private final Optional<PublicKeys> keys;
  private final Findings findings;
  private final Fetch fetch;
  private final TreeMap<Long, JournalEntry> entries = new TreeMap<>();
  private final TreeMap<Long, String> unreadable = new TreeMap<>();
  private final Map<String, String> givenUp = new HashMap<>();

  JournalCheck(
      ArchiveCopy copy,
      String prefix,
      String source,
      Optional<PublicKeys> keys,
      Findings findings) {
    this.copy = copy;
    this.prefix = prefix;
    this.source = source;
    this.keys = keys;
    this.findings = findings;
    this.fetch = new Fetch(copy, findings);
  }

  /**
   * Looks at all of it.
   *
   * @param links the digests
   * @return the SHA-256 of each entry that another one follows on, or that a digest names, by key
   */
  Map<String, String> run(Collection<Digest> links) throws IOException {
    String folder = Keys.journal(prefix, source);
    List<String> there = copy.list(folder).stream().map(ArchiveCopy.Stored::key).toList();
    // They are many and small: most of the time is spent waiting.
    there.parallelStream().forEach(key -> read(key, key.substring(folder.length())));
    follow();
    List<JournalHead> heads = links.stream().map(Digest::journal).filter(Objects::nonNull).toList();
    heads.forEach(this::pinned);
    keys.ifPresentOrElse(this::signed, () -> entries.values().forEach(this::trusted));
    return named(heads);
  }

  /** The SHA-256 of each Parquet file that a closing left that was given up, by key. */
  Map<String, String> givenUp() {
    return givenUp;
  }

  private Map<String, String> named(List<JournalHead> heads) {
    Map<String, String> named = new HashMap<>();
    entries.values().forEach(entry -> named.put(key(entry.sequence() - 1), entry.previousSha256()));
    heads.forEach(head -> named.put(key(head.sequence()), head.sha256()));
    return named;
  }

  private void read(String key, String name) {
    Matcher number = NAME.matcher(name);
    if (!number.matches()) {
      findings.add(Kind.ADDED, key, "it is no entry of the journal");
      return;
    }
    long sequence = Long.parseLong(number.group(1));
    Optional<byte[]> bytes = fetch.bytes(key, Fetch.LONGEST);
    if (bytes.isPresent()) {
      keep(key, sequence, bytes.get());
    } else {
      lost(key, sequence);
    }
  }

  private synchronized void keep(String key, long sequence, byte[] bytes) {
    try {
      JournalEntry entry = JournalEntry.read(key, bytes);
      if (entry.sequence() != sequence || !entry.act().source().equals(source)) {
        findings.add(
            Kind.MOVED, key, "it is entry " + entry.sequence() + " of " + entry.act().source());
        lost(key, sequence);
      } else {
        entries.put(sequence, entry);
      }
    } catch (IOException | RuntimeException e) {
      findings.add(Kind.CHANGED, key, "it is no entry of the journal any more");
      lost(key, sequence);
    }
  }

  private synchronized void lost(String key, long sequence) {
    unreadable.put(sequence, key);
  }

  private void follow() {
    long last = entries.isEmpty() ? 0 : entries.lastKey();
    for (long sequence = 1; sequence <= last; sequence++) {
      JournalEntry entry = entries.get(sequence);
      JournalEntry before = entries.get(sequence - 1);
      if (entry == null && !unreadable.containsKey(sequence)) {
        findings.add(Kind.REMOVED, key(sequence), "the journal goes on behind it");
      } else if (entry != null
          && before != null
          && !before.sha256().equals(entry.previousSha256())) {
        findings.add(
            Kind.CHANGED, before.key(), "it is not the entry that " + entry.key() + " follows on");
      } else if (entry != null && sequence == 1 && entry.previousSha256() != null) {
        findings.add(Kind.CHAIN_FORKED, entry.key(), "the first entry names one before it");
      }
    }
  }

  private void pinned(JournalHead head) {
    JournalEntry entry = entries.get(head.sequence());
    if (head.sequence() == 0 || unreadable.containsKey(head.sequence())) {
      return;
    }
    if (entry == null) {
      findings.add(
          entries.higherKey(head.sequence()) == null ? Kind.CHAIN_CUT_AT_TAIL : Kind.REMOVED,
          key(head.sequence()),
          "a digest knows this entry of the journal, the archive does not");
    } else if (!entry.sha256().equals(head.sha256())) {
      findings.add(Kind.CHANGED, entry.key(), "a digest names another entry of this number");
    }
  }

  /** Since the first signature every entry has one; only a key that is in use vouches for it. */
  private void signed(PublicKeys trusted) {
    boolean begun = false;
    for (JournalEntry entry : entries.values()) {
      Optional<ManifestSignature> signature = entry.signature();
      begun |= signature.isPresent();
      if (signature.isPresent()) {
        judge(entry, signature.get(), trusted.find(signature.get().keyId()));
      } else if (begun || entry.sequence() == entries.lastKey()) {
        findings.add(
            Kind.UNSIGNED,
            entry.key(),
            "somebody wrote it who does not have the key, or whose audit.seal.key-file was not"
                + " set");
      }
    }
  }

  private void judge(JournalEntry entry, ManifestSignature signature, Optional<PublicKey> by) {
    if (by.isEmpty()) {
      findings.add(
          Kind.UNKNOWN_KEY, entry.key(), "it is signed by the unknown key " + signature.keyId());
    } else if (!signature.isOf(by.get())) {
      findings.add(Kind.CHANGED, entry.key(), "its bytes are not those that were signed");
    } else if (!by.get().validAt(entry.act().at())) {
      findings.add(Kind.KEY_NOT_VALID, entry.key(), "its key was not in use then");
    } else if (by.get().revoked() != null && !entry.act().at().isBefore(by.get().revoked())) {
      findings.add(Kind.KEY_REVOKED, entry.key(), "its key was revoked before");
    } else {
      trusted(entry);
    }
  }

  private void trusted(JournalEntry entry) {
    if (entry.act() instanceof Act.GivenUp act && act.files() != null) {
      act.files().forEach((key, sha256) -> givenUp.put(Keys.placed(prefix, key), sha256));
    }
  }

  private String key(long sequence) {
    return JournalEntry.key(prefix, source, sequence);
  }
}
