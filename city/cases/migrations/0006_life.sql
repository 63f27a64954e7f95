-- A case's life beyond its clocks: who has it in hand, what of it the public may read, whom it is told to.
ALTER TABLE cases_case ADD COLUMN handler TEXT NOT NULL DEFAULT '';    -- who accepted it, as the ledger names them; '' where nobody has
ALTER TABLE cases_case ADD COLUMN words SMALLINT NOT NULL DEFAULT 0;   -- its own words: 0 as its service says, 1 released, 2 hidden, 3 waiting for a person
ALTER TABLE cases_case ADD COLUMN merged_into BIGINT;                  -- the case that it is a duplicate of
ALTER TABLE cases_case ADD COLUMN told BIGINT NOT NULL DEFAULT 0;      -- how many are told its news: 0 saves asking for them
CREATE INDEX cases_to_review ON cases_case (agency, id) WHERE words = 3;
CREATE INDEX cases_by_handler ON cases_case (handler, due) WHERE status = 0 AND handler <> '';
CREATE INDEX cases_to_find ON cases_case (agency, id) WHERE to_be_found = 1 AND status = 0;

-- Each outcome that was given by a command, kept although the case was opened again.
CREATE TABLE cases_ending (
  case_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,          -- of the case, from 1
  at BIGINT NOT NULL,            -- milliseconds since 1970, as are all instants here
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,          -- why, in plain words
  who_can TEXT NOT NULL,         -- who can act where the city cannot, '' where that is not the outcome
  proof TEXT NOT NULL,           -- what shows it, in words; '' where nothing was given
  closed_by TEXT NOT NULL,       -- as the ledger names them
  contested BIGINT,              -- when the customer said that it is not so; once
  contest_words TEXT NOT NULL,
  PRIMARY KEY (case_id, turn)
);

-- Who has accepted the case, by their public name: its trace.
CREATE TABLE cases_handling (
  case_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,          -- of the case, from 1
  at BIGINT NOT NULL,
  handler TEXT NOT NULL,         -- as the ledger names them
  public_name TEXT NOT NULL,
  department TEXT NOT NULL,
  PRIMARY KEY (case_id, turn)
);

-- Who is told a case's news beside its reporter. Personal data, apart from everything that is published.
CREATE TABLE cases_follower (
  id KEY64,
  case_id BIGINT NOT NULL,
  from_case BIGINT,              -- the reporter of this case, which was merged into it; then the rest is empty
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX cases_followers_of_case ON cases_follower (case_id);
