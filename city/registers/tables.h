// The module's rows. The only SQL stands in tables.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::registers::tables {

struct Newest {
  std::int64_t version = 0;
  std::string record;
};
std::optional<Newest> newest(store::Reader& reader);
void insert(store::Tx& tx, std::int64_t version, Instant at, std::string_view actor, std::string_view record);

}  // namespace portico::registers::tables
