package org.auditcaravan.window;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One link of a source's chain of digests.
 *
 * @param source the source's name
 * @param sequence its place, 1 for the first
 * @param day the UTC day that it closes, {@code yyyy-MM-dd}; null when it closes none
 * @param horizon the first UTC day that is kept from then on; null when it lets nothing go
 * @param key the digest's key in the archive
 * @param sha256 the SHA-256 of the digest's bytes, in hex
 * @param signature its signature in Base64, or null without a key
 * @param digest the digest's exact bytes while it is not in the archive, else null
 */
public record Seal(
    String source,
    long sequence,
    String day,
    String horizon,
    String key,
    String sha256,
    String signature,
    byte[] digest) {

  static Seal of(ResultSet rs) throws SQLException {
    return new Seal(
        rs.getString("source"),
        rs.getLong("sequence"),
        rs.getString("sealed_day"),
        rs.getString("horizon"),
        rs.getString("digest_key"),
        rs.getString("sha256"),
        rs.getString("signature"),
        rs.getBytes("digest"));
  }
}
