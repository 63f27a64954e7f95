-- How the city deals with its promises, as its pack said it: every version stays.
CREATE TABLE standards_policy (
  version KEY64,             -- from 1, without gaps; the newest counts
  load BIGINT NOT NULL,
  at BIGINT NOT NULL,        -- in force from here on, milliseconds since 1970, UTC
  hash TEXT NOT NULL,        -- SHA-256 of record, hex; the event tells the same
  record TEXT NOT NULL       -- canonical JSON
);
