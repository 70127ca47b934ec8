package org.auditcaravan.archive;

/**
 * The revision had a manifest already, which now stands in the ledger. What this read brought has
 * to be compared with it: the window is to be read again at once, one revision further.
 */
public class ManifestAdopted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ManifestAdopted(String key) {
    super("manifest " + key + " was already there and has been adopted: the window is read again");
  }
}
