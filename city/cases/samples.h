// The sample cases of a city pack (sample-cases.csv): opened, answered and closed relative to the moment of loading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/cases/cases.h"
#include "platform/store/store.h"

namespace portico::cases {

struct SampleReport {
  std::int64_t opened = 0;
  std::int64_t known = 0;      // loaded before
  std::vector<Fault> refused;  // with file and line; the others are loaded
};

// Blocks until durable. `as_of` is the moment of loading: what reaches past it has not happened yet. Loading twice changes nothing.
// Refuses a file that cannot be read or lacks a column.
Outcome<SampleReport> load_samples(const std::filesystem::path& csv, Instant as_of, store::Store& store, const Cases& cases);

}  // namespace portico::cases
