package org.auditcaravan.archive;

import java.util.Map;
import org.auditcaravan.window.WindowRead;

/** What a manifest says of the circumstances under which it was made. */
public interface Provenance {

  /** The organisation whose events the read brought, or null where it is unknown. */
  String organizationId(WindowRead read);

  /** The version of this product. */
  String productVersion();

  /** The SHA-256, in hex, of each route and mapping file in force, by file name. */
  Map<String, String> files();
}
