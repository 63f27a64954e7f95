// The index of words: FTS5 on SQLite, tsvector on PostgreSQL, behind one face. Words come as keys, ASCII letters and digits alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::cases::tables {

void index_words(store::Tx& tx, std::int64_t case_id, std::span<const std::string> open, std::span<const std::string> all, bool is_new);
void clear_index(store::Tx& tx);
void rid_index(store::Tx& tx);  // of the remains of deleted words, which FTS5 keeps until then; PostgreSQL's go with the table's rewriting
// Cases below `before` that hold all keys, the last as a beginning, newest first.
std::vector<std::int64_t> found_by(store::Reader& reader, std::span<const std::string> keys, bool all_words, std::int64_t before,
                                   int limit);

std::vector<std::string> words_on_file(store::Reader& reader);  // that a beginning is looked up in, as keys, in their order

}  // namespace portico::cases::tables
