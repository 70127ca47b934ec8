package org.auditcaravan.deadletter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why something became a dead letter: a closed list. */
public enum Reason {
  UNREADABLE_PAGE("The vendor's answer was not a page of events: empty, cut off or not JSON."),
  NOT_AN_OBJECT("An entry among the events of a page was not a JSON object."),
  TOO_LARGE("The record is larger than the sink takes."),
  INDEX_REJECTED("The index refused the document, most often because a field has another type."),
  SINK_REFUSED("The sink refused the record."),
  UNREADABLE_PART("An object of the archive could not be read, or its SHA-256 differs.");

  private final String sentence;

  Reason(String sentence) {
    this.sentence = sentence;
  }

  /** As it is stored, shown and typed, for example {@code index-rejected}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it means, for people. */
  public String sentence() {
    return sentence;
  }

  /** The reason of that text. */
  public static Optional<Reason> of(String text) {
    return Arrays.stream(values()).filter(reason -> reason.text().equals(text)).findFirst();
  }
}
