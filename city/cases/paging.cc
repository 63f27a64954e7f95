#include "city/cases/paging.h"

#include <fmt/format.h>

#include "base/text.h"

namespace portico::cases {

using tables::Glance;
using tables::Mark;
using tables::Order;

std::string cursor_of(Order order, Mark mark) { return fmt::format("{}.{}.{}", static_cast<int>(order), mark.at, mark.id); }

Mark mark_of(Order order, std::string_view cursor) {
  const auto parts = split(cursor, '.');
  if (parts.size() != 3 || parse_integer(parts[0]) != static_cast<int>(order)) return tables::start_of(order);
  const auto at = parse_integer(parts[1]), id = parse_integer(parts[2]);
  return at && id ? Mark{*at, *id} : tables::start_of(order);
}

Order order_of(const Filter& filter) {
  if (filter.sort == Filter::Sort::due && filter.agencies.size() == 1) return Order::due;
  if (!filter.district.empty() && filter.sort == Filter::Sort::newest) return Order::district;
  if (filter.sort == Filter::Sort::oldest) return Order::oldest;
  if (filter.sort == Filter::Sort::updated) return Order::updated;
  return Order::newest;
}

Mark mark_at(Order order, const Glance& row) {
  switch (order) {
    case Order::updated:
      return {to_millis(row.updated), row.id};
    case Order::due:
      return {row.due, row.id};
    case Order::district:
      return {0, row.id};
    case Order::newest:
    case Order::oldest:
      break;
  }
  return {to_millis(row.opened), row.id};
}

}  // namespace portico::cases
