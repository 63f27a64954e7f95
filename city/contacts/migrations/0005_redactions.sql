-- When its words, its files and who wrote it were taken out (milliseconds since 1970); 0: they were not.
ALTER TABLE contacts_contact ADD COLUMN redacted BIGINT NOT NULL DEFAULT 0;
-- 1: the database's files may still hold them.
ALTER TABLE contacts_contact ADD COLUMN traces SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX contacts_with_traces ON contacts_contact (id) WHERE traces = 1;
CREATE INDEX contacts_aging ON contacts_contact (at, id) WHERE state IN (4, 5) AND redacted = 0;

-- How long dismissed and ignored mails are kept, by the pack: one row, or none.
CREATE TABLE contacts_retention (
  days BIGINT NOT NULL
);
