-- Named rows of numbers: a module draws its ids and numbers from its own.
CREATE TABLE store_sequence (
  name TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);
