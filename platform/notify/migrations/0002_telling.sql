-- How notes are told: who is told in which way, how it went, and who is not to be told. No address stands here: of one there is its keyed hash.

-- 'waiting': no channel has taken it; 'taken': it has tellings; 'nobody': nobody could be told; 'unknown': no module knows its recipient yet.
ALTER TABLE notify_outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting';
DROP INDEX notify_outbox_by_time;
CREATE INDEX notify_outbox_waiting ON notify_outbox (not_before, id) WHERE state = 'waiting';
CREATE INDEX notify_outbox_unknown ON notify_outbox (id) WHERE state = 'unknown';

CREATE TABLE notify_telling (
  id KEY64,
  note BIGINT NOT NULL,           -- of notify_outbox; of a digest the first that it gathers
  who TEXT NOT NULL,              -- "reporter:4711"
  digest BIGINT NOT NULL,         -- 1: it gathers others
  channel TEXT NOT NULL,          -- "mail", "sms", "letter", "page"
  address TEXT NOT NULL,          -- keyed hash; "" until it was first tried
  state TEXT NOT NULL,            -- 'due', 'gathering' (for a digest), 'gathered', 'sent', 'failed', 'dropped'
  next_at BIGINT NOT NULL,        -- not tried, or gathered, before
  tries BIGINT NOT NULL,          -- that the carrier answered
  passed BIGINT NOT NULL,         -- ways of the same person that turned out not to work
  unbound BIGINT NOT NULL,        -- 1: the bound on messages to one address holds it no more
  digest_of BIGINT,               -- the digest that gathered it
  message_id TEXT NOT NULL,       -- "" until it was first tried
  language TEXT NOT NULL,         -- the one that was used
  last_at BIGINT,                 -- the newest try
  reason TEXT NOT NULL,           -- of its state or newest failure; no personal data
  reference TEXT NOT NULL         -- how the carrier calls it
);
CREATE UNIQUE INDEX notify_telling_once ON notify_telling (note, who, digest);
CREATE INDEX notify_telling_due ON notify_telling (channel, next_at, id) WHERE state = 'due';
CREATE INDEX notify_telling_gathering ON notify_telling (next_at, id) WHERE state = 'gathering';
CREATE INDEX notify_telling_person ON notify_telling (who, channel, next_at) WHERE state = 'gathering';
CREATE INDEX notify_telling_failed ON notify_telling (id) WHERE state = 'failed';
CREATE INDEX notify_telling_digest ON notify_telling (digest_of) WHERE digest_of IS NOT NULL;
CREATE INDEX notify_telling_sent ON notify_telling (address, last_at) WHERE state = 'sent';
CREATE INDEX notify_telling_message ON notify_telling (message_id) WHERE message_id <> '';

-- Addresses that are not to be used. One that was taken back stays as a record.
CREATE TABLE notify_suppression (
  id KEY64,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,          -- keyed hash
  reason TEXT NOT NULL,           -- 'bounced', 'complained', 'unsubscribed'
  since BIGINT NOT NULL,
  told_by TEXT NOT NULL,          -- "bounce 5.1.1", "one click", "person:17"
  lifted BIGINT,
  lifted_by TEXT NOT NULL
);
CREATE INDEX notify_suppression_now ON notify_suppression (address, channel) WHERE lifted IS NULL;

-- Bounces that may pass, in a row.
CREATE TABLE notify_soft_bounce (
  address TEXT NOT NULL,
  channel TEXT NOT NULL,
  count BIGINT NOT NULL,
  newest BIGINT NOT NULL,
  PRIMARY KEY (address, channel)
);

-- Every version of every template that is not built in; the newest of its source counts, unless it is withdrawn.
CREATE TABLE notify_template (
  id KEY64,
  source TEXT NOT NULL,           -- 'office' (administrators' pages) or 'pack'
  code TEXT NOT NULL,
  service TEXT NOT NULL,          -- "" for all of them
  language TEXT NOT NULL,
  version BIGINT NOT NULL,        -- from 1
  withdrawn BIGINT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  sms TEXT NOT NULL,
  letter TEXT NOT NULL,
  translated_by TEXT NOT NULL,
  reviewed_by TEXT NOT NULL,
  saved BIGINT NOT NULL,
  saved_by TEXT NOT NULL,         -- "person:17", "pack"
  UNIQUE (source, code, service, language, version)
);

-- Who of several nodes sends.
CREATE TABLE notify_turn (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);
INSERT INTO notify_turn (name, holder, until) VALUES ('sender', '', 0);
