-- When something fires next for a case: a due instant, or an escalation. NULL where nothing will.
ALTER TABLE cases_case ADD COLUMN alarm BIGINT;
UPDATE cases_case SET alarm = due WHERE status = 0 AND due IS NOT NULL;
CREATE INDEX cases_by_alarm ON cases_case (alarm) WHERE alarm IS NOT NULL;

-- What has fired: a due instant once for each instant, an escalation once for the whole life of a case, whatever moves its due instant.
CREATE TABLE cases_fired (
  case_id BIGINT NOT NULL,
  clock SMALLINT NOT NULL,   -- 0 first status, 1 outcome
  share BIGINT NOT NULL,     -- 0: a due instant; else an escalation at this share of the target
  recipient TEXT NOT NULL,   -- the role that an escalation told, "" of a due instant
  due BIGINT NOT NULL,       -- the due instant that came, milliseconds since 1970; 0 of an escalation
  at BIGINT NOT NULL,        -- when it fired
  PRIMARY KEY (case_id, clock, share, recipient, due)
);

-- When a case was entered that had alarms behind it by then (imports): those never fire.
CREATE TABLE cases_entered (
  case_id KEY64,
  at BIGINT NOT NULL
);
