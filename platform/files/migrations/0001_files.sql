-- Files on PostgreSQL; with the embedded database they lie in DIR/files and these stay empty. Files of the same bytes are one.
CREATE TABLE files_file (
  hash TEXT NOT NULL PRIMARY KEY,   -- SHA-256 of the bytes, hex
  size BIGINT NOT NULL,             -- bytes
  kept BIGINT NOT NULL              -- when it was last handed in, milliseconds since 1970
);
CREATE INDEX files_by_kept ON files_file (kept);

CREATE TABLE files_chunk (
  hash TEXT NOT NULL,
  part BIGINT NOT NULL,             -- from 0; 256 kB each, the last one less
  bytes BYTEA NOT NULL,
  PRIMARY KEY (hash, part)
);
