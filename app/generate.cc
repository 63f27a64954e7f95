#include "app/generate.h"

#include <fmt/format.h>

#include <fstream>

#include "app/command.h"
#include "city/directory/pack.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block = 1 << 16;

}  // namespace

int generate_city(const rehearsal::Size& size, const fs::path& to, Console& console) {
  const auto files = rehearsal::invent_city(size);
  if (!files) {
    console.faults(files.error());
    return refused;
  }
  if (fs::exists(to)) {
    console.faults({Refused::invalid, {{to.string(), "there is something of that name", "the name of a folder that is not there yet"}}});
    return refused;
  }
  for (const auto& [name, text] : *files) {
    fs::create_directories((to / name).parent_path());
    std::ofstream file(to / name, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw store::Broken("cannot write " + (to / name).string());
  }
  console.out(fmt::format("{}: {} services of {} agencies in {} districts\n", to.string(), size.services, size.agencies, size.districts));
  return done;
}

int generate_requests(const fs::path& pack, const rehearsal::Wanted& wanted, Console& console) {
  Refusal refusal{Refused::invalid, {}};
  const directory::Snapshot city = directory::snapshot_of(directory::read_pack(pack, refusal.faults));
  auto demand = rehearsal::Demand::of(city, wanted);
  if (!refusal.faults.empty() || !demand) {
    console.faults(refusal.faults.empty() ? demand.error() : refusal);
    return refused;
  }
  std::string out = rehearsal::csv_head();
  while (const auto request = demand->next()) {
    out += rehearsal::csv_line(*request);
    if (out.size() < block) continue;
    console.out(out);
    out.clear();
  }
  console.out(out);
  return done;
}

}  // namespace portico::app
