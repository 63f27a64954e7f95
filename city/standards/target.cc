#include <fmt/format.h>

#include "base/text.h"
#include "city/standards/standards.h"

namespace portico::standards {
namespace {

// No promise reaches further; so no search for its end can run long either.
constexpr std::int64_t most_years = 10;

std::int64_t most_of(Target::Unit unit) {
  switch (unit) {
    case Target::Unit::open_minutes:
      return most_years * 366 * 24 * 60;
    case Target::Unit::open_days:
      return most_years * 366;
    case Target::Unit::elapsed_hours:
      return most_years * 366 * 24;
  }
  return 0;
}

}  // namespace

std::string_view name_of(ClockKind kind) { return kind == ClockKind::first_status ? "first_status" : "outcome"; }

std::optional<ClockKind> clock_kind(std::string_view name) {
  for (const auto kind : {ClockKind::first_status, ClockKind::outcome}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

Outcome<Target> parse_target(std::string_view text, std::string_view field) {
  constexpr auto accepted = "90m or 4h of open time, 2d for open days, 48H for elapsed hours; at most ten years";
  const auto wrong = [&] { return refuse(Refused::invalid, std::string(field), fmt::format("'{}' is no target", text), accepted); };
  if (text.size() < 2 || text.size() > 9 || text.front() < '0' || text.front() > '9') return wrong();
  const auto amount = parse_integer(text.substr(0, text.size() - 1));
  if (!amount) return wrong();
  Target target;
  switch (text.back()) {
    case 'm':
      target = {Target::Unit::open_minutes, *amount};
      break;
    case 'h':
      target = {Target::Unit::open_minutes, *amount * 60};
      break;
    case 'd':
      target = {Target::Unit::open_days, *amount};
      break;
    case 'H':
      target = {Target::Unit::elapsed_hours, *amount};
      break;
    default:
      return wrong();
  }
  if (target.amount > most_of(target.unit)) return wrong();
  return target;
}

std::string to_text(const Target& target) {
  switch (target.unit) {
    case Target::Unit::open_days:
      return fmt::format("{}d", target.amount);
    case Target::Unit::elapsed_hours:
      return fmt::format("{}H", target.amount);
    case Target::Unit::open_minutes:
      break;
  }
  return target.amount > 0 && target.amount % 60 == 0 ? fmt::format("{}h", target.amount / 60) : fmt::format("{}m", target.amount);
}

}  // namespace portico::standards
