-- Who else is told what the ledger holds, and how far they have taken it. Instants are milliseconds since 1970, UTC.
CREATE TABLE webhooks_webhook (
  id KEY64,
  url TEXT NOT NULL,
  types TEXT NOT NULL,          -- event types, a space between; '' all
  concerning TEXT NOT NULL,     -- whom the event must concern ("DOT"); '' anybody
  secret TEXT NOT NULL,         -- sealed; base64url
  state SMALLINT NOT NULL,      -- 0 on, 1 off
  version BIGINT NOT NULL,      -- of the ledger's subject "webhook:N"
  position BIGINT NOT NULL,     -- taken up to here
  added BIGINT NOT NULL,
  failures BIGINT NOT NULL,     -- in a row
  next_try BIGINT NOT NULL,
  trouble TEXT NOT NULL         -- why the last try failed; '' where it did not
);
-- Events that were refused, and those of the same subject behind them: nothing of a subject overtakes.
CREATE TABLE webhooks_parked (
  webhook BIGINT NOT NULL,
  position BIGINT NOT NULL,
  subject TEXT NOT NULL,
  why TEXT NOT NULL,            -- '' for one that only waits behind another
  at BIGINT NOT NULL,
  again SMALLINT NOT NULL,      -- 1: somebody asked to redeliver it
  PRIMARY KEY (webhook, position)
);
CREATE INDEX webhooks_parked_of_subject ON webhooks_parked (webhook, subject);
CREATE TABLE webhooks_delivery (
  id KEY64,
  webhook BIGINT NOT NULL,
  at BIGINT NOT NULL,
  first_position BIGINT NOT NULL,
  last_position BIGINT NOT NULL,
  events BIGINT NOT NULL,
  status BIGINT NOT NULL,       -- of HTTP; 0 where nobody answered
  took BIGINT NOT NULL          -- milliseconds
);
CREATE INDEX webhooks_delivery_of ON webhooks_delivery (webhook, id);
