-- Which cases an emergency touched, as the ledger tells it: made by a subscriber, and made again by a replay.
CREATE TABLE cases_touched (
  emergency TEXT NOT NULL,   -- its code
  case_id BIGINT NOT NULL,
  PRIMARY KEY (emergency, case_id)
);
