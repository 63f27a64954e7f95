#include "city/standards/standards.h"

#include <algorithm>

#include "city/standards/tables.h"
#include "city/standards/tables_emergency.h"

namespace portico::standards {

const ClockPromise* SlaVersion::clock(ClockKind kind) const {
  const auto found = std::ranges::find(clocks, kind, &ClockPromise::kind);
  return found == clocks.end() ? nullptr : &*found;
}

void Snapshot::prepare() {
  std::ranges::stable_sort(slas, {}, [](const SlaVersion& sla) { return std::pair(std::string_view(sla.service), sla.effective); });
  by_id_.clear();
  for (const auto* list : {&slas, &superseded}) {
    for (const auto& sla : *list) by_id_.emplace(sla.id, &sla);
  }
  prepared_ = true;
}

const SlaVersion* Snapshot::in_force(std::string_view service, std::chrono::sys_days local_date) const {
  if (prepared_) {
    const auto after = std::ranges::upper_bound(slas, std::pair(service, local_date), {}, [](const SlaVersion& sla) {
      return std::pair(std::string_view(sla.service), sla.effective);
    });
    return after != slas.begin() && std::prev(after)->service == service ? &*std::prev(after) : nullptr;
  }
  const SlaVersion* found = nullptr;
  for (const auto& sla : slas) {
    if (sla.service == service && sla.effective <= local_date && (!found || found->effective <= sla.effective)) found = &sla;
  }
  return found;
}

const SlaVersion* Snapshot::version(std::int64_t id) const {
  if (prepared_) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }
  for (const auto* list : {&slas, &superseded}) {
    const auto found = std::ranges::find(*list, id, &SlaVersion::id);
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

const calendar::Calendar* Snapshot::calendar(std::string_view code) const {
  const auto found = calendars.find(code);
  return found == calendars.end() ? nullptr : &found->second.calendar;
}

const CalendarVersion* Snapshot::calendar(std::string_view code, std::int64_t load) const {
  const auto newest = calendars.find(code);
  if (newest != calendars.end() && newest->second.load <= load) return &newest->second;
  const CalendarVersion* found = nullptr;
  for (const auto& each : earlier_calendars) {
    if (each.code == code && (!found || each.load <= load)) found = &each;
  }
  return found || newest == calendars.end() ? found : &newest->second;
}

std::vector<const SlaVersion*> Snapshot::versions_of(std::string_view service) const {
  std::vector<const SlaVersion*> versions;
  for (const auto& sla : slas) {
    if (sla.service == service) versions.push_back(&sla);
  }
  std::ranges::stable_sort(versions, {}, &SlaVersion::effective);
  return versions;
}

std::vector<const SlaVersion*> Snapshot::history_of(std::string_view service) const {
  std::vector<const SlaVersion*> versions;
  for (const auto* list : {&slas, &superseded}) {
    for (const auto& sla : *list) {
      if (sla.service == service && !sla.retired) versions.push_back(&sla);
    }
  }
  std::ranges::stable_sort(versions, {}, [](const SlaVersion* sla) { return std::pair(sla->effective, sla->published); });
  return versions;
}

Standards::Standards(store::Store& store) : store_(&store) { refresh(); }
Standards::Standards(std::shared_ptr<const Snapshot> still) { snapshot_.store(std::move(still)); }

std::shared_ptr<const Snapshot> Standards::now() const { return snapshot_.load(); }

void Standards::refresh() {
  if (!store_) return;
  auto fresh = std::make_shared<Snapshot>();
  store_->read([&](store::Reader& reader) { *fresh = read_snapshot(reader); });
  fresh->prepare();
  snapshot_.store(std::move(fresh));
}

void Standards::refresh_if_changed() {
  if (!store_) return;
  std::int64_t loaded = 0, emergency_change = 0;
  store_->read([&](store::Reader& reader) { loaded = newest_load(reader), emergency_change = newest_emergency_change(reader); });
  const auto known = now();
  if (loaded != known->loaded || emergency_change != known->emergency_change) refresh();
}

}  // namespace portico::standards
