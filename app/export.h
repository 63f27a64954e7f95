// What the public may read of all requests, in open formats: on standard output, or in a folder, slice by slice (docs/export.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/console.h"
#include "app/house.h"

namespace portico::app {

inline constexpr std::int64_t fewest_in_slice = 1, most_in_slice = 1'000'000;

struct Export {
  std::string format = "csv";      // csv, json, xml, geojson
  std::filesystem::path columns;   // a file of column titles; then it is CSV
  std::filesystem::path to;        // the folder; empty: standard output
  std::string since;               // a position, or the folder of an earlier export; empty: everything
  std::int64_t in_slice = 50'000;  // requests
};
int carry_out(House& house, const Export& exporting, Console& console);

// Holds such a folder against its manifest; `findings` where something is off or missing.
int check_export(const std::filesystem::path& folder, Console& console);

}  // namespace portico::app
