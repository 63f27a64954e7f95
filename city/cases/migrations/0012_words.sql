-- The words that the index of words holds, for what is typed as a beginning: FTS5 reads all cases of all words that begin so before it gives
-- one, but case by case for words that are named. Filled with the embedded database alone.
CREATE TABLE cases_word (
  word TEXT PRIMARY KEY
);
-- only sqlite
CREATE VIRTUAL TABLE cases_search_terms USING fts5vocab (cases_search, 'row');
INSERT INTO cases_word (word) SELECT term FROM cases_search_terms;
DROP TABLE cases_search_terms;
-- both
