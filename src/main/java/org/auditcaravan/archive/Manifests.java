package org.auditcaravan.archive;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.auditcaravan.pagination.Response;
import org.auditcaravan.window.WindowRead;

/** Makes the manifests of complete reads. */
@Singleton
public class Manifests {
  private final Provenance provenance;
  private final InstantSource clock;

  public Manifests(Provenance provenance, InstantSource clock) {
    this.provenance = provenance;
    this.clock = clock;
  }

  /** The exact bytes of the read's manifest at that place in the chain. They are made once. */
  byte[] bytes(WindowRead read, ManifestLedger.Place place) {
    Receipt receipt = read.spool().receipt();
    return Json.write(
        new Manifest(
            Manifest.FORMAT_VERSION,
            read.source().name(),
            read.source().api().name(),
            provenance.organizationId(read),
            read.source().simulated(),
            read.window().from(),
            read.window().to(),
            read.claim().revision(),
            place.sequence(),
            place.previousSha256(),
            read.claim().scope().readBy(read.paging().modes()),
            read.events(),
            read.records(),
            read.paging().confirmed(),
            read.paging().shortfall().orElse(null),
            receipt.parts(),
            receipt.ids(),
            receipt.rejects(),
            read.responses(),
            clock.instant(),
            clocks(read.responses()),
            provenance.productVersion(),
            new TreeMap<>(provenance.files()),
            null));
  }

  private static Manifest.Clocks clocks(List<Response> responses) {
    for (int i = responses.size() - 1; i >= 0; i--) {
      Response response = responses.get(i);
      if (response.vendorTime() != null) {
        return new Manifest.Clocks(response.time(), response.vendorTime());
      }
    }
    return null;
  }
}
