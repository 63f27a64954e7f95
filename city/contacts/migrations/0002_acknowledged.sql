-- Whether a note went back to whoever wrote it: once in 24 hours to one address.
ALTER TABLE contacts_contact ADD COLUMN acknowledged SMALLINT NOT NULL DEFAULT 0;
