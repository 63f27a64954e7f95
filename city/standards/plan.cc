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

void plan_calendars(const Snapshot& stored, const Promises& promises, std::string_view tzdata, Plan& into) {
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
    if (std::ranges::find(promises.calendars, code, &calendar::Plan::code) == promises.calendars.end()) {
      into.changes.push_back({What::retired, Kind::calendar, code, {}, {}, record_of(version.calendar.plan())});
    }
  }
}

void plan_slas(const Snapshot& stored, const Promises& promises, Plan& into) {
  std::map<std::pair<std::string, std::chrono::sys_days>, std::string> known;
  for (const auto& sla : stored.slas) known[{sla.service, sla.effective}] = record_of(sla);
  for (const auto& sla : promises.slas) {
    const auto record = record_of(sla);
    const auto before = known.extract({sla.service, sla.effective});
    if (before.empty())
      into.changes.push_back({What::added, Kind::sla, sla.service, date_text(sla.effective), {}, record});
    else if (before.mapped() == record)
      ++into.unchanged;
    else
      into.changes.push_back(
          {What::changed, Kind::sla, sla.service, date_text(sla.effective), differences(before.mapped(), record), record});
  }
  for (const auto& [key, record] : known) into.changes.push_back({What::retired, Kind::sla, key.first, date_text(key.second), {}, record});
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
  plan_calendars(stored, promises, tzdata, made);
  plan_slas(stored, promises, made);
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
  return text + fmt::format("calendars and promises: {} added, {} changed, {} retired, {} as before\n", sums[What::added],
                            sums[What::changed], sums[What::retired], plan.unchanged);
}

}  // namespace portico::standards
