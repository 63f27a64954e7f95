-- What people said by the services that are for that, by the city's own day on which they said it.
CREATE TABLE feedback_voice (
  day BIGINT NOT NULL,        -- since 1970
  agency TEXT NOT NULL,
  named TEXT NOT NULL,        -- the right: the key of a choice; '' where they named none
  compliment SMALLINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (day, agency, named, compliment)
);
