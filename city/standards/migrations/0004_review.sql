-- The reviewed proposal that a promise came of; NULL where a city pack brought it.
ALTER TABLE standards_sla ADD COLUMN proposal BIGINT;

-- What an agency proposes. What it says is never altered; what the offices say of it stands beside it.
CREATE TABLE standards_proposal (
  id KEY64,
  service TEXT NOT NULL,
  agency TEXT NOT NULL,
  version BIGINT NOT NULL,       -- of the ledger's subject, from 1
  state SMALLINT NOT NULL,       -- 0 under review, 1 approved, 2 returned, 3 withdrawn
  proposed BIGINT NOT NULL,      -- milliseconds since 1970, UTC, as are all instants here
  proposed_by TEXT NOT NULL,     -- as the ledger names them
  reason TEXT NOT NULL,
  again BIGINT,                  -- the proposal that it follows
  ended BIGINT,
  ended_reason TEXT NOT NULL,
  published BIGINT,              -- id of the SLA version that came of it
  hash TEXT NOT NULL,            -- SHA-256 of record, hex; the event tells the same
  record TEXT NOT NULL,          -- the promise as canonical JSON
  evidence_hash TEXT NOT NULL,   -- of evidence, likewise
  evidence TEXT NOT NULL         -- how long cases really took, as it was when it was proposed: canonical JSON
);
CREATE INDEX standards_proposals_of_service ON standards_proposal (service, state);

-- One row for each office that reviews a proposal, made with it.
CREATE TABLE standards_review (
  proposal BIGINT NOT NULL,
  office TEXT NOT NULL,
  due BIGINT NOT NULL,
  decision SMALLINT NOT NULL,    -- 0 none yet, 1 approved, 2 returned
  decided BIGINT,
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (proposal, office)
);

-- An agency says anew that its promise still holds.
CREATE TABLE standards_confirmation (
  service TEXT NOT NULL,
  version BIGINT NOT NULL,       -- of the service's confirmations, from 1, without gaps
  sla BIGINT NOT NULL,           -- the version that is confirmed
  agency TEXT NOT NULL,
  at BIGINT NOT NULL,
  confirmed_by TEXT NOT NULL,
  reason TEXT NOT NULL,          -- what the agency says to it, "" where nothing
  PRIMARY KEY (service, version)
);

-- A draft that was made public, under the promise that was in force then.
CREATE TABLE standards_publication (
  service TEXT NOT NULL,
  version BIGINT NOT NULL,       -- from 1: a service may be retired, come back as a draft, and be published again
  sla BIGINT NOT NULL,
  at BIGINT NOT NULL,
  published_by TEXT NOT NULL,
  PRIMARY KEY (service, version)
);
