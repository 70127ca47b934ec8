package org.auditcaravan.archive;

/** What the archive and this read knew of an event when it came. */
public enum Sighting {
  /** An id that nobody has delivered. */
  NEW,
  /** The same id with the same content: it is dropped and counted. */
  REPEAT,
  /** A known id with further content: it is kept as a further revision of the event. */
  CHANGED
}
