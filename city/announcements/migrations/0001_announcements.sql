-- What is going on in the city: every version of every announcement. Instants are milliseconds since 1970, UTC.
CREATE TABLE announcements_announcement (
  id KEY64,                   -- "announcement:ID" in the ledger
  version BIGINT NOT NULL,    -- the newest
  until_at BIGINT NOT NULL,   -- of the newest
  withdrawn SMALLINT NOT NULL -- 1: the public reads it no longer, whatever its end
);
CREATE INDEX announcements_announcement_until ON announcements_announcement (until_at);
-- Never altered.
CREATE TABLE announcements_version (
  announcement BIGINT NOT NULL,
  version BIGINT NOT NULL,    -- from 1, also of the ledger's subject
  withdrawn SMALLINT NOT NULL,
  record TEXT NOT NULL,       -- agency, services, from, until and words as canonical JSON
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (announcement, version)
);
