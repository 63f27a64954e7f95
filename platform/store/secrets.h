// Random secrets by name, made on first use and the same for every node and process from then on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "platform/store/store.h"

namespace portico::store {

// `bytes` raw bytes. A secret that is on file keeps its length.
std::string secret(Store& store, std::string_view name, std::size_t bytes, Chance& chance);

}  // namespace portico::store
