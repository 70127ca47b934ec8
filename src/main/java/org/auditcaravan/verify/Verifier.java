package org.auditcaravan.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Head;
import org.auditcaravan.sign.PublicKeys;

/**
 * Looks whether an archive is what was once written, by nothing but the archive itself, public keys
 * and, where there is one, what a second place says of the heads of the chains.
 *
 * @param keys the public keys that are trusted; without them signatures are not checked
 * @param heads what a second place says
 */
public record Verifier(Optional<PublicKeys> keys, List<Head> heads) {

  /**
   * Looks at a source.
   *
   * @param prefix what every key of the archive begins with, without slashes around it
   * @param progress hears how far it has come, from many threads
   * @throws IOException when the archive cannot be read at all
   */
  public Verdict verify(
      ArchiveCopy copy,
      String prefix,
      String source,
      Span span,
      Consumer<Workers.Progress> progress)
      throws IOException {
    Path scratch = Files.createTempDirectory("audit-caravan-verify-");
    try (Workers workers = new Workers(progress)) {
      return new SourceVerification(copy, prefix, source, span, keys).run(heads, scratch, workers);
    } finally {
      Spool.delete(scratch);
    }
  }

  /** The names of all sources of the archive. */
  public static TreeSet<String> sources(ArchiveCopy copy, String prefix) throws IOException {
    TreeSet<String> sources = new TreeSet<>();
    for (String begin : List.of(Keys.manifests(prefix, ""), Keys.digests(prefix, ""))) {
      sources.addAll(copy.folders(begin.substring(0, begin.length() - 1)));
    }
    return sources;
  }

  /**
   * The heads that a second place keeps.
   *
   * @param place a file of one of them, or a folder of many
   * @throws Fault when it cannot be read, or holds something else
   */
  public static List<Head> heads(Path place) {
    List<Head> heads = new ArrayList<>();
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Head head = Json.read(Files.readAllBytes(file), Head.class);
        if (head.source() == null || head.key() == null || head.sha256() == null) {
          throw new IOException(file + " is no head of a chain");
        }
        heads.add(head);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new Fault(
          "--anchor " + place + " holds something else than heads of chains: " + e.getMessage(), e);
    }
    return heads;
  }
}
