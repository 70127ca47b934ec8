package org.auditcaravan.auth;

import java.time.Instant;
import java.util.Optional;
import org.auditcaravan.source.Source;

/**
 * The refresh token of each source that has one. Its rotation goes on after a restart and at
 * another replica; a first token that an operator puts in place begins a new chain.
 */
public interface RefreshTokens {

  /**
   * The token to use next: the last one of the chain, else the configured one.
   *
   * @param secret of the client, which opens what was kept with it
   */
  Optional<String> find(Source source, String secret);

  /** Keeps the token that the server handed out last. */
  void keep(Source source, String secret, String token, Instant now);

  /** Notes that the server no longer takes the chain: the configured first token is spent, too. */
  default void end(Source source, String secret, Instant now) {
    keep(source, secret, "", now);
  }
}
