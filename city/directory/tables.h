// The directory's rows. The only SQL of the module stands in tables.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "city/directory/record.h"
#include "platform/store/store.h"

namespace portico::directory {

struct StoredThing {
  Kind kind = Kind::city;
  std::string code;
  std::int64_t version = 0;  // from 1
  std::int64_t load = 0;
  bool retired = false;
  std::string hash, record;
};

std::int64_t begin_load(store::Tx& tx);  // the number of this load; holds off other loads until the transaction ends
void insert_load(store::Tx& tx, std::int64_t load, Instant at, std::string_view actor);
std::int64_t newest_version(store::Reader& reader, Kind kind, std::string_view code);  // 0 where there is none
void insert_thing(store::Tx& tx, const StoredThing& thing);

std::int64_t newest_load(store::Reader& reader);
void each_newest_thing(store::Reader& reader, const std::function<void(const Thing&)>& each);

}  // namespace portico::directory
