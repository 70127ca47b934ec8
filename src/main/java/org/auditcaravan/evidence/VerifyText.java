package org.auditcaravan.evidence;

import java.util.Map;
import java.util.Optional;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.evidence.SealedDays.Sealed;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.sign.PublicKey;
import org.auditcaravan.sign.SigningKey;

/**
 * How to look at a package with {@code openssl} and {@code sha256sum} only; its commands are the
 * lines that begin with four blanks.
 */
record VerifyText(
    Report report, SealedDays sealed, Map<String, PublicKey> keys, Optional<SigningKey> signer) {

  /** The file of a key. */
  static String name(String keyId) {
    return Hashes.brief(keyId) + ".pem";
  }

  /** What each digest's successor says of it, as {@code sha256sum} reads it. */
  String chain() {
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < sealed.links().size(); i++) {
      Optional<Digest.Link> named = sealed.successors().get(i);
      if (named.isPresent()) {
        chain
            .append(named.get().sha256())
            .append("  digests/")
            .append(sealed.links().get(i).name())
            .append('\n');
      }
    }
    return chain.toString();
  }

  String text() {
    return """
    Evidence of the source %s, %s to %s (UTC), made at %s by Audit Caravan %s.

    To look at it without Audit Caravan: openssl (1.1.1 or newer) and sha256sum are all that is
    needed. Give the commands, which are the lines that stand further in, in the folder into
    which this package was unpacked. Each has to end without a failure.

    Every file is the one that was packed:

        sha256sum --check --strict --quiet SHA256SUMS

    %s
    %s
    %s
    %s
    population.csv has a row for each record of these days, without the event as it was received:
    the sum of "records" in the digests is %d. A cell that a spreadsheet would take for a formula
    begins with an apostrophe. report.html is for people, report.json says the same; what looking
    at the whole archive has shown, each part and each record, is in verification.json.
    """
        .formatted(
            report.source(),
            report.from(),
            report.to(),
            report.madeAt(),
            report.productVersion(),
            list(),
            signatures(),
            links(),
            head(),
            report.totals().records())
        // A text block has lost what its lines had in common.
        .replaceAll("(?m)[ \\t]+$", "");
  }

  private String list() {
    return signer
        .map(
            by ->
                "That list is signed by whoever packed it:\n\n"
                    + verify(by.id(), Package.SUMS, Package.SUMS + ".sig"))
        .orElse(
            "That list is not signed: compare its own SHA-256 with what whoever sent it tells"
                + " you.\n");
  }

  private String signatures() {
    StringBuilder commands = new StringBuilder();
    int unsigned = 0;
    for (Sealed link : sealed.links()) {
      String id = link.digest().keyId();
      if (link.signature() != null && keys.containsKey(id)) {
        String file = "digests/" + link.name();
        commands.append(verify(id, file, file + Digest.SIGNATURE));
      } else {
        unsigned++;
      }
    }
    return (commands.isEmpty()
            ? ""
            : "The digests are signed by the keys in keys/. Compare these with the ones that you"
                + " were given\n"
                + "another way; a key's validity stands in its first lines:\n\n"
                + commands)
        + (unsigned == 0
            ? ""
            : unsigned + " digests have no signature that a key in keys/ could check.\n");
  }

  private static String verify(String keyId, String file, String signature) {
    return "    openssl pkeyutl -verify -pubin -inkey keys/%s -rawin -in %s -sigfile %s\n"
        .formatted(name(keyId), file, signature);
  }

  private String links() {
    return chain().isEmpty()
        ? "No digest behind these names them.\n"
        : "Each digest is the one that the next one names as \"previous\":\n\n"
            + "    sha256sum --check --strict --quiet CHAIN\n";
  }

  private String head() {
    return sealed.links().isEmpty()
        ? "There are no digests.\n"
        : "The chain was %s when this was made. The last digest's SHA-256,"
                .formatted(report.anchoring())
            + " to be compared\nwith what the second place keeps of it:\n\n    sha256sum digests/"
            + sealed.links().get(sealed.links().size() - 1).name()
            + "\n";
  }
}
