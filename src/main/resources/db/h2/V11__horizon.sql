-- the first UTC day that is kept, yyyy-MM-dd, of a link that lets earlier ones go
ALTER TABLE seals ADD COLUMN horizon VARCHAR(10);
