package org.auditcaravan.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.sql.DataSource;
import org.auditcaravan.source.Source;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps refresh tokens in the ledger's database, sealed by a key that follows from the client's
 * secret. It expects the table of {@code db/<database>/V6__refresh_tokens.sql}.
 */
public final class SealedRefreshTokens implements RefreshTokens {
  private final Jdbi jdbi;

  public SealedRefreshTokens(DataSource dataSource) {
    this.jdbi = Jdbi.create(dataSource);
  }

  @Override
  public Optional<String> find(Source source, String secret) {
    Optional<byte[]> sealed =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT sealed FROM refresh_tokens"
                            + " WHERE source = :source AND began_with = :first")
                    .bind("source", source.name())
                    .bind("first", first(source))
                    .map((rs, ctx) -> rs.getBytes(1))
                    .findOne());
    // A chain that was sealed with another client secret cannot be opened: it begins again.
    return sealed
        .flatMap(bytes -> SealedText.open(bytes, secret, source.name()))
        .or(() -> source.config().refreshToken())
        .filter(token -> !token.isEmpty());
  }

  @Override
  public void keep(Source source, String secret, String token, Instant now) {
    byte[] sealed = SealedText.seal(token, secret, source.name());
    jdbi.useTransaction(
        handle -> {
          handle.execute("DELETE FROM refresh_tokens WHERE source = ?", source.name());
          handle
              .createUpdate("INSERT INTO refresh_tokens VALUES (:source, :first, :sealed, :now)")
              .bind("source", source.name())
              .bind("first", first(source))
              .bind("sealed", sealed)
              .bind("now", now.toEpochMilli() * 1000)
              .execute();
        });
  }

  private static String first(Source source) {
    try {
      byte[] text = source.config().refreshToken().orElse("").getBytes(StandardCharsets.UTF_8);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
