// Rows of redactions, and the statements that take words and persons out.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "city/cases/redact.h"

namespace portico::cases::tables {

// All words of a case and of what hangs on it, who asked and who follows; with `place`, its address and point too.
void take_out(store::Tx& tx, std::int64_t case_id, bool place);
void insert_redaction(store::Tx& tx, const Redaction& redaction);
std::vector<Redaction> redactions(store::Reader& reader);  // by case
std::vector<std::int64_t> not_erased(store::Reader& reader);
void mark_erased(store::Tx& tx, std::span<const std::int64_t> case_ids);
// Of the cases that whoever has this address (in lower case) asked for or follows, by id.
std::vector<std::int64_t> ids_of_person(store::Reader& reader, std::string_view email);

struct RetentionMark {
  std::int64_t updated = 0, case_id = 0;
};
RetentionMark retention_mark(store::Reader& reader, std::string_view rule);
void move_retention_mark(store::Tx& tx, std::string_view rule, RetentionMark mark);
// Cases by their newest change, behind `after` and before `until`, with whether they are closed and still have their words.
struct Aged {
  std::int64_t id = 0, updated = 0;
  std::string service;
  bool to_forget = false;
};
std::vector<Aged> aged(store::Reader& reader, RetentionMark after, Instant until, int limit);
std::span<const std::string_view> tables_with_words();  // that hold what can be redacted

}  // namespace portico::cases::tables
