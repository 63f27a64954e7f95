// The only SQL of contacts.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "city/contacts/contact.h"
#include "city/contacts/rule.h"
#include "platform/store/store.h"

namespace portico::contacts::tables {

void insert(store::Tx& tx, const Contact& contact);  // with its person and files
bool known(store::Reader& reader, std::string_view message);
Crowd crowd(store::Reader& reader, std::string_view sender, std::string_view domain, Instant since);
bool acknowledged(store::Reader& reader, std::string_view sender, Instant since);  // whether a note went there
std::optional<Contact> find(store::Reader& reader, std::int64_t id);
std::vector<Contact> waiting(store::Reader& reader, int limit);                        // oldest first, without files
std::vector<Contact> of_case(store::Reader& reader, std::int64_t case_id, int limit);  // oldest first, without files
// False where it no longer waits. `by_rule`: by the one that it has; else it has none any more.
bool decide(store::Tx& tx, std::int64_t id, State state, std::int64_t case_id, std::string_view why, bool by_rule);
std::vector<std::int64_t> ids_after(store::Reader& reader, std::int64_t id, int limit);
std::vector<std::int64_t> ids_of_case(store::Reader& reader, std::int64_t case_id);
std::vector<std::int64_t> ids_of_person(store::Reader& reader, std::string_view email);  // lower case
void take_out(store::Tx& tx, std::int64_t id, Instant now);                              // words, person and files; what waits is dismissed
std::vector<std::int64_t> with_traces(store::Reader& reader);                            // taken out, and not yet erased from the files
struct Unlisted {
  std::int64_t id = 0;
  std::string message;
  Instant at;  // of the redaction
};
std::vector<Unlisted> unlisted(store::Reader& reader);
void mark_unlisted(store::Tx& tx, std::int64_t id);
void mark_listed(store::Tx& tx, std::int64_t id);
std::optional<std::int64_t> id_of_message(store::Reader& reader, std::string_view message);
void mark_erased(store::Tx& tx, std::span<const std::int64_t> ids);
std::span<const std::string_view> tables_with_words();
// Dismissed or ignored, received before then, and not taken out; oldest first.
std::vector<std::int64_t> aged(store::Reader& reader, Instant before, int limit);
std::optional<std::int64_t> kept_days(store::Reader& reader);
void keep_for(store::Tx& tx, std::optional<std::int64_t> days);
std::vector<MailRule> rules(store::Reader& reader);  // in the pack's order
void replace_rules(store::Tx& tx, std::span<const MailRule> rules);
bool file_wanted(store::Reader& reader, std::string_view hash);

}  // namespace portico::contacts::tables
