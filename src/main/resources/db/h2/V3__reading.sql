-- What re-reading a window by another way has shown, and how late events come.

-- where the window falls when a share of the windows is drawn, in millionths; null until it is ripe
ALTER TABLE windows ADD COLUMN draw INT;
-- since when the window is due to be reconciled
ALTER TABLE windows ADD COLUMN reconcile_at BIGINT;

CREATE TABLE reconciliations (
  window_id BIGINT NOT NULL REFERENCES windows (id),
  done_at BIGINT NOT NULL,
  source VARCHAR(200) NOT NULL REFERENCES sources (name),
  way VARCHAR(200),
  -- events that the other way showed
  seen BIGINT,
  -- those of them that the archive lacked; they are delivered
  missing BIGINT NOT NULL,
  -- events of the archive that the other way did not show
  unseen BIGINT,
  PRIMARY KEY (window_id, done_at)
);

CREATE INDEX reconciliations_by_source ON reconciliations (source, done_at);

CREATE TABLE lateness (
  source VARCHAR(200) NOT NULL REFERENCES sources (name),
  -- the setting under which the windows were read
  settle_seconds BIGINT NOT NULL,
  -- how long after its window's end the read came that found the event; 0 is the first read
  recheck_seconds BIGINT NOT NULL,
  -- the class of the delay, from the event's own time until it was found
  within_seconds BIGINT NOT NULL,
  events BIGINT NOT NULL,
  longest_seconds BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (source, settle_seconds, recheck_seconds, within_seconds)
);
