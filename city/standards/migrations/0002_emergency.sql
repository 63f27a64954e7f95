-- What an emergency says is never altered; its end alone may move, or come early, and each time the ledger tells it.
CREATE TABLE standards_emergency (
  id KEY64,
  code TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,      -- from 1, one for each of its events
  change BIGINT NOT NULL,       -- number of its newest change among those of all emergencies
  from_at BIGINT NOT NULL,      -- milliseconds since 1970, UTC, as are all instants here
  until_at BIGINT NOT NULL,
  ended_at BIGINT,              -- brought to an end before until_at
  declared_at BIGINT NOT NULL,
  declared_by TEXT NOT NULL,    -- as the ledger names them
  record TEXT NOT NULL          -- canonical JSON: clocks, kind, services, words; the event tells its hash
);
ALTER TABLE standards_state ADD COLUMN emergency_change BIGINT NOT NULL DEFAULT 0;  -- of the newest change to an emergency
