// Pages of a list: how much one may hold, how far one may look in vain, and the cursor that leads to the next.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "city/cases/cases.h"
#include "city/cases/tables.h"

namespace portico::cases {

constexpr int most_in_vain = 5'000, most_of_a_page = 1'000, most_offset = 10'000, chunk = 500;

inline int limit_of(const Filter& filter) { return std::clamp(filter.limit, 1, most_of_a_page); }
inline int offset_of(const Filter& filter) { return std::clamp(filter.offset, 0, most_offset); }

tables::Order order_of(const Filter& filter);
tables::Mark mark_at(tables::Order order, const tables::Glance& row);
std::string cursor_of(tables::Order order, tables::Mark mark);
// A cursor of another order, or one that nobody gave, begins at the start.
tables::Mark mark_of(tables::Order order, std::string_view cursor);

}  // namespace portico::cases
