// offices.csv and open_data.toml of a city pack. docs/city-pack.md says what stands in them.
#pragma once

#include <filesystem>
#include <vector>

#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/registers/offers.h"

namespace portico::registers {

// `city`: the pack's own. What is wrong is added to `faults` by file, line and column.
Offers read_offers(const std::filesystem::path& pack, const directory::Snapshot& city, std::vector<Fault>& faults);

}  // namespace portico::registers
