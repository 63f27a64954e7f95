// What only `portico check` asks.
#include <set>

#include "city/cases/tables_case.h"
#include "city/cases/tables_photos.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

const Statement by_id("cases.cases_after", "SELECT " CASES_COLUMNS " FROM cases_case WHERE id > $1 ORDER BY id LIMIT $2");
const Statement counts("cases.message_counts",
                       "SELECT case_id, COUNT(*) FROM cases_message WHERE case_id >= $1 AND case_id <= $2 GROUP BY case_id");
// A list of keys is one parameter: SQLite opens it as JSON, PostgreSQL as an array.
const Statement slots("cases.slots_there", "SELECT COUNT(*) FROM cases_district WHERE slot IN (SELECT value FROM json_each($1))",
                      "SELECT COUNT(*) FROM cases_district WHERE slot = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[]))");
const Statement lost_messages(
    "cases.lost_messages",
    "SELECT COUNT(*) FROM cases_message WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_message.case_id)");
const Statement lost_reporters(
    "cases.lost_reporters",
    "SELECT COUNT(*) FROM cases_reporter WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_reporter.case_id)");
const Statement lost_tokens("cases.lost_tokens",
                            "SELECT COUNT(*) FROM cases_token WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_token.case_id)");
const Statement lost_answers("cases.lost_answers",
                             "SELECT COUNT(*) FROM cases_idempotency WHERE NOT EXISTS "
                             "(SELECT 1 FROM cases_case WHERE id = cases_idempotency.case_id)");
const Statement lost_pauses("cases.lost_pauses",
                            "SELECT COUNT(*) FROM cases_pause WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_pause.case_id)");
const Statement lost_moves("cases.lost_moves",
                           "SELECT COUNT(*) FROM cases_move WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_move.case_id)");
const Statement lost_slots("cases.lost_slots",
                           "SELECT COUNT(*) FROM cases_district WHERE NOT EXISTS "
                           "(SELECT 1 FROM cases_case WHERE id = cases_district.slot % 1099511627776)");
const Statement lost_touched(
    "cases.lost_touched",
    "SELECT COUNT(*) FROM cases_touched WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_touched.case_id)");

const Statement lost_endings(
    "cases.lost_endings", "SELECT COUNT(*) FROM cases_ending WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_ending.case_id)");
const Statement lost_handlings(
    "cases.lost_handlings",
    "SELECT COUNT(*) FROM cases_handling WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_handling.case_id)");
const Statement lost_followers(
    "cases.lost_followers",
    "SELECT COUNT(*) FROM cases_follower WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_follower.case_id) "
    "OR (from_case IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cases_case WHERE id = cases_follower.from_case))");
const Statement lost_mergings("cases.lost_mergings",
                              "SELECT COUNT(*) FROM cases_case a WHERE a.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cases_case "
                              "b WHERE b.id = a.merged_into)");

}  // namespace

std::vector<Case> cases_after(store::Reader& reader, std::int64_t id, int limit) { return reader.all(by_id, {id, limit}, read_case); }

std::map<std::int64_t, std::int64_t> message_counts(store::Reader& reader, std::int64_t first_id, std::int64_t last_id) {
  std::map<std::int64_t, std::int64_t> found;
  reader.query(counts, {first_id, last_id}, [&](const Row& row) { found[row.integer(0)] = row.integer(1); });
  return found;
}

std::vector<std::int64_t> without_slot(store::Reader& reader, std::span<const Case> cases) {
  const auto there = [&reader](const std::set<std::int64_t>& wanted) {
    std::string list = "[";
    for (const std::int64_t each : wanted) list += (list.size() > 1 ? "," : "") + std::to_string(each);
    return reader.one(slots, {list + "]"}, [](const Row& row) { return row.integer(0); }) == static_cast<std::int64_t>(wanted.size());
  };
  const auto wanted_of = [](const Case& subject, std::set<std::int64_t>& wanted) {
    for (const auto& placement : subject.districts) wanted.insert(slot_of(district_hash(placement.set, placement.area), subject.id));
  };
  std::set<std::int64_t> all;
  for (const Case& each : cases) wanted_of(each, all);
  if (there(all)) return {};
  std::vector<std::int64_t> missing;
  for (const Case& each : cases) {
    std::set<std::int64_t> own;
    wanted_of(each, own);
    if (!there(own)) missing.push_back(each.id);
  }
  return missing;
}

std::vector<std::pair<std::string, std::int64_t>> dangling(store::Reader& reader) {
  const auto count = [&reader](const Statement& statement) {
    return reader.one(statement, {}, [](const Row& row) { return row.integer(0); }).value_or(0);
  };
  return {{"messages", count(lost_messages)},     {"reporters", count(lost_reporters)},
          {"tokens", count(lost_tokens)},         {"idempotency keys", count(lost_answers)},
          {"pauses", count(lost_pauses)},         {"moves", count(lost_moves)},
          {"district slots", count(lost_slots)},  {"rows of what an emergency touched", count(lost_touched)},
          {"outcomes", count(lost_endings)},      {"handlings", count(lost_handlings)},
          {"followers", count(lost_followers)},   {"mergings", count(lost_mergings)},
          {"photos", photos_without_case(reader)}};
}

}  // namespace portico::cases::tables
