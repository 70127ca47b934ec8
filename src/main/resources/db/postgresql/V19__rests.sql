-- What rests after a failure is looked for at once, and not source by source.
DROP INDEX windows_by_retry;
CREATE INDEX windows_by_retry ON windows (retry_at, source);
