package org.auditcaravan.window;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * What the ledger knows of a source.
 *
 * @param name the permanent name
 * @param api the contract that it speaks
 * @param firstStart the moment of the first start, kept for ever
 * @param organization the organisation that it is pinned to, or null before the first contact
 * @param scopeKey what is read of that organisation, or null before the first contact
 * @param headSequence the sequence number of the newest manifest, 0 before the first
 * @param headSha256 the SHA-256 of the newest manifest, or null
 * @param holder the replica that holds the lease, or null
 * @param fencing the newest fencing number
 * @param expires when the lease ends, by the database's clock
 * @param idleFrom since when no process had the lease before the present one, or null
 * @param idleTo until when none had it, or null
 * @param stoppedAt since when nothing is read for it, or null
 * @param stoppedBecause why not, and what to do, or null
 */
public record SourceRow(
    String name,
    String api,
    Instant firstStart,
    String organization,
    String scopeKey,
    long headSequence,
    String headSha256,
    String holder,
    long fencing,
    Instant expires,
    Instant idleFrom,
    Instant idleTo,
    Instant stoppedAt,
    String stoppedBecause) {

  static SourceRow of(ResultSet rs) throws SQLException {
    return new SourceRow(
        rs.getString("name"),
        rs.getString("api"),
        Micros.at(rs.getLong("first_start")),
        rs.getString("organization"),
        rs.getString("scope_key"),
        rs.getLong("head_sequence"),
        rs.getString("head_sha256"),
        rs.getString("holder"),
        rs.getLong("fencing"),
        Micros.at(rs.getLong("expires_at")),
        Micros.at(rs.getObject("idle_from", Long.class)),
        Micros.at(rs.getObject("idle_to", Long.class)),
        Micros.at(rs.getObject("stopped_at", Long.class)),
        rs.getString("stopped_because"));
  }
}
