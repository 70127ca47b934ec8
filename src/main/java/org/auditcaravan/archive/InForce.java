package org.auditcaravan.archive;

import java.util.Map;
import org.auditcaravan.window.Organizations;
import org.auditcaravan.window.WindowRead;

/**
 * What is in force in this process.
 *
 * @param organizations the sources' organisations
 * @param productVersion the version of this product
 * @param files the SHA-256, in hex, of each route and mapping file, by file name
 */
public record InForce(Organizations organizations, String productVersion, Map<String, String> files)
    implements Provenance {

  @Override
  public String organizationId(WindowRead read) {
    return organizations.of(read.source());
  }
}
