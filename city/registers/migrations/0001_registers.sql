-- What a city pack says of offices beside their place and hours, and under which licence data is given: each version whole, none altered.
CREATE TABLE registers_version (
  version BIGINT NOT NULL PRIMARY KEY,  -- from 1, also of the ledger's subject "registers"
  at BIGINT NOT NULL,                   -- milliseconds since 1970, UTC
  actor TEXT NOT NULL,
  record TEXT NOT NULL                  -- canonical JSON
);
