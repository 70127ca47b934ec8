package org.auditcaravan.seal;

import java.io.IOException;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.seal.Digest.Link;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.seal.Digest.ParquetFile;

/** A digest as it stands in an archive: with the keys that its objects have there. */
public final class PlacedDigest {
  private PlacedDigest() {}

  /**
   * What a digest's bytes say.
   *
   * @param prefix what every key of the archive begins with
   * @throws IOException when they are no digest that this version can read
   */
  public static Digest read(byte[] bytes, String prefix) throws IOException {
    Digest digest = Digest.read(bytes);
    Link previous = digest.previous();
    return new Digest(
        digest.formatVersion(),
        digest.source(),
        digest.organizationId(),
        digest.day(),
        digest.number(),
        digest.sequence(),
        digest.sealedAt(),
        digest.keyId(),
        digest.productVersion(),
        previous == null
            ? null
            : new Link(
                Keys.placed(prefix, previous.key()), previous.sha256(), previous.signature()),
        digest.horizon(),
        digest.events(),
        digest.records(),
        digest.first(),
        digest.last(),
        digest.recordsHash(),
        digest.scopes(),
        digest.manifests().stream().map(named -> placed(prefix, named)).toList(),
        digest.parts().stream().map(part -> part.at(Keys.placed(prefix, part.key()))).toList(),
        digest.parquet().stream().map(file -> placed(prefix, file)).toList(),
        digest.emptyConfirmed(),
        digest.emptyObserved(),
        digest.gaps(),
        digest.deadLettersOpen(),
        digest.deadLettersDismissed(),
        digest.reconciled(),
        digest.journal());
  }

  private static ManifestName placed(String prefix, ManifestName named) {
    return new ManifestName(
        Keys.placed(prefix, named.key()),
        named.sha256(),
        named.bytes(),
        named.sequence(),
        named.from(),
        named.to(),
        named.revision(),
        named.events(),
        named.records());
  }

  private static ParquetFile placed(String prefix, ParquetFile file) {
    return new ParquetFile(
        Keys.placed(prefix, file.key()), file.sha256(), file.bytes(), file.records());
  }
}
