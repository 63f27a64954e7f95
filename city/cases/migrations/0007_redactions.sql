-- What was redacted, by ids alone: the words are gone. DIR/redactions.jsonl holds the same outside the database.
CREATE TABLE cases_redaction (
  case_id KEY64,
  at BIGINT NOT NULL,            -- milliseconds since 1970
  place SMALLINT NOT NULL,       -- whether the exact place went too
  erased SMALLINT NOT NULL       -- whether no file of the database holds the words any more
);
-- How far each rule of retention has come among the cases, by their newest change.
CREATE TABLE cases_retention (
  rule TEXT NOT NULL PRIMARY KEY,   -- its services and days
  updated BIGINT NOT NULL,
  case_id BIGINT NOT NULL
);
CREATE INDEX cases_redactions_to_erase ON cases_redaction (case_id) WHERE erased = 0;
