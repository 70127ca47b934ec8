-- What vendors were seen to grant before they refused, so that neither a start nor another replica
-- has to be refused first. One row for each endpoint, by the step that asks it.
CREATE TABLE rate_limits (
  source VARCHAR(200) NOT NULL REFERENCES sources (name),
  step VARCHAR(50) NOT NULL,
  per_minute DOUBLE PRECISION NOT NULL,
  -- until when the vendor asked to be left alone
  blocked_until BIGINT NOT NULL,
  PRIMARY KEY (source, step)
);
