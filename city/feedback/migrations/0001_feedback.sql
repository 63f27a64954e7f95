-- What customers say of how their requests ended, and what was counted of it. Instants are milliseconds since 1970, UTC.
CREATE TABLE feedback_survey (
  id KEY64,                   -- "survey:ID" in the ledger
  case_id BIGINT NOT NULL,
  closed BIGINT NOT NULL,     -- the closing that it asks about
  service TEXT NOT NULL,
  agency TEXT NOT NULL,
  version BIGINT NOT NULL,
  asked BIGINT,               -- when it was put in the outbox; NULL where nobody could be asked, and it came all the same
  answered BIGINT,
  solved SMALLINT,            -- 0 no, 1 in part, 2 yes
  satisfied SMALLINT,         -- 1 not at all … 5 very
  words TEXT NOT NULL
);
CREATE UNIQUE INDEX feedback_survey_of_closing ON feedback_survey (case_id, closed);
CREATE INDEX feedback_survey_with_words ON feedback_survey (agency, answered) WHERE words <> '';
-- By the city's own day of the closing.
CREATE TABLE feedback_day (
  day BIGINT NOT NULL,        -- since 1970
  service TEXT NOT NULL,
  agency TEXT NOT NULL,
  closed BIGINT NOT NULL,
  contested BIGINT NOT NULL,
  reopened BIGINT NOT NULL,   -- the contested among them
  asked BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  solved BIGINT NOT NULL,     -- said yes
  unsolved BIGINT NOT NULL,   -- said no
  satisfied BIGINT NOT NULL,  -- said 4 or 5
  PRIMARY KEY (day, service, agency)
);
