#include "city/cases/copies.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.h"
#include "city/cases/events.h"
#include "city/cases/tables.h"
#include "city/cases/tables_copies.h"
#include "city/directory/events.h"

namespace portico::cases {
namespace {

constexpr int events_at_once = 2'000, requests_at_once = 500;
constexpr std::string_view case_subject = "case:";

bool bit(const std::vector<bool>& bits, std::int64_t id) {
  return static_cast<std::size_t>(id) < bits.size() && bits[static_cast<std::size_t>(id)];
}

void set(std::vector<bool>& bits, std::int64_t id) {
  const auto at = static_cast<std::size_t>(id);
  if (at >= bits.size()) bits.resize(std::max(at + 1, bits.size() * 2));
  bits[at] = true;
}

bool names_showing(const directory::Changed& change) {
  return std::ranges::any_of(change.fields, [](const std::string& field) { return field == "listed" || field == "draft"; });
}

}  // namespace

Changes Changes::between(store::Store& store, const directory::Snapshot& city, std::int64_t since, std::int64_t until) {
  Changes found;
  while (since < until) {
    std::vector<ledger::Event> events;
    store.read([&](store::Reader& reader) {
      events = ledger::events_after(reader, since, static_cast<int>(std::min<std::int64_t>(events_at_once, until - since)));
    });
    if (events.empty()) return found;
    for (const ledger::Event& event : events) found.hear(city, event);
    since = events.back().position;
  }
  return found;
}

void Changes::hear(const directory::Snapshot& city, const ledger::Event& event) {
  if (event.subject.starts_with(case_subject))
    hear_of_case(city, event);
  else if (event.type == directory::CityChanged::type || event.type == directory::DistrictSetChanged::type)
    all_ = true;
  else if (event.type == directory::AgencyChanged::type)
    agencies_.insert(directory::changed_from_json(event.payload).code);
  else if (event.type == directory::ServiceChanged::type) {
    const directory::Changed change = directory::changed_from_json(event.payload);
    services_.insert(change.code);
    if (names_showing(change)) showing_.insert(change.code);
  }
}

void Changes::hear_of_case(const directory::Snapshot& city, const ledger::Event& event) {
  const auto id = parse_integer(std::string_view(event.subject).substr(case_subject.size()));
  if (!id || *id < 1) return;
  set(touched_, *id);
  if (event.type != CaseReclassified::type) return;
  const std::string from = from_json<CaseReclassified>(event.payload).service_before;
  const directory::Service* service = city.service(from);
  if (service && service->public_cases())
    set(was_public_, *id);
  else
    was_of_[*id].insert(from);
}

bool Changes::touch(const Case& subject) const {
  return all_ || bit(touched_, subject.id) || services_.contains(subject.service) || agencies_.contains(subject.agency);
}

bool Changes::may_have_been_seen(const Case& subject) const {
  if (bit(was_public_, subject.id) || showing_.contains(subject.service)) return true;
  const auto before = was_of_.find(subject.id);
  return before != was_of_.end() && std::ranges::any_of(before->second, [&](const auto& service) { return showing_.contains(service); });
}

std::int64_t Changes::next_after(std::int64_t id) const {
  const auto begin = touched_.begin() + std::min<std::ptrdiff_t>(id + 1, static_cast<std::ptrdiff_t>(touched_.size()));
  const auto found = std::find(begin, touched_.end(), true);
  return found == touched_.end() ? 0 : found - touched_.begin();
}

std::vector<Case> Copying::read(store::Reader& reader, std::int64_t id, CopyPage& page) const {
  page.through = id;
  std::vector<Case> found;
  if (!changes_ || changes_->everywhere()) {
    found = tables::cases_after(reader, id, requests_at_once);
    page.end = static_cast<int>(found.size()) < requests_at_once;
    if (!found.empty()) page.through = found.back().id;
    return found;
  }
  std::vector<std::int64_t> ids;
  while (static_cast<int>(ids.size()) < requests_at_once && (id = changes_->next_after(id)) > 0) ids.push_back(id);
  page.end = static_cast<int>(ids.size()) < requests_at_once;
  if (!ids.empty()) page.through = ids.back();
  found = tables::cases_by_ids(reader, ids);
  std::ranges::sort(found, {}, &Case::id);
  return found;
}

bool Copying::is_public(const Case& subject) const {
  const directory::Service* service = city_->service(subject.service);
  return service && service->public_cases();
}

CopyPage Copying::after(std::int64_t id) const {
  CopyPage page;
  store_.read([&](store::Reader& reader) {
    std::vector<std::int64_t> ids;
    for (Case& each : read(reader, id, page)) {
      if (each.id > last_id_ || each.number.empty() || (changes_ && !changes_->touch(each))) continue;
      const bool shown = is_public(each);
      if (!shown && !(changes_ && changes_->may_have_been_seen(each))) continue;
      ids.push_back(each.id);
      page.rows.push_back({std::move(each), !shown, std::nullopt});
    }
    if (ids.empty()) return;
    const auto told = tables::told_at(reader, ids);
    for (CopyRow& row : page.rows)
      if (const auto said = told.find(row.subject.id); said != told.end()) row.told = said->second;
  });
  page.end = page.end || page.through >= last_id_;
  return page;
}

std::int64_t newest_public(store::Store& store, const directory::Snapshot& city) {
  std::int64_t found = 0;
  for (std::int64_t before = std::numeric_limits<std::int64_t>::max(); found == 0 && before > 0;) {
    std::vector<std::pair<std::int64_t, std::string>> looked_at;
    store.read([&](store::Reader& reader) { looked_at = tables::numbered_before(reader, before, requests_at_once); });
    const auto newest = std::ranges::find_if(looked_at, [&](const auto& each) {
      const directory::Service* service = city.service(each.second);
      return service && service->public_cases();
    });
    if (newest != looked_at.end()) found = newest->first;
    before = looked_at.empty() ? 0 : looked_at.back().first;
  }
  return found;
}

}  // namespace portico::cases
