-- What was applied. `hash` is the SHA-256 of the migration's text in hex: an applied migration is never changed again.
CREATE TABLE store_migration (
  module TEXT NOT NULL,
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (module, number)
);

-- The last number drawn of each named row of numbers. PostgreSQL keeps the numbers in sequences of its own and leaves this table empty.
CREATE TABLE store_sequence (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
