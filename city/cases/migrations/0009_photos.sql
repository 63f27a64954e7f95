-- Photos and documents of a case; their bytes are kept by platform/files under these hashes. state: 0 waits for a person, 1 released, 2 hidden.
CREATE TABLE cases_photo (
  case_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,        -- of the case, from 1: as its address names it
  kind SMALLINT NOT NULL,      -- 0 before, 1 after, 2 document
  state SMALLINT NOT NULL,
  hash TEXT NOT NULL,          -- SHA-256, hex
  small_hash TEXT NOT NULL,    -- of the thumbnail; '' of a document
  type TEXT NOT NULL,          -- media type, "image/jpeg"
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  added BIGINT NOT NULL,       -- milliseconds since 1970
  decided BIGINT,              -- when a person released or hid it; NULL where nobody has
  PRIMARY KEY (case_id, turn)
);
CREATE INDEX cases_photos_by_hash ON cases_photo (hash);
CREATE INDEX cases_photos_by_small_hash ON cases_photo (small_hash);
CREATE INDEX cases_photos_waiting ON cases_photo (added, case_id, turn) WHERE state = 0;

-- How many photos the case has: 0 saves asking for them.
ALTER TABLE cases_case ADD COLUMN photos BIGINT NOT NULL DEFAULT 0;
