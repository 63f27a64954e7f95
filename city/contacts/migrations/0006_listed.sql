-- 1: that it was redacted is still to be written to DIR/redactions.jsonl, which outlives an older back-up that is brought back.
ALTER TABLE contacts_contact ADD COLUMN unlisted SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX contacts_unlisted ON contacts_contact (id) WHERE unlisted = 1;
