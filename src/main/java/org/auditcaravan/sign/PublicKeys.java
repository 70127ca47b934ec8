package org.auditcaravan.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.auditcaravan.config.Fault;

/**
 * The public keys that an auditor trusts, by their ids.
 *
 * @param byId the keys
 */
public record PublicKeys(Map<String, PublicKey> byId) {

  /**
   * The keys of a folder, one in each {@code .pem} file.
   *
   * @throws Fault when a file holds none, or the folder holds no file
   */
  public static PublicKeys read(Path folder) {
    Map<String, PublicKey> byId = new TreeMap<>();
    for (Path file : files(folder)) {
      try {
        PublicKey key = PublicKey.read(Files.readString(file, StandardCharsets.UTF_8));
        byId.put(key.id(), key);
      } catch (IOException | IllegalArgumentException e) {
        throw new Fault(
            "the file "
                + file
                + " holds no Ed25519 public key in PEM with instants of RFC 3339: correct it, or"
                + " move it away",
            e);
      }
    }
    if (byId.isEmpty()) {
      throw new Fault("the folder " + folder + " holds no .pem file: put the public keys there");
    }
    return new PublicKeys(byId);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".pem")).sorted().toList();
    } catch (IOException e) {
      throw new Fault("the folder of public keys " + folder + " cannot be read: correct it", e);
    }
  }

  /** Whether none of them was in use yet, as far as they say since when they are. */
  public boolean allAfter(Instant time) {
    return byId.values().stream().allMatch(key -> key.from() != null && time.isBefore(key.from()));
  }

  /** The key of that id, if it is trusted at all. */
  public Optional<PublicKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
