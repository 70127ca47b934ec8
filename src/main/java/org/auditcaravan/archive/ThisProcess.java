package org.auditcaravan.archive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.auditcaravan.journal.Act;

/**
 * What this process tells the journal of itself.
 *
 * @param who its user
 * @param productVersion the version of this product
 * @param files the SHA-256, in hex, of each route and mapping file in force, by file name
 * @param configuration the configuration in force for a source, without secrets
 */
public record ThisProcess(
    String who,
    String productVersion,
    Map<String, String> files,
    Function<String, SortedMap<String, String>> configuration) {

  /** It begins to work for a source. */
  public Act.Started started(String source, Instant at, Instant firstStart, String api) {
    SortedMap<String, String> inForce = configuration.apply(source);
    return new Act.Started(
        source,
        at,
        firstStart,
        api,
        who,
        productVersion,
        new TreeMap<>(files),
        hash(inForce),
        inForce);
  }

  /** It carries out a command. */
  public Act.Commanded commanded(String source, Instant at, List<String> command) {
    return new Act.Commanded(
        source, at, who, command, productVersion, hash(configuration.apply(source)));
  }

  private static String hash(SortedMap<String, String> configuration) {
    StringBuilder lines = new StringBuilder();
    configuration.forEach((key, value) -> lines.append(key + "=" + value + "\n"));
    return Hashes.hex(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
