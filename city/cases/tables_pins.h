// What a map needs of a request's row.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "city/cases/case.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

struct PinRow {
  std::int64_t id = 0;
  std::string_view service;  // during the callback only
  Status status = Status::open;
  bool numbered = true;
  std::optional<geo::Point> point;
  std::optional<std::int64_t> late_from;  // ms since 1970: when the first of its running clocks runs out
};
using SeePin = std::function<void(const PinRow& row)>;

void pins_after(store::Reader& reader, std::int64_t id, int limit, const SeePin& see);  // by id
void pins_of(store::Reader& reader, std::span<const std::int64_t> ids, const SeePin& see);

}  // namespace portico::cases::tables
