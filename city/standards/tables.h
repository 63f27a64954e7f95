// The rows of calendars, SLAs and the policy. The only SQL of the module stands in tables*.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "city/standards/standards.h"
#include "platform/store/store.h"

namespace portico::standards {

struct StoredVersion {
  std::int64_t id = 0;    // drawn by the insert
  std::string code;       // of the calendar, or the service
  std::string effective;  // of an SLA, "2026-01-05"
  std::int64_t version = 0;
  std::int64_t load = 0;
  Instant at;
  std::string tzdata;  // of a calendar
  bool retired = false;
  std::string hash, record;
  std::int64_t proposal = 0;  // that an SLA came of; 0: a city pack
};

void hold_off_loads(store::Tx& tx);      // until the transaction ends; other reviews as well
std::int64_t begin_load(store::Tx& tx);  // the number of this load; holds off other loads until the transaction ends
std::int64_t newest_calendar_version(store::Reader& reader, std::string_view code);  // 0 where there is none
std::int64_t newest_sla_version(store::Reader& reader, std::string_view service, std::string_view effective);
std::int64_t newest_sla_id(store::Reader& reader, std::string_view service, std::string_view effective);
std::int64_t insert_calendar(store::Tx& tx, StoredVersion version);  // its id
std::int64_t insert_sla(store::Tx& tx, StoredVersion version);
std::int64_t newest_policy_version(store::Reader& reader);                // 0 where there is none
std::int64_t insert_policy(store::Tx& tx, const StoredVersion& version);  // its version is its id

// All of it, not yet prepared.
Snapshot read_snapshot(store::Reader& reader);
std::int64_t newest_load(store::Reader& reader);  // 0 before the first

}  // namespace portico::standards
