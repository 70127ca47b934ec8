package org.auditcaravan.window;

/** Why a window is read. */
public enum Occasion {
  /** It has no manifest yet. */
  FIRST,
  /** For events that came late, on time or because an event or a person asked for it. */
  RECHECK,
  /** It was covered under another scope. */
  RESCOPE,
  /** To compare what the archive has with what another way of reading shows. */
  RECONCILE
}
