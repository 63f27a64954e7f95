// How far imports have come.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

struct ImportState {
  Instant started;
  std::int64_t rows_done = 0, opened = 0, known = 0;
  std::optional<Instant> finished;
};

std::optional<ImportState> import_state(store::Reader& reader, std::string_view file_hash, std::string_view mapping_hash);
void begin_import(store::Tx& tx, std::string_view file_hash, std::string_view mapping_hash, std::string_view name, Instant started);
void advance_import(store::Tx& tx, std::string_view file_hash, std::string_view mapping_hash, const ImportState& state);

}  // namespace portico::cases::tables
