// What whoever keeps a copy of the public requests is given beside the rows of the cases.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

std::vector<std::pair<std::int64_t, std::string>> numbered_before(store::Reader& reader, std::int64_t id,
                                                                  int limit);  // id and service, newest id first
// When the words were said that stand in a case's status_notes. Nothing of a case to whose customer nothing was said in words.
std::map<std::int64_t, Instant> told_at(store::Reader& reader, std::span<const std::int64_t> case_ids);

}  // namespace portico::cases::tables
