-- The directory keeps every version of every thing; directory_newest says which one counts.
CREATE TABLE directory_state (
  id KEY64,                  -- always 1
  load BIGINT NOT NULL       -- the newest load; its row is the lock that holds off a second load
);
INSERT INTO directory_state (id, load) VALUES (1, 0);

CREATE TABLE directory_load (
  number KEY64,
  at BIGINT NOT NULL,        -- milliseconds since 1970, UTC
  actor TEXT NOT NULL
);

CREATE TABLE directory_thing (
  kind TEXT NOT NULL,        -- city, server, agency, group, service, set, site
  code TEXT NOT NULL,
  version BIGINT NOT NULL,   -- from 1, without gaps
  load BIGINT NOT NULL REFERENCES directory_load (number),
  retired BIGINT NOT NULL,   -- 1: a pack no longer names it
  hash TEXT NOT NULL,        -- SHA-256 of record, hex; the event tells the same
  record TEXT NOT NULL,      -- canonical JSON
  PRIMARY KEY (kind, code, version)
);

CREATE TABLE directory_newest (
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (kind, code),
  FOREIGN KEY (kind, code, version) REFERENCES directory_thing (kind, code, version)
);
