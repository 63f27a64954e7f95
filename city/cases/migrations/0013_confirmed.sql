-- Whether whoever has a follower's address has said that it is theirs: until then they are told nothing. Those of before go on to be told.
ALTER TABLE cases_follower ADD COLUMN confirmed SMALLINT NOT NULL DEFAULT 1;
CREATE INDEX cases_unconfirmed ON cases_follower (email, at) WHERE confirmed = 0 AND email <> '';
