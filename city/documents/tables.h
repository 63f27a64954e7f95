// The only SQL of documents.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "city/documents/article.h"
#include "city/documents/counts.h"
#include "platform/store/store.h"

namespace portico::documents::tables {

struct Row {
  std::int64_t id = 0;
  std::string code;
  std::int64_t version = 0;  // newest
  std::optional<std::int64_t> live;
};
std::vector<Row> articles(store::Reader& reader);  // by code
std::optional<Row> article(store::Reader& reader, std::string_view code);
// The row under its lock until the transaction ends, its version one higher already; made where there is none.
Row next_version(store::Tx& tx, std::string_view code);
void insert_version(store::Tx& tx, std::int64_t article, const Version& version);
void set_live(store::Tx& tx, std::int64_t article, std::optional<std::int64_t> version);

std::optional<Version> version(store::Reader& reader, const Row& row, std::int64_t number);  // with its texts
std::vector<Version> versions(store::Reader& reader, const Row& row, int limit);             // newest first, without texts
std::vector<std::pair<Row, Version>> newest(store::Reader& reader);                          // of all, by code, with texts
std::vector<std::pair<Row, Version>> live(store::Reader& reader);                            // what the public reads, by code, with texts
std::optional<Version> newest_of_pack(store::Reader& reader, const Row& row);                // with texts

void add_reads(store::Tx& tx, std::int64_t day, const Read& read, const Counts& more);
std::vector<Counted> counted(store::Reader& reader, std::int64_t first, std::int64_t last);  // days, inclusive

}  // namespace portico::documents::tables
