package org.auditcaravan.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.source.Source;

/** Refresh tokens for tests that have no ledger. */
public final class MemoryRefreshTokens implements RefreshTokens {
  private final Map<String, String> kept = new ConcurrentHashMap<>();

  @Override
  public Optional<String> find(Source source, String secret) {
    return Optional.ofNullable(kept.get(source.name()))
        .or(() -> source.config().refreshToken())
        .filter(token -> !token.isEmpty());
  }

  @Override
  public void keep(Source source, String secret, String token, Instant now) {
    kept.put(source.name(), token);
  }
}
