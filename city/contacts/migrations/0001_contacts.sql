-- Mail that came in. kind: as mail::Kind; state: 0 new, 1 landed on its case, 2 made a case, 3 put to a case, 4 dismissed, 5 ignored.
CREATE TABLE contacts_contact (
  id KEY64,
  at BIGINT NOT NULL,          -- milliseconds since 1970: when it was received
  kind SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  message TEXT NOT NULL,       -- keyed hash of its message id: the same mail twice is one contact
  sender TEXT NOT NULL,        -- keyed hash of the address; '' where there is none
  domain TEXT NOT NULL,        -- keyed hash of the address's domain
  subject TEXT NOT NULL,
  words TEXT NOT NULL,
  language TEXT NOT NULL,      -- '' where it does not say
  doubts TEXT NOT NULL,        -- with commas
  case_id BIGINT NOT NULL,     -- 0: of none
  why TEXT NOT NULL            -- it was ignored or dismissed
);
CREATE UNIQUE INDEX contacts_by_message ON contacts_contact (message);
CREATE INDEX contacts_by_sender ON contacts_contact (sender, at);
CREATE INDEX contacts_by_domain ON contacts_contact (domain, at);
CREATE INDEX contacts_by_case ON contacts_contact (case_id, id) WHERE case_id > 0;
CREATE INDEX contacts_new ON contacts_contact (at, id) WHERE state = 0;

-- Who wrote it: personal data, taken out with the words.
CREATE TABLE contacts_person (
  contact_id BIGINT PRIMARY KEY,
  email TEXT NOT NULL,
  name TEXT NOT NULL
);

-- What came with it; the bytes are kept by platform/files.
CREATE TABLE contacts_file (
  contact_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,        -- from 1
  name TEXT NOT NULL,
  type TEXT NOT NULL,          -- as it was found to be; as it said where it was not kept
  size BIGINT NOT NULL,        -- bytes
  hash TEXT NOT NULL,          -- '' where it was not kept
  small_hash TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  why TEXT NOT NULL,           -- it was not kept: a name of files::Unfit
  PRIMARY KEY (contact_id, turn)
);
CREATE INDEX contacts_files_by_hash ON contacts_file (hash);
CREATE INDEX contacts_files_by_small_hash ON contacts_file (small_hash);
