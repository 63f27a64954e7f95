// Offers as they were loaded last, and loading others.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/registers/offers.h"
#include "platform/store/store.h"

namespace portico::registers {

Offers offers_now(store::Reader& reader);  // empty before the first load

// Brings what is stored in line with the pack's; answers its version. Writes nothing where it says nothing new.
Outcome<std::int64_t> load_offers(store::Tx& tx, const Offers& pack, Instant at, std::string_view actor);

}  // namespace portico::registers
