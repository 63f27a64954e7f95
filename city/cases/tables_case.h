// How a row of cases_case reads: shared by the files of tables*.cc alone.
#pragma once

#include "city/cases/tables.h"

// In the order of read_case and of the insert. What a walk looks at comes before the long texts.
#define CASES_COLUMNS                                                                                                                     \
  "id, number, external_id, service, agency, channel, status, opened, updated, closed, outcome, outcome_reason, sla_version, first_due, " \
  "first_state, first_stopped, outcome_due, outcome_state, outcome_stopped, latitude, longitude, address, address_id, to_be_found, "      \
  "districts, flags, version, status_notes, media_url, answers, description, first_load, outcome_load, pauses, handler, words, "          \
  "merged_into, told, photos"

namespace portico::cases::tables {

Case read_case(const store::Row& row);
std::optional<Clock> read_clock(const store::Row& row, int due, int load, standards::ClockKind kind);  // state and stop stand behind due

struct Columns {  // of a clock, NULL where there is none
  std::optional<std::int64_t> due, state, stopped, load;
};

Columns columns_of(const Case& subject, standards::ClockKind kind);
std::optional<std::int64_t> next_due(const Case& subject);  // the next due instant of a running clock; nothing where none runs

Glance glance_at(const store::Row& row);  // `due` stands behind the columns of a case

constexpr std::int64_t ids_of_slot = std::int64_t{1} << 40;
constexpr std::int64_t slot_of(std::int64_t district, std::int64_t id) { return district * ids_of_slot + id; }

}  // namespace portico::cases::tables
