// The rows of emergencies; the SQL is in tables_emergency.cc.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "city/standards/emergency.h"
#include "platform/store/store.h"

namespace portico::standards {

std::int64_t begin_emergency_change(store::Tx& tx);  // its number, from 1; holds off other changes and loads until the transaction ends
std::int64_t newest_emergency_change(store::Reader& reader);               // 0 before the first
std::int64_t insert_emergency(store::Tx& tx, const Emergency& emergency);  // its id
void update_emergency(store::Tx& tx, const Emergency& emergency);          // its version, change and end
std::optional<Emergency> find_emergency(store::Reader& reader, std::string_view code);
std::vector<Emergency> read_emergencies(store::Reader& reader);  // all, by `from`

}  // namespace portico::standards
