-- Promises are never changed: what is other than before is a new version, and a case keeps the one that it was opened under.
CREATE TABLE standards_state (
  id KEY64,                  -- always 1
  load BIGINT NOT NULL       -- the newest load; its row is the lock that holds off a second load
);
INSERT INTO standards_state (id, load) VALUES (1, 0);

CREATE TABLE standards_calendar (
  id KEY64,
  code TEXT NOT NULL,
  version BIGINT NOT NULL,   -- from 1, without gaps
  load BIGINT NOT NULL,
  at BIGINT NOT NULL,        -- in force from here on, milliseconds since 1970, UTC
  tzdata TEXT NOT NULL,      -- "2026a": the zone data that it was reckoned with
  retired BIGINT NOT NULL,   -- 1: a pack no longer names it
  hash TEXT NOT NULL,        -- SHA-256 of record, hex; the event tells the same
  record TEXT NOT NULL,      -- canonical JSON
  UNIQUE (code, version)
);

CREATE TABLE standards_sla (
  id KEY64,
  service TEXT NOT NULL,
  effective TEXT NOT NULL,   -- local date of the city, "2026-01-05"
  version BIGINT NOT NULL,   -- of service and effective, from 1, without gaps; the newest counts for new cases
  load BIGINT NOT NULL,
  at BIGINT NOT NULL,        -- published, milliseconds since 1970, UTC
  retired BIGINT NOT NULL,   -- 1: a pack no longer names it
  hash TEXT NOT NULL,        -- SHA-256 of record, hex; the event tells the same
  record TEXT NOT NULL,      -- canonical JSON
  UNIQUE (service, effective, version)
);
