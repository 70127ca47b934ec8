package org.auditcaravan.archive;

/** The promised manifest was finished by somebody else in the meantime: there is nothing to do. */
public class PromiseKept extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PromiseKept(String key) {
    super("manifest " + key + " was finished by another worker");
  }
}
