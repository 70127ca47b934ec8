package org.auditcaravan.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.auditcaravan.journal.Act;
import org.auditcaravan.sign.SigningKey;

/**
 * An act in its place of the source's journal, one chain a source. In the archive it is JSON in
 * UTF-8: {@code formatVersion}, {@code sequence}, {@code previousSha256}, the members of the act,
 * and last the {@code signature} as of a manifest.
 *
 * @param key its key
 * @param sha256 the SHA-256 of its bytes, in hex
 * @param sequence its place, 1 for the first
 * @param previousSha256 the SHA-256 of the entry before it, or null for the first
 * @param act what happened
 * @param signature its signature, if there is one
 */
public record JournalEntry(
    String key,
    String sha256,
    long sequence,
    String previousSha256,
    Act act,
    Optional<ManifestSignature> signature) {

  /** The key of an entry. */
  public static String key(String prefix, String source, long sequence) {
    return Keys.journal(prefix, source) + "%08d.json".formatted(sequence);
  }

  /** The bytes of an act behind the entry of that hash, signed if there is a key. */
  static byte[] bytes(Act act, long sequence, String previousSha256, Optional<SigningKey> key) {
    ObjectNode entry =
        Json.node()
            .put("formatVersion", Manifest.FORMAT_VERSION)
            .put("sequence", sequence)
            .put("previousSha256", previousSha256);
    entry.setAll(Json.node(act));
    entry.putNull("signature");
    byte[] unsigned = Json.write(entry);
    return key.map(by -> ManifestSignature.sign(unsigned, by)).orElse(unsigned);
  }

  /**
   * What an object's bytes say.
   *
   * @throws IOException when it is no entry that this version can read
   */
  public static JournalEntry read(String key, byte[] bytes) throws IOException {
    try {
      JsonNode entry = Json.read(bytes, JsonNode.class);
      return new JournalEntry(
          key,
          Hashes.hex(bytes),
          entry.path("sequence").asLong(),
          entry.path("previousSha256").asText(null),
          Json.read(bytes, Manifest.FORMAT_VERSION, Act.class),
          ManifestSignature.of(bytes));
    } catch (IOException e) {
      throw new IOException("the object " + key + " is no act that this version can read", e);
    }
  }
}
