package org.auditcaravan.archive;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.auditcaravan.pagination.Response;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.window.WindowRead;

/** Makes the manifests of complete reads. */
public final class Manifests {
  private final Provenance provenance;
  private final InstantSource clock;
  private final Optional<SigningKey> key;

  public Manifests(Provenance provenance, InstantSource clock, Optional<SigningKey> key) {
    this.provenance = provenance;
    this.clock = clock;
    this.key = key;
  }

  /** The exact bytes of the read's manifest at that place in the chain. They are made once. */
  byte[] bytes(WindowRead read, ManifestLedger.Place place) {
    byte[] unsigned = Json.write(manifest(read, place));
    return key.map(by -> ManifestSignature.sign(unsigned, by)).orElse(unsigned);
  }

  private Manifest manifest(WindowRead read, ManifestLedger.Place place) {
    Receipt receipt = read.spool().receipt();
    return new Manifest(
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
        null);
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
