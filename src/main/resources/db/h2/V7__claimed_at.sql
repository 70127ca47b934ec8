-- When the read began that a window is claimed for: what becomes visible after that is late, however
-- long the commit takes.
ALTER TABLE windows ADD COLUMN claimed_at BIGINT;
