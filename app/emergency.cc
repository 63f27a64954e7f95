#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "app/command.h"
#include "app/house.h"
#include "city/cases/touched.h"
#include "city/standards/declare.h"

namespace portico::app {
namespace {

constexpr std::string_view operator_actor = "operator";

std::string_view state_of(const standards::Emergency& emergency, Instant now) {
  return emergency.in_force(now) ? "in force" : emergency.over(now) ? "over" : "planned";
}

std::string line_of(const standards::Emergency& emergency, Instant now) {
  return fmt::format("{}  {} ({})  {} to {}  {}\n", emergency.code, name_of(emergency.kind), state_of(emergency, now),
                     iso8601(emergency.from), iso8601(emergency.end()), fmt::join(emergency.services, " "));
}

int change(House& house, Console& console, const std::function<Outcome<standards::Emergency>(store::Tx&)>& command) {
  const auto changed = house.store->run<standards::Emergency>(command);
  if (!changed) {
    console.faults(changed.error());
    return refused;
  }
  house.emergency_changed();
  house.ledger.seal_now();
  console.out(line_of(*changed, house.time.now()));
  return done;
}

}  // namespace

int carry_out(House& house, const DeclareEmergency& declare, Console& console) {
  const auto written = standards::read_declaration(declare.file);
  if (!written) {
    console.faults(written.error());
    return refused;
  }
  const Instant now = house.time.now();
  const auto checked = standards::check_declaration(*written, *house.directory.now(), *house.standards.now(), now);
  if (!checked) {
    console.faults(checked.error());
    return refused;
  }
  return change(house, console, [&](store::Tx& tx) { return standards::declare_emergency(tx, *checked, now, operator_actor); });
}

int carry_out(House& house, const ExtendEmergency& extend, Console& console) {
  return change(house, console, [&, now = house.time.now()](store::Tx& tx) {
    return standards::extend_emergency(tx, extend.code, extend.until, now, operator_actor);
  });
}

int carry_out(House& house, const EndEmergency& end, Console& console) {
  return change(house, console,
                [&, now = house.time.now()](store::Tx& tx) { return standards::end_emergency(tx, end.code, now, operator_actor); });
}

int carry_out(House& house, const ListEmergencies&, Console& console) {
  const auto standards = house.standards.now();
  for (const auto& each : standards->emergencies) console.out(line_of(each, house.time.now()));
  if (standards->emergencies.empty()) console.out("no emergency was ever declared\n");
  return done;
}

int carry_out(House& house, const ShowEmergency& show, Console& console) {
  constexpr int at_once = 1'000;
  const auto standards = house.standards.now();
  const auto found = std::ranges::find(standards->emergencies, show.code, &standards::Emergency::code);
  if (found == standards->emergencies.end()) {
    console.faults({Refused::not_found, {{"CODE", "there is no emergency '" + show.code + "'", "one of portico emergency list"}}});
    return refused;
  }
  console.out(line_of(*found, house.time.now()));
  for (const auto& [language, text] : found->words) console.out(fmt::format("{}: {}\n", language, text));
  const auto city = house.directory.now();
  std::int64_t count = 0;
  house.store->read([&](store::Reader& reader) { count = cases::count_touched(reader, *city, show.code); });
  console.out(fmt::format("public requests touched: {}\n", count));
  cases::Touched page;
  do {
    house.store->read([&](store::Reader& reader) { page = cases::touched_by(reader, *city, show.code, page.next_cursor, at_once); });
    for (const auto& number : page.numbers) console.out(number + "\n");
  } while (!page.next_cursor.empty());
  return done;
}

int carry_out(House& house, const SwitchStorm& wanted, Console& console) {
  if (wanted.mode) house.storm.choose(*wanted.mode, operator_actor);
  const auto state = house.storm.state();
  console.out(fmt::format("storm mode: {}; {}{}\n", name_of(state.mode),
                          state.intake_only ? "on intake only: " + state.why : "lists are served",
                          state.since ? fmt::format(", since {}", iso8601(*state.since)) : ""));
  return done;
}

}  // namespace portico::app
