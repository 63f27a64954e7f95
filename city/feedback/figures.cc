#include "city/feedback/figures.h"

#include <map>

#include "city/feedback/tables.h"

namespace portico::feedback {

Counts& Counts::operator+=(const Counts& more) {
  closed += more.closed;
  contested += more.contested;
  reopened += more.reopened;
  asked += more.asked;
  answered += more.answered;
  solved += more.solved;
  unsolved += more.unsolved;
  satisfied += more.satisfied;
  return *this;
}

Figures figures(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last) {
  const auto from = first.time_since_epoch().count(), to = last.time_since_epoch().count();
  Figures told{first, last, {}, {}, {}, tables::voices_between(reader, from, to)};
  std::map<std::string, Counts> agencies, services;
  for (const Day& each : tables::days_between(reader, from, to)) {
    told.all += each.counts;
    agencies[each.agency] += each.counts;
    services[each.service] += each.counts;
  }
  for (auto& [code, counts] : agencies) told.agencies.push_back({code, counts});
  for (auto& [code, counts] : services) told.services.push_back({code, counts});
  return told;
}

int share(std::int64_t part, std::int64_t of) { return of < least_told ? -1 : static_cast<int>(part * 100 / of); }

}  // namespace portico::feedback
