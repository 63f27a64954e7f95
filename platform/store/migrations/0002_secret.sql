-- Secrets that several nodes share, by name: 32 bytes and the like, in hex. They protect no personal data; keys that sign stand in files.
CREATE TABLE store_secret (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
