-- What a source is to be told besides its gaps, one sentence of a kind, until it no longer holds.
CREATE TABLE notes (
  source VARCHAR(200) NOT NULL REFERENCES sources (name),
  kind VARCHAR(50) NOT NULL,
  sentence VARCHAR NOT NULL,
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (source, kind)
);

-- Why a window that was read lacks something: too-large or omitted.
ALTER TABLE windows ADD COLUMN shortfall_reason VARCHAR(50);
UPDATE windows SET shortfall_reason = 'too-large' WHERE shortfall IS NOT NULL;
