#include "city/standards/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "city/standards/record.h"

namespace portico::standards {
namespace {

using What = Change::What;
using Kind = Change::Kind;

std::vector<std::string> differences(std::string_view before, std::string_view after) {
  const auto old_leaves = parts_of(before), new_leaves = parts_of(after);
  std::vector<std::string> told;
  for (const auto& [name, value] : old_leaves) {
    const auto now = new_leaves.find(name);
    if (now == new_leaves.end())
      told.push_back(fmt::format("{} no longer {}", name, value));
    else if (now->second != value)
      told.push_back(fmt::format("{}: {} → {}", name, value, now->second));
  }
  for (const auto& [name, value] : new_leaves) {
    if (!old_leaves.contains(name)) told.push_back(fmt::format("{}: {}", name, value));
  }
  return told;
}

// Of the promises that came of a review: from which day on they speak for their service, and by which calendars.
struct ReviewedPromises {
  std::map<std::string, const SlaVersion*> first;        // service → the earliest
  std::map<std::string, const SlaVersion*> by_calendar;  // code → one that counts by it
  explicit ReviewedPromises(const Snapshot& stored) {
    for (const auto& sla : stored.slas) {
      if (sla.proposal == 0) continue;
      auto& earliest = first[sla.service];
      if (!earliest || sla.effective < earliest->effective) earliest = &sla;
      for (const auto& clock : sla.clocks) {
        if (!clock.calendar.empty()) by_calendar.emplace(clock.calendar, &sla);
      }
    }
  }
};

std::string named(const SlaVersion& sla) { return fmt::format("sla {} from {}", sla.service, date_text(sla.effective)); }

void plan_calendars(const Snapshot& stored, const Promises& promises, std::string_view tzdata, const ReviewedPromises& reviewed,
                    Plan& into) {
  for (const auto& plan : promises.calendars) {
    const auto record = record_of(plan);
    const auto known = stored.calendars.find(plan.code);
    if (known == stored.calendars.end()) {
      into.changes.push_back({What::added, Kind::calendar, plan.code, {}, {}, record});
      continue;
    }
    auto told = differences(record_of(known->second.calendar.plan()), record);
    if (known->second.tzdata != tzdata) told.push_back(fmt::format("tzdata {} → {}", known->second.tzdata, tzdata));
    if (told.empty())
      ++into.unchanged;
    else
      into.changes.push_back({What::changed, Kind::calendar, plan.code, {}, std::move(told), record});
  }
  for (const auto& [code, version] : stored.calendars) {
    if (std::ranges::find(promises.calendars, code, &calendar::Plan::code) != promises.calendars.end()) continue;
    if (const auto counts = reviewed.by_calendar.find(code); counts != reviewed.by_calendar.end()) {
      into.kept.push_back(
          fmt::format("calendar {}: the reviewed {} counts by it; the pack does not name it", code, named(*counts->second)));
    } else {
      into.changes.push_back({What::retired, Kind::calendar, code, {}, {}, record_of(version.calendar.plan())});
    }
  }
}

// What the pack says of a date for which a reviewed promise stands, or that would take its place: a line that tells why it is not followed.
// "" where the pack is followed.
std::string held_back(const SlaVersion& sla, const std::string& record, const SlaVersion* before, const ReviewedPromises& reviewed,
                      bool reviewers) {
  if (before && before->proposal > 0)
    return fmt::format("{}: stays as reviewed (proposal {}); the pack says {}", named(sla), before->proposal,
                       fmt::join(differences(record_of(*before), record), "; "));
  const auto first = reviewed.first.find(sla.service);
  if (!reviewers || first == reviewed.first.end() || sla.effective < first->second->effective) return "";
  return fmt::format("{}: not taken from the pack, since what was reviewed speaks from {} on (proposal {}); propose it", named(sla),
                     date_text(first->second->effective), first->second->proposal);
}

void plan_slas(const Snapshot& stored, const Promises& promises, const ReviewedPromises& reviewed, Plan& into) {
  std::map<std::pair<std::string, std::chrono::sys_days>, const SlaVersion*> known;
  for (const auto& sla : stored.slas) known[{sla.service, sla.effective}] = &sla;
  for (const auto& sla : promises.slas) {
    const auto record = record_of(sla);
    const auto found = known.extract({sla.service, sla.effective});
    const SlaVersion* before = found ? found.mapped() : nullptr;
    if (before && record_of(*before) == record) {
      ++into.unchanged;
      continue;
    }
    if (auto line = held_back(sla, record, before, reviewed, !promises.policy.reviewers.empty()); !line.empty())
      into.kept.push_back(std::move(line));
    else if (before)
      into.changes.push_back(
          {What::changed, Kind::sla, sla.service, date_text(sla.effective), differences(record_of(*before), record), record});
    else
      into.changes.push_back({What::added, Kind::sla, sla.service, date_text(sla.effective), {}, record});
  }
  for (const auto& [key, sla] : known) {
    if (sla->proposal > 0)
      into.kept.push_back(fmt::format("{}: reviewed (proposal {}); the pack does not name it", named(*sla), sla->proposal));
    else
      into.changes.push_back({What::retired, Kind::sla, key.first, date_text(key.second), {}, record_of(*sla)});
  }
}

// A pack without standards.toml has the policy of one without reviewers; where none was ever said otherwise, that is nothing to load.
void plan_policy(const Snapshot& stored, const Promises& promises, Plan& into) {
  const auto before = record_of(stored.policy), after = record_of(promises.policy);
  if (before == after) {
    into.unchanged += stored.policy_version > 0;
    return;
  }
  const bool first = stored.policy_version == 0;
  into.changes.push_back({first ? What::added : What::changed,
                          Kind::policy,
                          "standards",
                          {},
                          first ? std::vector<std::string>{} : differences(before, after),
                          after});
}

std::string name_in_line(const Change& change) {
  switch (change.kind) {
    case Kind::calendar:
      return "calendar " + change.code;
    case Kind::sla:
      return fmt::format("sla {} from {}", change.code, change.effective);
    case Kind::policy:
      return "policy " + change.code;
  }
  return "";
}

}  // namespace

std::string_view name_of(What what) { return what == What::added ? "added" : what == What::changed ? "changed" : "retired"; }

Plan plan(const Snapshot& stored, const Promises& promises, std::string_view tzdata) {
  Plan made;
  made.based_on = stored.loaded;
  const ReviewedPromises reviewed(stored);
  plan_calendars(stored, promises, tzdata, reviewed, made);
  plan_slas(stored, promises, reviewed, made);
  plan_policy(stored, promises, made);
  return made;
}

std::string to_text(const Plan& plan) {
  std::string text;
  std::map<What, int> sums;
  for (const auto& change : plan.changes) {
    ++sums[change.what];
    text += change.what == What::added ? "+ " : change.what == What::changed ? "~ " : "- ";
    text += name_in_line(change);
    if (!change.differences.empty()) text += fmt::format(": {}", fmt::join(change.differences, "; "));
    text += '\n';
  }
  for (const auto& line : plan.kept) text += "= " + line + "\n";
  text += fmt::format("calendars and promises: {} added, {} changed, {} retired, {} as before", sums[What::added], sums[What::changed],
                      sums[What::retired], plan.unchanged);
  if (!plan.kept.empty()) text += fmt::format(", {} kept as reviewed", plan.kept.size());
  return text + "\n";
}

}  // namespace portico::standards
