#include "city/directory/plan.h"

#include <fmt/format.h>

#include <map>

namespace portico::directory {
namespace {

constexpr std::size_t longest_shown = 60;     // characters of a value
constexpr std::size_t most_differences = 12;  // of one thing

std::vector<Difference> differences_between(std::string_view before, std::string_view after) {
  std::map<std::string, Difference> found;
  for (auto& [field, value] : parts_of(before)) found[field] = {field, std::move(value), ""};
  for (auto& [field, value] : parts_of(after)) {
    auto& difference = found[field];
    difference.field = field;
    difference.after = std::move(value);
  }
  std::vector<Difference> different;
  for (auto& [field, difference] : found) {
    if (difference.before != difference.after) different.push_back(std::move(difference));
  }
  return different;
}

std::string shown(const std::string& value) {
  if (value.empty()) return "(none)";
  if (value.starts_with("{\"") || value.starts_with("<")) return "…";  // a shape or a picture
  std::size_t end = 0, characters = 0;
  while (end < value.size() && characters < longest_shown) {
    ++end;
    while (end < value.size() && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) ++end;
    ++characters;
  }
  return end == value.size() ? value : value.substr(0, end) + "…";
}

std::string in_words(Kind kind) {
  return kind == Kind::set ? "district set" : kind == Kind::group ? "service group" : std::string(name_of(kind));
}

std::string line_of(const Change& change) {
  using What = Change::What;
  const char* sign = change.what == What::added ? "+" : change.what == What::changed ? "~" : change.what == What::revived ? "^" : "-";
  const bool single = change.kind == Kind::city || change.kind == Kind::server;
  std::string line = fmt::format("{} {}{}{}", sign, in_words(change.kind), single ? "" : " " + change.code,
                                 change.name.empty() ? "" : " (" + change.name + ")");
  if (change.what == What::retired) line += ": retired; what used it keeps it";
  if (change.what == What::revived) line += ": in force again";
  std::size_t told = 0;
  for (const auto& difference : change.differences) {
    if (++told > most_differences) {
      line += fmt::format("\n    and {} more", change.differences.size() - most_differences);
      break;
    }
    line += fmt::format("\n    {}: {} → {}", difference.field, shown(difference.before), shown(difference.after));
  }
  return line + "\n";
}

void keep_published(const Snapshot& stored, Pack& pack) {
  for (auto& service : pack.services) {
    const auto* known = stored.service(service.code);
    if (!service.draft || !known || known->draft || known->retired) continue;
    service.draft = false;
    pack.notes.push_back("service " + service.code + " is public and stays so; a pack that no longer names it retires it");
  }
}

}  // namespace

std::string_view name_of(Change::What what) {
  switch (what) {
    case Change::What::added:
      return "added";
    case Change::What::changed:
      return "changed";
    case Change::What::retired:
      return "retired";
    case Change::What::revived:
      return "revived";
  }
  return "";
}

Plan plan(const Snapshot& stored, Pack pack) {
  keep_published(stored, pack);
  Plan plan{.based_on = stored.loaded, .changes = {}, .notes = pack.notes};
  std::map<std::pair<Kind, std::string>, Thing> before;
  for (auto& thing : things_of(stored)) before.emplace(std::pair(thing.kind, thing.code), thing);
  for (auto& thing : things_of(pack)) {
    const auto found = before.find({thing.kind, thing.code});
    Change change{.what = Change::What::added, .kind = thing.kind, .code = thing.code, .name = thing.name, .differences = {}, .record = {}};
    if (found != before.end()) {
      const Thing was = std::move(found->second);
      before.erase(found);
      if (!was.retired && was.record == thing.record) {
        ++plan.unchanged;
        continue;
      }
      change.what = was.retired ? Change::What::revived : Change::What::changed;
      change.differences = differences_between(was.record, thing.record);
    }
    change.record = std::move(thing.record);
    plan.changes.push_back(std::move(change));
  }
  for (auto& [key, thing] : before) {
    if (thing.retired) continue;  // long ago
    plan.changes.push_back({Change::What::retired, thing.kind, thing.code, thing.name, {}, std::move(thing.record)});
  }
  return plan;
}

Outcome<Plan> plan_publication(const Snapshot& stored, std::string_view code) {
  const auto* service = stored.service(code);
  if (!service || service->retired)
    return refuse(Refused::not_found, "service", fmt::format("there is no service '{}'", code), "the code of a service that is a draft");
  if (!service->draft)
    return refuse(Refused::conflict, "service", fmt::format("the service '{}' is public already", code), "a service that is a draft");
  Service published = *service;
  published.draft = false;
  const Thing before = thing_of(*service, stored.city), after = thing_of(published, stored.city);
  Plan plan{.based_on = stored.loaded};
  plan.changes.push_back({.what = Change::What::changed,
                          .kind = Kind::service,
                          .code = after.code,
                          .name = after.name,
                          .differences = differences_between(before.record, after.record),
                          .record = after.record});
  return plan;
}

std::string to_text(const Plan& plan) {
  std::string text;
  std::size_t sums[4] = {};
  for (const auto& change : plan.changes) {
    text += line_of(change);
    ++sums[static_cast<std::size_t>(change.what)];
  }
  for (const auto& note : plan.notes) text += "  note: " + note + "\n";
  if (plan.empty()) return text + fmt::format("Nothing to change: all {} things are as they were.\n", plan.unchanged);
  text += fmt::format("{} added, {} changed, {} retired", sums[0], sums[1], sums[2]);
  if (sums[3] > 0) text += fmt::format(", {} in force again", sums[3]);
  return text + fmt::format("; {} as they were.\n", plan.unchanged);
}

}  // namespace portico::directory
