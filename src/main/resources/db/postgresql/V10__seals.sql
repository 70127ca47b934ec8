-- The digests of closed days, one chain a source.
CREATE TABLE seals (
  source VARCHAR(200) NOT NULL REFERENCES sources (name),
  sequence BIGINT NOT NULL,
  -- the UTC day, yyyy-MM-dd; null for a link that closes none
  sealed_day VARCHAR(10),
  digest_key VARCHAR NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  -- Base64, null without a key
  signature VARCHAR(88),
  -- the exact bytes, until they are in the archive
  digest BYTEA,
  -- when the second place had it
  anchored_at BIGINT,
  PRIMARY KEY (source, sequence)
);

-- the link of that chain which names the manifest
ALTER TABLE manifests ADD COLUMN seal BIGINT;
