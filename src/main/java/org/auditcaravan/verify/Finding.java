package org.auditcaravan.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What is to be said of an object.
 *
 * @param kind what it is
 * @param object the key of the object concerned, or a day
 * @param sentence what was found
 */
@JsonPropertyOrder({"kind", "damage", "object", "sentence"})
public record Finding(Kind kind, String object, String sentence) {

  /** What can be found. */
  public enum Kind {
    /** The bytes are others than the ones that are named. */
    CHANGED(true),
    /** The object is not there. */
    REMOVED(true),
    /** A delete marker hides the object, whose versions are kept. */
    DELETE_MARKER(true),
    /** A version with other bytes lies over the object, whose versions are kept. */
    NEWER_VERSION(true),
    /** The object lies under another key. */
    MOVED(true),
    /** The object is named by nothing that can be trusted. */
    ADDED(true),
    /** A manifest's bytes are others than the ones that a digest names. */
    MANIFEST_REPLACED(true),
    /** The links before this one are gone. */
    CHAIN_CUT_AT_HEAD(true),
    /** The links behind the last one are gone. */
    CHAIN_CUT_AT_TAIL(true),
    /** There is a second history. */
    CHAIN_FORKED(true),
    /** A manifest does not follow on the one that its number says. */
    MANIFESTS_REORDERED(true),
    /** No signature, where there must be one. */
    UNSIGNED(true),
    /** Signed by a key that is not trusted. */
    UNKNOWN_KEY(true),
    /** Signed by a key that was not in use then. */
    KEY_NOT_VALID(true),
    /** Signed by a key that somebody else may have had. */
    KEY_REVOKED(true),
    /** A time that neither a window nor a gap covers. */
    WINDOW_MISSING(true),
    /** Parquet and JSON lines do not hold the same records. */
    RECORDS_DIFFER(true),

    /** A leftover of an interrupted upload. */
    ORPHAN(false),
    /**
     * The place where it lies does not hand it out, for a reason that says nothing of its bytes.
     */
    UNREADABLE(false),
    /** Not signed, and older than every key: nobody vouches for it yet. */
    BEFORE_KEYS(false),
    /** Its storage class keeps it from being read. */
    ARCHIVED_CLASS(false),
    /** Let go, as a signed link says. */
    EXPIRED(false),
    /** No digest names it yet. */
    NOT_SEALED(false),
    /** A time that is not covered, as a digest says. */
    GAP(false),
    /** No second place vouches for the head of the chain. */
    NOT_ANCHORED(false),
    /** There are no public keys to check signatures with. */
    NOT_CHECKED(false);

    private final boolean damage;

    Kind(boolean damage) {
      this.damage = damage;
    }

    /** As it is shown. */
    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether somebody has done something to the archive. */
  @JsonProperty
  public boolean damage() {
    return kind.damage;
  }
}
