-- What is to be told, and to whom, until a channel has taken it. Instants are milliseconds since 1970, UTC.
CREATE TABLE notify_outbox (
  id KEY64,
  note_key TEXT NOT NULL UNIQUE,  -- what is told under a key is told once
  about TEXT NOT NULL,            -- a ledger's subject: "case:4711"
  recipient TEXT NOT NULL,        -- "role:dispatcher@DOT"
  template TEXT NOT NULL,         -- "escalation"
  data TEXT NOT NULL,             -- canonical JSON, without personal data
  not_before BIGINT NOT NULL,     -- quiet hours: no channel takes it earlier
  written BIGINT NOT NULL
);
CREATE INDEX notify_outbox_by_time ON notify_outbox (not_before, id);
