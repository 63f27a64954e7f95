-- A clock knows by which load of the standards it was reckoned: that load's calendars tell for ever why it was due then. NULL where it was
-- opened before this was kept.
ALTER TABLE cases_case ADD COLUMN first_load BIGINT;
ALTER TABLE cases_case ADD COLUMN outcome_load BIGINT;
-- How many pauses the case has had: 0 saves asking for them.
ALTER TABLE cases_case ADD COLUMN pauses BIGINT NOT NULL DEFAULT 0;

-- When a case waited, and for what. One at a time is open; a closing ends it.
CREATE TABLE cases_pause (
  case_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,      -- of the case, from 1
  reason TEXT NOT NULL,      -- as promises name it, "waiting_for_customer"
  words TEXT NOT NULL,       -- what the customer is told of it, "" where nothing
  from_at BIGINT NOT NULL,   -- milliseconds since 1970, as are all instants here
  to_at BIGINT,              -- NULL while it is open
  PRIMARY KEY (case_id, turn)
);

-- When a case was passed to another agency or put under another service: its trace.
CREATE TABLE cases_move (
  case_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,      -- of the case, from 1
  at BIGINT NOT NULL,
  from_agency TEXT NOT NULL,
  to_agency TEXT NOT NULL,
  from_service TEXT NOT NULL,
  to_service TEXT NOT NULL,
  reason TEXT NOT NULL,      -- why, in words
  PRIMARY KEY (case_id, turn)
);

-- A change of calendars or emergencies as it is worked through: open cases are walked through until a walk finds nothing to do. Written in
-- the same transaction as the cases.
CREATE TABLE cases_reckoning (
  id KEY64,
  load BIGINT NOT NULL,              -- of the standards that open cases are brought up to
  emergency_change BIGINT NOT NULL,  -- the newest change to an emergency, likewise
  walk BIGINT NOT NULL,              -- from 1
  agency TEXT NOT NULL,              -- how far this walk has come
  due BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  of_cases BIGINT NOT NULL,          -- open cases when this walk began
  seen BIGINT NOT NULL,              -- of these looked at
  found BIGINT NOT NULL,             -- of these not up to date
  changed BIGINT NOT NULL,           -- in all walks, whose due instants became others
  begun BIGINT NOT NULL,
  finished BIGINT,
  UNIQUE (load, emergency_change)
);
