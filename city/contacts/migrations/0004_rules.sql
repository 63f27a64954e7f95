-- The rule by which a contact became a case, or would have: then "why" says why not. '' where there is none.
ALTER TABLE contacts_contact ADD COLUMN rule TEXT NOT NULL DEFAULT '';

-- The pack's rules, in their order.
CREATE TABLE contacts_rule (
  turn BIGINT PRIMARY KEY,     -- from 1
  code TEXT NOT NULL,
  service TEXT NOT NULL,
  addresses TEXT NOT NULL,     -- a line each
  subjects TEXT NOT NULL       -- a line each
);
