package org.auditcaravan.normalize;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * One audit entry as the vendor sent it: a slice of the page, parsed once. Numbers and strings are
 * known by the very tokens that were received. An event keeps its page in memory.
 */
public final class Event {
  private final Json root;
  private final EventRules rules;
  private final String id;
  private final Instant timestamp;

  Event(Json root, EventRules rules) {
    this.root = root;
    this.rules = rules;
    this.id = name(rules.id());
    this.timestamp = Timestamps.read(name(rules.timestamp()));
  }

  /** The bytes of the page that holds the event; not to be changed. */
  public byte[] page() {
    return root.bytes();
  }

  /** Where the event's opening brace stands in {@link #page}. */
  public int offset() {
    return root.start();
  }

  /** The bytes from the opening to the closing brace. */
  public int length() {
    return root.length();
  }

  /** The vendor's id, or null if there is none. */
  public String id() {
    return id;
  }

  /**
   * The event's own time in full precision, or null if there is none or it is unreadable. The first
   * of the mapping's alternatives that has a value decides.
   */
  public Instant timestamp() {
    return timestamp;
  }

  /** Whether a time was sent, readable or not. */
  boolean hasTimestamp() {
    return name(rules.timestamp()) != null;
  }

  /** The name of the service that wrote the event, or null. */
  public String serviceName() {
    return name(rules.service());
  }

  /** The organisation that the event names as its own, or null. */
  public String organization() {
    return name(rules.organization());
  }

  /**
   * The value at a dotted path: the characters of a string, the token of a number or boolean, the
   * compact JSON text of an object or list; null for null and for nothing.
   */
  public String text(String path) {
    Json value = root.at(FieldPath.of(path));
    return value == null ? null : value.text();
  }

  /** The first 16 bytes of {@link #canonicalHash}: what tells a changed event from a repeat. */
  public byte[] contentHash() {
    return Arrays.copyOf(canonicalHash(), 16);
  }

  /**
   * SHA-256 of the event's canonical JSON: members sorted by name, no blanks, number and string
   * tokens as received, without the members that the mapping calls {@code expansions}.
   */
  public byte[] canonicalHash() {
    return Canonical.hash(root, rules.expansions());
  }

  /** SHA-256 of the event's bytes as received. */
  public byte[] sha256() {
    return Digests.sha256(page(), offset(), length());
  }

  Json root() {
    return root;
  }

  private String name(List<FieldPath> alternatives) {
    for (FieldPath path : alternatives) {
      Json value = root.at(path);
      if (value != null && !value.isStructure() && !value.isEmptyString()) {
        String text = value.text();
        if (text != null) {
          return text;
        }
      }
    }
    return null;
  }
}
