-- How far a file has been taken in under a mapping, by their contents: an import that was cut off goes on behind rows_done. Written in the
-- same transaction as the cases.
CREATE TABLE cases_import (
  file_hash TEXT NOT NULL,
  mapping_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  started BIGINT NOT NULL,
  rows_done BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  known BIGINT NOT NULL,
  finished BIGINT,
  PRIMARY KEY (file_hash, mapping_hash)
);
