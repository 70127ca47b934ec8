-- What the figures of all sources are counted by, so that no row has to be read for them.

-- whether the window holds back what is covered
ALTER TABLE windows ADD COLUMN owed BOOLEAN GENERATED ALWAYS AS (
  CASE WHEN state NOT IN ('split', 'gap') AND shortfall IS NULL
      AND (manifests = 0 OR next_scope_key IS NOT NULL
        OR (reason = 'scope-changed' AND retry_at IS NOT NULL))
    THEN TRUE ELSE FALSE END) STORED;

-- why not all of the window is covered
ALTER TABLE windows ADD COLUMN uncovered VARCHAR GENERATED ALWAYS AS (
  CASE WHEN state = 'split' THEN NULL
    WHEN reason IS NOT NULL THEN reason
    WHEN shortfall IS NOT NULL THEN 'too-large'
    WHEN manifests > 0 AND scope LIKE '%"uncovered"%' THEN 'uncovered' END) STORED;

CREATE INDEX windows_by_debt ON windows (source, backfill, owed, from_at);
CREATE INDEX windows_by_end ON windows (source, backfill, to_at);
CREATE INDEX windows_by_gap ON windows (uncovered, source);
CREATE INDEX windows_by_retry ON windows (source, retry_at);
CREATE INDEX deliveries_by_state ON deliveries (state, source, sink);
