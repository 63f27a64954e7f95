-- The city's answers: every version of every article, and how often each is read. Instants are milliseconds since 1970, UTC; days since 1970.
CREATE TABLE documents_article (
  id KEY64,
  code TEXT NOT NULL,         -- "article:CODE" in the ledger
  version BIGINT NOT NULL,    -- the newest
  live BIGINT                 -- the version that the public reads; NULL: none
);
CREATE UNIQUE INDEX documents_article_code ON documents_article (code);
-- Never altered.
CREATE TABLE documents_version (
  article BIGINT NOT NULL,
  version BIGINT NOT NULL,    -- from 1, also of the ledger's subject
  state SMALLINT NOT NULL,    -- 0 draft, 1 in review, 2 published, 3 withdrawn
  source TEXT NOT NULL,       -- "pack", "office"
  agency TEXT NOT NULL,
  services TEXT NOT NULL,     -- codes with blanks between them
  reviewed BIGINT NOT NULL,
  review_by BIGINT NOT NULL,
  writers TEXT NOT NULL,      -- actors with blanks between them, since it was last published
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (article, version)
);
CREATE TABLE documents_text (
  article BIGINT NOT NULL,
  version BIGINT NOT NULL,
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,         -- Markdown
  PRIMARY KEY (article, version, language)
);
-- By the city's own day. Nothing in it tells of a person.
CREATE TABLE documents_read (
  day BIGINT NOT NULL,
  code TEXT NOT NULL,
  language TEXT NOT NULL,     -- that the page was in
  channel SMALLINT NOT NULL,  -- 0 web, 1 desk
  reads BIGINT NOT NULL,      -- contacts answered without a case
  helped BIGINT NOT NULL,     -- said yes
  unhelped BIGINT NOT NULL,   -- said no
  PRIMARY KEY (day, code, language, channel)
);
