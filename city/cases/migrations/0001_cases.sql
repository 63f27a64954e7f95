-- A case is one row: its two clocks, its closing and its newest message stand in it, so that opening writes little and a list reads one table.
-- number is NULL while a request of a batch service waits for it. Instants are milliseconds since 1970; status: 0 open, 1 closed.
CREATE TABLE cases_case (
  id KEY64,
  number TEXT,
  external_id TEXT,
  service TEXT NOT NULL,
  agency TEXT NOT NULL,
  channel SMALLINT NOT NULL,
  status SMALLINT NOT NULL,
  opened BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  due BIGINT,
  cell BIGINT,
  closed BIGINT,
  outcome TEXT,
  outcome_reason TEXT,
  sla_version BIGINT NOT NULL,
  first_due BIGINT,
  first_state SMALLINT,
  first_stopped BIGINT,
  outcome_due BIGINT,
  outcome_state SMALLINT,
  outcome_stopped BIGINT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  address TEXT NOT NULL,
  address_id TEXT NOT NULL,
  to_be_found SMALLINT NOT NULL,
  districts TEXT NOT NULL,
  flags TEXT NOT NULL,
  version BIGINT NOT NULL,
  status_notes TEXT NOT NULL,
  media_url TEXT NOT NULL,
  answers TEXT NOT NULL,
  description TEXT NOT NULL
);

-- A number leads to its id by arithmetic and needs no index. due is the next due instant of a running clock. id stands in none of them: the
-- databases order ties by it at no cost worth an index's size.
CREATE INDEX cases_by_opened ON cases_case (opened);
CREATE INDEX cases_by_service ON cases_case (service, opened);
CREATE INDEX cases_by_due ON cases_case (agency, due) WHERE status = 0;
CREATE INDEX cases_by_updated ON cases_case (updated);
CREATE INDEX cases_by_cell ON cases_case (cell, service, opened) WHERE cell IS NOT NULL;
CREATE UNIQUE INDEX cases_by_external_id ON cases_case (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX cases_without_number ON cases_case (id) WHERE number IS NULL;

-- One integer a district a case lies in: a hash of the district in the upper 23 bits, the case's id in the lower 40. Its key is the list of a
-- district's cases; where two districts share a hash, the reader drops the other's.
CREATE TABLE cases_district (
  slot KEY64
);

CREATE TABLE cases_message (
  id KEY64,
  case_id BIGINT NOT NULL,
  update_id TEXT,
  at BIGINT NOT NULL,
  author TEXT NOT NULL,
  department TEXT NOT NULL,
  text TEXT NOT NULL,
  meaningful SMALLINT NOT NULL,
  update_status TEXT NOT NULL,
  media_url TEXT NOT NULL
);
CREATE INDEX cases_messages_of_case ON cases_message (case_id);
CREATE INDEX cases_messages_by_time ON cases_message (at);
CREATE UNIQUE INDEX cases_messages_by_update_id ON cases_message (update_id) WHERE update_id IS NOT NULL;

-- Who asked: personal data, apart from everything that is published.
CREATE TABLE cases_reporter (
  case_id KEY64,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  device_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  language TEXT NOT NULL
);

CREATE TABLE cases_token (
  token TEXT NOT NULL PRIMARY KEY,
  case_id BIGINT NOT NULL
);

-- Answers already given, kept 48 hours. repeat_key is a hash: the scope may hold an address.
CREATE TABLE cases_idempotency (
  repeat_key TEXT NOT NULL PRIMARY KEY,
  body_sha256 TEXT NOT NULL,
  case_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  token TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX cases_idempotency_by_time ON cases_idempotency (at);

-- What the subscriber cases.tally counts. day: days since 1970 of the city's own calendar.
CREATE TABLE cases_tally (
  day BIGINT NOT NULL,
  service TEXT NOT NULL,
  agency TEXT NOT NULL,
  opened BIGINT NOT NULL,
  closed BIGINT NOT NULL,
  reopened BIGINT NOT NULL,
  first_kept BIGINT NOT NULL,
  first_missed BIGINT NOT NULL,
  outcome_kept BIGINT NOT NULL,
  outcome_missed BIGINT NOT NULL,
  PRIMARY KEY (day, service, agency)
);
