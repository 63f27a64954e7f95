-- Who signs in. Nothing here is in the ledger but the numbers of persons; names are theirs and can be changed or blanked.
-- Instants are milliseconds since 1970, UTC.
CREATE TABLE identity_person (
  id KEY64,
  name TEXT NOT NULL UNIQUE,        -- to sign in with, folded: an e-mail address or a name
  public_name TEXT NOT NULL,        -- how customers are told who speaks
  department TEXT NOT NULL,
  state SMALLINT NOT NULL,          -- 0 active, 1 disabled
  version BIGINT NOT NULL,          -- of the ledger's subject, from 1
  added BIGINT NOT NULL,
  password TEXT NOT NULL,           -- Argon2id in its encoded form; '' where there is none
  code_secret BYTEA,                -- of the second factor, sealed; NULL where there is none
  code_on BIGINT NOT NULL,          -- 1 once a first code has shown that the secret arrived
  code_step BIGINT NOT NULL         -- the newest time step whose code was used: none is taken twice
);

CREATE TABLE identity_grant (
  person BIGINT NOT NULL REFERENCES identity_person (id),
  role TEXT NOT NULL,
  agency TEXT NOT NULL,             -- '' where the role is of no agency
  unit TEXT NOT NULL,
  granted BIGINT NOT NULL,
  PRIMARY KEY (person, role, agency, unit)
);

-- For whoever has lost the second factor; each good once. The codes themselves were shown once.
CREATE TABLE identity_recovery_code (
  person BIGINT NOT NULL REFERENCES identity_person (id),
  hash TEXT NOT NULL,               -- keyed, hex
  used BIGINT,
  PRIMARY KEY (person, hash)
);

CREATE TABLE identity_session (
  hash TEXT PRIMARY KEY,            -- SHA-256 of the token in the browser's cookie, hex
  person BIGINT NOT NULL REFERENCES identity_person (id),
  stage SMALLINT NOT NULL,          -- 0 the second factor is still to come, 1 signed in
  how TEXT NOT NULL,                -- 'password', 'second_factor', 'recovery_code', 'oidc'
  begun BIGINT NOT NULL,
  seen BIGINT NOT NULL,             -- to the minute
  ends BIGINT NOT NULL,             -- at the latest
  address TEXT NOT NULL             -- keyed hash, hex
);
CREATE INDEX identity_session_of_person ON identity_session (person);
CREATE INDEX identity_session_by_end ON identity_session (ends);

-- How often it was tried lately, by name and by address (both as keyed hashes).
CREATE TABLE identity_attempt (
  bucket TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last BIGINT NOT NULL
);
CREATE INDEX identity_attempt_by_time ON identity_attempt (last);

-- Who signed in, when, how, from where; and who did not, and why.
CREATE TABLE identity_audit (
  id KEY64,
  at BIGINT NOT NULL,
  person BIGINT,                    -- NULL where nobody has the name that was given
  actor TEXT NOT NULL,              -- who did it, as the ledger names them; '' for the person
  what TEXT NOT NULL,               -- 'signed_in', 'wrong_password', …
  how TEXT NOT NULL,                -- as of a session; '' where it does not matter
  address TEXT NOT NULL             -- keyed hash, hex; ''
);
CREATE INDEX identity_audit_of_person ON identity_audit (person, id);
CREATE INDEX identity_audit_by_time ON identity_audit (at);
