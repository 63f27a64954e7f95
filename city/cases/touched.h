// Which emergencies have a part in a case's promises, and which cases an emergency has touched.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/case.h"
#include "city/standards/effects.h"
#include "platform/ledger/ledger.h"
#include "platform/store/store.h"

namespace portico::cases {

// Pure; what it points to lives as long as the snapshot.
standards::Effects effects_of(const Case& subject, const standards::Snapshot& standards);

// "cases.touched": keeps beside each emergency the cases of which the ledger says that it touched them: those that were opened under it
// (CaseOpened) and those whose due instants it moved (CaseReckoned).
ledger::Subscriber touched_subscriber();

// The cases that an emergency has touched, of services whose cases are public.
struct Touched {
  std::vector<std::string> numbers;  // in the order in which the cases came
  std::string next_cursor;           // empty at the end
};
Touched touched_by(store::Reader& reader, const directory::Snapshot& city, std::string_view emergency, std::string_view cursor, int limit);
std::int64_t count_touched(store::Reader& reader, const directory::Snapshot& city, std::string_view emergency);

namespace tables {

struct TouchedCase {
  std::int64_t id = 0;
  std::string number, service;
};
void insert_touched(store::Tx& tx, std::string_view emergency, std::int64_t id);  // a repeat does no harm
void clear_touched(store::Tx& tx);
std::vector<TouchedCase> touched_after(store::Reader& reader, std::string_view emergency, std::int64_t id, int limit);
std::vector<std::pair<std::string, std::int64_t>> touched_by_service(store::Reader& reader, std::string_view emergency);

}  // namespace tables

}  // namespace portico::cases
