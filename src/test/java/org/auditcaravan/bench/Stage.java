package org.auditcaravan.bench;

/** The parts of the page path that are measured apart. */
enum Stage {
  /** Pages from a file, which stands for the network. It is no work of the product. */
  READ("read the page's bytes"),
  PARSE("parse"),
  KNOW("id and content hashed, repeats looked up"),
  NORMALIZE("normalise"),
  SPOOL("compress into parts"),
  BULK("bulk bodies from the parts");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
