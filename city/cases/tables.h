// The module's rows. All SQL of city/cases stands in tables*.cc, behind these functions.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "city/cases/case.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

// -- cases -------------------------------------------------------------------------------------------------------------------------------

void insert_case(store::Tx& tx, const Case& opened);   // with its district slots; an empty number stays NULL
void update_case(store::Tx& tx, const Case& changed);  // state, clocks, closing, notes, pauses' count, updated and version
void move_case(store::Tx& tx, const Case& changed);    // its agency, service and SLA version
void place_case(store::Tx& tx, const Case& found);     // its place, districts and flags; of one that had no point
void give_number(store::Tx& tx, std::int64_t id, std::string_view number, std::int64_t version);

std::optional<Case> case_by_id(store::Reader& reader, std::int64_t id);  // with its pauses, as is a locked one
std::optional<Case> lock_case(store::Tx& tx, std::int64_t id);           // and keeps others from changing it until the commit
std::vector<Case> cases_by_ids(store::Reader& reader, std::span<const std::int64_t> ids);  // in no order
std::optional<std::int64_t> id_by_external_id(store::Reader& reader, std::string_view external_id);
std::vector<std::int64_t> ids_by_external_ids(store::Reader& reader, std::span<const std::string> external_ids);
std::vector<std::int64_t> ids_without_number(store::Reader& reader, int limit);

// A row as a walk sees it: enough to tell whether it is wanted, valid during the callback only. `whole` reads the rest.
struct Glance {
  std::int64_t id = 0;
  bool numbered = true;
  std::string_view service, agency, address, description, districts;
  Status status = Status::open;
  Showing words = Showing::by_service;
  Instant opened, updated;
  std::int64_t due = 0;
  std::optional<geo::Point> point;
};
Glance glance_of(const Case& subject, std::string_view packed_districts);  // lives as long as both
using Visit = std::function<void(const Glance& glance, const std::function<Case()>& whole)>;

// A place in an order: the row after which (in the walk's direction) the next chunk begins.
struct Mark {
  std::int64_t at = 0, id = 0;
};

enum class Order { newest, oldest, updated, due, district };

// What the database itself narrows: one chunk of at most `limit` rows behind `after`, of instants within [from, to).
struct Walk {
  Order order = Order::newest;
  std::string service;        // newest and oldest: of this service alone, where not empty
  std::string agency;         // due
  std::int64_t district = 0;  // district: what district_hash gave
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), to = std::numeric_limits<std::int64_t>::max();
  Mark after;  // start_of(order) at the beginning
  int limit = 0;
};
Mark start_of(Order order);
void walk(store::Reader& reader, const Walk& walk, const Visit& visit);

// Where the cases of one patch of a box lie in the order, newest or oldest alone, of all services: out of the index, without their rows.
std::vector<Mark> marks_of_patch(store::Reader& reader, const geo::Patch& patch, const Walk& walk);
// Open cases of a service in any of at most nine cells, opened since.
void open_in_cells(store::Reader& reader, std::span<const std::int64_t> cells, std::string_view service, Instant since, const Visit& visit);

std::int64_t district_hash(std::string_view set, std::string_view area);                // 23 bits
bool lies_in(std::string_view districts, std::string_view set, std::string_view area);  // of a Glance's districts

// -- what hangs on a case ----------------------------------------------------------------------------------------------------------------

void insert_message(store::Tx& tx, std::int64_t case_id, const Message& message);
std::vector<Message> messages_of(store::Reader& reader, std::int64_t case_id);  // oldest first
// Newest first, with their case's number; `wanted` is asked with the case's service. At most `limit` rows are looked at.
std::vector<Message> messages_between(store::Reader& reader, Instant from, Instant to, int limit,
                                      const std::function<bool(std::string_view service)>& wanted);
bool update_id_known(store::Reader& reader, std::string_view update_id);

void insert_pause(store::Tx& tx, std::int64_t case_id, std::int64_t turn, const Pause& pause);
void end_pause(store::Tx& tx, std::int64_t case_id, std::int64_t turn, Instant at);
std::vector<Pause> pauses_of(store::Reader& reader, std::int64_t case_id);  // oldest first
std::map<std::int64_t, std::vector<Pause>> pauses_of(store::Reader& reader, std::span<const std::int64_t> case_ids);
void insert_move(store::Tx& tx, std::int64_t case_id, const Move& move);
std::vector<Move> moves_of(store::Reader& reader, std::int64_t case_id);  // oldest first

void insert_reporter(store::Tx& tx, std::int64_t case_id, const Reporter& reporter);
std::optional<Reporter> reporter_of(store::Reader& reader, std::int64_t case_id);

void insert_token(store::Tx& tx, std::string_view token, std::int64_t case_id);
std::optional<std::int64_t> id_by_token(store::Reader& reader, std::string_view token);

// -- idempotency -------------------------------------------------------------------------------------------------------------------------

struct Given {  // an answer that was given
  std::string body_sha256;
  std::int64_t case_id = 0;
  std::string number, token;
  Instant at;
};
bool claim(store::Tx& tx, std::string_view repeat_key,
           const Given& given);  // false where the key is taken; waits for a transaction that is taking it
std::optional<Given> given(store::Reader& reader, std::string_view repeat_key);
void forget_key(store::Tx& tx, std::string_view repeat_key);
std::int64_t forget_keys_before(store::Tx& tx, Instant before);

// -- the tally ---------------------------------------------------------------------------------------------------------------------------

struct Counts {
  std::int64_t opened = 0, closed = 0, reopened = 0, first_kept = 0, first_missed = 0, outcome_kept = 0, outcome_missed = 0;
  bool operator==(const Counts&) const = default;
};
struct TallyRow {
  std::int64_t day = 0;  // since 1970, of the city's calendar
  std::string service, agency;
  Counts counts;
};
void add_to_tally(store::Tx& tx, const TallyRow& more);
void clear_tally(store::Tx& tx);
Counts tally_sum(store::Reader& reader, std::int64_t first_day, std::int64_t last_day);
std::vector<TallyRow> tally_between(store::Reader& reader, std::int64_t first_day, std::int64_t last_day);  // inclusive

// -- for `portico check` -----------------------------------------------------------------------------------------------------------------

std::vector<Case> cases_after(store::Reader& reader, std::int64_t id, int limit);                                         // by id
std::map<std::int64_t, std::int64_t> message_counts(store::Reader& reader, std::int64_t first_id, std::int64_t last_id);  // case → messages
std::vector<std::int64_t> without_slot(store::Reader& reader, std::span<const Case> cases);  // those that a district's list misses
std::vector<std::pair<std::string, std::int64_t>> dangling(store::Reader& reader);           // kind of row → how many hang on no case

}  // namespace portico::cases::tables
