-- The events, in the order in which everybody sees them. Positions are dense from 1.
CREATE TABLE ledger_event (
  position KEY64,
  at BIGINT NOT NULL,        -- milliseconds since 1970, never less than the event's before
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  version BIGINT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL
);
CREATE INDEX ledger_event_subject ON ledger_event (subject, version);

-- PostgreSQL only: committed or not, events that the sealer has not yet given a position. turn counts within the transaction.
CREATE TABLE ledger_pending (
  xid xid8 NOT NULL,
  turn BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  version BIGINT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (xid, turn)
);

-- The Merkle tree: a row holds up to 256 hashes of 32 bytes, of neighbouring nodes of height 8 * level.
CREATE TABLE ledger_tile (
  level BIGINT NOT NULL,
  tile BIGINT NOT NULL,
  hashes BYTEA NOT NULL,
  PRIMARY KEY (level, tile)
);

-- Signed heads of the tree, and the public keys that they were signed for.
CREATE TABLE ledger_head (
  size KEY64,
  root BYTEA NOT NULL,
  at BIGINT NOT NULL,
  key TEXT NOT NULL,
  signature BYTEA NOT NULL
);
CREATE TABLE ledger_key (
  key TEXT PRIMARY KEY,
  public_key BYTEA NOT NULL
);

-- How far each subscriber has read.
CREATE TABLE ledger_cursor (
  name TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);
