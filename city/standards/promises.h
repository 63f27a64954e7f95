// What a city pack promises: calendars.toml, holidays/*.ics, slas*.toml and standards.toml, read strictly into values.
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"

namespace portico::standards {

struct Promises {
  std::vector<calendar::Plan> calendars;  // by code; each makes a Calendar
  std::vector<SlaVersion> slas;           // by service, then effective; without ids
  Policy policy;                          // of standards.toml
};

// `directory` is the pack's own: its services, zone and languages. Holidays are expanded up to ten years after `today`, the city's date.
// The refusal lists every fault: where ("slas.toml:12"), why, and what would be accepted; a service without a promise in force today is
// one.
Outcome<Promises> read_promises(const std::filesystem::path& folder, const directory::Snapshot& directory, std::chrono::sys_days today);

// The same for callers that have faults of their own to add: gives what could be read.
Promises read_promises(const std::filesystem::path& folder, const directory::Snapshot& directory, std::chrono::sys_days today,
                       std::vector<Fault>& faults);

}  // namespace portico::standards
