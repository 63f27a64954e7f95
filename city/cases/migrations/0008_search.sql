-- The words of each case as a search knows them (search.h): what the public may read, and all there is. Made by the subscriber cases.search.
-- only sqlite
CREATE VIRTUAL TABLE cases_search USING fts5 (open_words, all_words, tokenize = 'ascii', detail = 'column');
-- only postgres
CREATE TABLE cases_search (
  rowid BIGINT PRIMARY KEY,
  open_words TSVECTOR NOT NULL,
  all_words TSVECTOR NOT NULL
);
CREATE INDEX cases_search_open ON cases_search USING GIN (open_words);
CREATE INDEX cases_search_all ON cases_search USING GIN (all_words);
-- both
