-- When a process last had the lease, by the database's clock.
ALTER TABLE sources ADD COLUMN alive_at BIGINT;
-- Between which two instants no process had it, before the present lease; null when there were none.
ALTER TABLE sources ADD COLUMN idle_from BIGINT;
ALTER TABLE sources ADD COLUMN idle_to BIGINT;
