#include "city/cases/touched.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/events.h"

namespace portico::cases {
namespace {

constexpr std::string_view by_emergency = "emergency:";

bool is_public(const directory::Snapshot& city, std::string_view service) {
  const auto* known = city.service(service);
  return known && known->public_cases();
}

}  // namespace

standards::Effects effects_of(const Case& subject, const standards::Snapshot& standards) {
  std::optional<Instant> closed;
  if (subject.status == Status::closed && subject.closing) closed = subject.closing->at;
  return standards::effects_on(subject.service, subject.opened, closed, standards.emergencies);
}

ledger::Subscriber touched_subscriber() {
  ledger::Subscriber subscriber;
  subscriber.name = "cases.touched";
  subscriber.types = {std::string(CaseOpened::type), std::string(CaseReckoned::type)};
  subscriber.handle = [](store::Tx& tx, const ledger::Event& event) {
    if (event.type == CaseReckoned::type) {
      const auto told = from_json<CaseReckoned>(event.payload);
      if (told.why.starts_with(by_emergency)) tables::insert_touched(tx, std::string_view(told.why).substr(by_emergency.size()), told.id);
    } else if (event.payload.contains("\"emergencies\":")) {  // few have it: the others need not be parsed
      const auto told = from_json<CaseOpened>(event.payload);
      for (const auto& code : told.emergencies) tables::insert_touched(tx, code, told.id);
    }
  };
  subscriber.forget = tables::clear_touched;
  return subscriber;
}

Touched touched_by(store::Reader& reader, const directory::Snapshot& city, std::string_view emergency, std::string_view cursor, int limit) {
  constexpr int chunk = 1'000;
  Touched page;
  std::int64_t after = parse_integer(cursor).value_or(0);
  for (bool more = true; more;) {
    const auto rows = tables::touched_after(reader, emergency, after, chunk);
    more = std::ssize(rows) == chunk;
    for (const auto& row : rows) {
      if (!is_public(city, row.service)) continue;
      if (std::ssize(page.numbers) == limit) {
        page.next_cursor = std::to_string(after);
        return page;
      }
      page.numbers.push_back(row.number);
      after = row.id;
    }
    if (!rows.empty()) after = rows.back().id;
  }
  return page;
}

std::int64_t count_touched(store::Reader& reader, const directory::Snapshot& city, std::string_view emergency) {
  std::int64_t count = 0;
  for (const auto& [service, cases] : tables::touched_by_service(reader, emergency))
    if (is_public(city, service)) count += cases;
  return count;
}

}  // namespace portico::cases
