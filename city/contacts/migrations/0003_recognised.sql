-- Whether the language was recognised by the words; else it is as the mail says.
ALTER TABLE contacts_contact ADD COLUMN recognised SMALLINT NOT NULL DEFAULT 0;
