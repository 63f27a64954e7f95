// The index of words: FTS5 on SQLite, tsvector on PostgreSQL, behind one face. Words come as keys, ASCII letters and digits alone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/instant.h"
#include "city/cases/search.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

constexpr char service_mark = 's';  // before the key of a service: no word's key begins so, for it is hex

struct CaseWords {
  std::vector<std::string> open;  // that the public may read
  std::vector<std::string> rest;  // that are not among them
  std::string service;
};
// A word of a search: the cases that hold it, or are of one of the services whose names do.
struct Wanted {
  std::string key;
  std::vector<std::string> services;
};

void index_words(store::Tx& tx, std::int64_t case_id, const CaseWords& words);  // in place of those that it had
void clear_index(store::Tx& tx);
void rid_index(store::Tx& tx);  // of the remains of deleted words, which FTS5 keeps until then; PostgreSQL's go with the table's rewriting

// How long is looked for words that hardly ever stand together, on SQLite: past so many milestones of ten thousand cases at least.
struct Effort {
  int milestones = 16;
  Millis most{5};
};
// Cases below `before` that hold all that is wanted, the last as a beginning; by open words, or by all.
Hits found_by(store::Reader& reader, std::span<const Wanted> wanted, bool all_words, std::int64_t before, int limit,
              const Effort& effort = {});

std::vector<std::string> words_on_file(store::Reader& reader);  // that a beginning is looked up in, as keys, in their order

}  // namespace portico::cases::tables
