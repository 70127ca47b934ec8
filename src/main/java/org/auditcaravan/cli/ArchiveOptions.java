package org.auditcaravan.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which archive is looked at, and what vouches for it. */
final class ArchiveOptions {
  @Option(names = "--copy", description = "A folder with a copy of the bucket, instead of it.")
  Optional<Path> copy = Optional.empty();

  @Option(names = "--keys", description = "A folder of public keys; see audit.seal.public-keys.")
  Optional<Path> keys = Optional.empty();

  @Option(names = "--anchor", description = "Heads of chains from the second place: file, folder.")
  Optional<Path> anchor = Optional.empty();
}
