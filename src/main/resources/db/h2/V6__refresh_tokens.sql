-- The refresh token that a source has to use next. A server that rotates them takes each only once,
-- so the next replica, and the next start, must know the last one. Sealed: see SealedText.

CREATE TABLE refresh_tokens (
  source VARCHAR(200) PRIMARY KEY,
  -- of the token that was configured when this chain began: another one begins a new chain
  began_with VARCHAR(64) NOT NULL,
  sealed BINARY LARGE OBJECT NOT NULL,
  kept_at BIGINT NOT NULL
);
