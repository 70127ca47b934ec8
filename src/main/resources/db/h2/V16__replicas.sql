-- The processes that share the ledger, each as long as it gives signs of life.
CREATE TABLE replicas (
  name VARCHAR(200) PRIMARY KEY,
  seen_at BIGINT NOT NULL
);
