package org.auditcaravan.window;

import java.util.Map;
import org.auditcaravan.source.Source;

/** The scope that a source's settings ask for. */
public final class Scopes {
  private Scopes() {}

  /** What is asked for, before it is known how it is read. */
  public static Scope of(Source source) {
    return new Scope(source.services(), source.filters(), source.config().query(), Map.of());
  }
}
