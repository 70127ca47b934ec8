package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.pagination.Response;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.seal.RecordValues;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.DigestChain.Link;
import org.auditcaravan.verify.Proof.State;
import org.auditcaravan.verify.Proof.Step;
import org.auditcaravan.verify.RecordSearch.Found;

/** The way from a record to its manifest: line, event as received, part, answer, manifest. */
record RecordWay(ArchiveCopy copy, Optional<PublicKeys> keys) {

  List<Step> of(Found found, Optional<Link> link) throws IOException {
    return List.of(line(found), raw(found), part(found), answer(found), manifest(found, link));
  }

  private static Step line(Found found) {
    return new Step(
        "record",
        State.HOLDS,
        found.part().key(),
        null,
        "it is line " + found.line() + " of " + found.part().records());
  }

  private static Step raw(Found found) throws IOException {
    byte[] line = found.record().getBytes(StandardCharsets.UTF_8);
    RecordValues record = RecordValues.of(line, 0, line.length);
    String payload = String.valueOf(record.text("rawPayload"));
    boolean same =
        Hashes.hex(payload.getBytes(StandardCharsets.UTF_8)).equals(record.text("rawSha256"));
    return new Step(
        "raw",
        same ? State.HOLDS : State.OPEN,
        null,
        record.text("rawSha256"),
        same
            ? "the event has this SHA-256, as it was received"
            : "the event was received with this SHA-256, but not in one line: the part vouches for"
                + " both");
  }

  private Step part(Found found) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = new DigestInputStream(copy.open(found.part().key()), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    String own = Hashes.hex(digest);
    boolean same = own.equals(found.part().sha256());
    return new Step(
        "part",
        same ? State.HOLDS : State.BROKEN,
        found.part().key(),
        own,
        same
            ? "its bytes are those that the manifest names"
            : "its bytes are not those that the manifest names, " + found.part().sha256());
  }

  /** Which answer of the vendor it came with: certain where every event of them was delivered. */
  private static Step answer(Found found) {
    List<Response> answers =
        found.manifest().responses().stream().filter(answer -> answer.events() > 0).toList();
    long events = answers.stream().mapToLong(Response::events).sum();
    if (answers.size() == 1 || events == found.manifest().events().delivered()) {
      long before = found.before();
      for (Response answer : answers) {
        before -= answer.events();
        if (before < 0 || answers.size() == 1) {
          return new Step(
              "response",
              State.HOLDS,
              null,
              answer.sha256(),
              "it came with "
                  + answer.request()
                  + ", answered with "
                  + answer.status()
                  + " at "
                  + answer.time()
                  + (answer.correlationId() == null ? "" : ", " + answer.correlationId()));
        }
      }
    }
    return new Step(
        "response",
        State.OPEN,
        null,
        null,
        answers.isEmpty()
            ? "the manifest names no answer with events"
            : "it came with one of the "
                + answers.size()
                + " answers that the manifest names, the first at "
                + answers.get(0).time());
  }

  private Step manifest(Found found, Optional<Link> link) {
    String own = Hashes.hex(found.bytes());
    Optional<ManifestSignature> signature = ManifestSignature.of(found.bytes());
    boolean refused =
        keys.isPresent()
            && signature
                .filter(one -> keys.get().find(one.keyId()).filter(one::isOf).isEmpty())
                .isPresent();
    Optional<ManifestName> named =
        link.flatMap(
            one ->
                one.digest().manifests().stream()
                    .filter(name -> name.key().equals(found.key()))
                    .findFirst());
    if (named.isPresent() && !named.get().sha256().equals(own)) {
      return new Step(
          "manifest",
          State.BROKEN,
          found.key(),
          own,
          "its bytes are not those that the digest names, " + named.get().sha256());
    }
    if (refused) {
      return new Step(
          "manifest", State.BROKEN, found.key(), own, "no trusted key has made its signature");
    }
    return new Step(
        "manifest",
        named.isPresent() || signature.isPresent() && keys.isPresent() ? State.HOLDS : State.OPEN,
        found.key(),
        own,
        "number "
            + found.manifest().sequence()
            + " of the chain"
            + (named.isPresent() ? ", its bytes are those that the digest names" : "")
            + (signature.isPresent() && keys.isPresent() ? ", signed by a trusted key" : ""));
  }
}
