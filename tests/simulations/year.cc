// Simulates a year of a city on its real house (store, ledger, commands, scheduler's command) under a clock that is set by hand, so that it
// stands exactly at each alarm.
//
//   year act   --data DIR [--database URL --schema NAME] --seed N --a-day N --year-from I --year-to I --from I --until I
//   year watch --data DIR  --database URL --schema NAME  --clock FILE     a second node: fires what the first one's clock says is due
//   year check --data DIR [--database URL --schema NAME]
//
// `act` sets DIR/year.clock, which `watch` of another folder reads. The city must have been loaded. Exits with 4 where check found
// something.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <thread>

#include "app/house.h"
#include "city/cases/tables_alarms.h"
#include "tests/simulations/agenda.h"
#include "tests/simulations/year_check.h"

namespace {

using namespace portico;
namespace fs = std::filesystem;

// A clock in a file, which several processes can look at.
class FileClock final : public TimeSource {
 public:
  explicit FileClock(const fs::path& file) {
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT, 0600);
    if (handle < 0 || ::ftruncate(handle, sizeof(std::int64_t)) != 0) throw std::runtime_error("no clock at " + file.string());
    void* mapped = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    ::close(handle);
    if (mapped == MAP_FAILED) throw std::runtime_error("no clock at " + file.string());
    at_ = static_cast<std::int64_t*>(mapped);
  }
  Instant now() const override { return from_millis(std::atomic_ref(*at_).load()); }
  void set(Instant at) { std::atomic_ref(*at_).store(to_millis(at)); }

 private:
  std::int64_t* at_;
};

struct Asked {
  app::Settings settings;
  simulations::Year year;
  fs::path clock;
  std::string year_from, year_to, from, until;
};

Instant instant(const std::string& text) {
  const auto read = parse_instant(text, "instant");
  if (!read) throw std::runtime_error(read.error().faults.at(0).reason);
  return *read;
}

// One node's part of a year.
class Acting {
 public:
  Acting(app::House& house, FileClock& clock, const fs::path& folder)
      : house_(house), clock_(clock), numbers_file_(folder / "year.numbers") {
    std::ifstream known(numbers_file_);
    int subject = 0;
    for (std::string number; known >> subject >> number;) numbers_[subject] = number;
  }

  // Fires what comes until then, the clock standing at each alarm until nobody has anything left to fire.
  void advance(Instant until) {
    for (;;) {
      const auto next = next_alarm();
      if (!next || *next > until) break;
      clock_.set(std::max(*next, clock_.now()));
      fire();
    }
    clock_.set(until);
  }

  void perform(const simulations::Step& step) {
    using What = simulations::Step::What;
    if (step.what == What::open) return open(step);
    const auto known = numbers_.find(step.subject);
    if (known == numbers_.end()) return;  // opened while the city was not served
    const std::string& number = known->second;
    const auto& commands = house_.cases;
    const cases::Acting acting{.actor = "simulation"};
    switch (step.what) {
      case What::message:
        return update(number, "INVESTIGATING");
      case What::close:
        return update(number, "FIXED");
      case What::reopen:
        return update(number, "REOPEN");
      case What::pause:
        return run([&](store::Tx& tx) { return commands.pause_case(tx, number, {step.value, ""}, acting); });
      case What::resume:
        return run([&](store::Tx& tx) { return commands.resume_case(tx, number, acting); });
      case What::transfer:
        return run([&](store::Tx& tx) { return commands.transfer_case(tx, number, {step.value, "the wrong door"}, acting); });
      case What::reclassify: {
        const auto wanted = commands.prepare_reclassifying(step.value, "something else");
        return run([&](store::Tx& tx) { return commands.reclassify_case(tx, number, wanted, acting); });
      }
      case What::open:
        break;
    }
  }

  std::int64_t done = 0, refused = 0;

 private:
  std::optional<Instant> next_alarm() {
    std::optional<Instant> next;
    house_.store->read([&](store::Reader& reader) { next = cases::tables::next_alarm(reader); });
    return next;
  }

  void fire() {
    for (;;) {
      const auto fired = house_.store->run<int>([&](store::Tx& tx) { return house_.cases.fire_alarms(tx, 100); });
      if (!fired) throw std::runtime_error("firing was refused");
      const auto next = next_alarm();
      if (!next || *next > clock_.now()) return;
      if (*fired == 0) std::this_thread::sleep_for(Millis(1));  // another node holds it
    }
  }

  void open(const simulations::Step& step) {
    if (numbers_.contains(step.subject)) return;
    cases::Asked asked;
    asked.service = step.value;
    asked.channel = cases::Channel::web;
    asked.place.address = fmt::format("{} Harbor Street", step.subject + 1);
    asked.description = "Simulated.";
    auto opening = house_.cases.prepare_opening(std::move(asked));
    if (!opening) throw std::runtime_error(opening.error().faults.at(0).reason);
    const auto opened = house_.store->run<cases::Opened>([&](store::Tx& tx) { return house_.cases.open(tx, *opening); });
    if (!opened) throw std::runtime_error(opened.error().faults.at(0).reason);
    numbers_[step.subject] = opened->number;
    std::ofstream(numbers_file_, std::ios::app) << step.subject << ' ' << opened->number << '\n';
    ++done;
  }

  void update(const std::string& number, const char* status) {
    cases::Update update;
    update.at = clock_.now();
    update.author = "Works";
    update.text = "News.";
    update.update_status = status;
    run([&](store::Tx& tx) { return house_.cases.update(tx, number, update); });
  }

  // What makes no sense in the state of the case is refused, as in life.
  template <class Command>
  void run(Command command) {
    const auto ended = house_.store->run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      const auto done_so = command(tx);
      if (!done_so) return std::unexpected(done_so.error());
      return true;
    });
    ++(ended ? done : refused);
  }

  app::House& house_;
  FileClock& clock_;
  const fs::path numbers_file_;
  std::map<int, std::string> numbers_;
};

int act(Asked& asked, Log& log) {
  const Instant from = instant(asked.from), until = instant(asked.until);
  FileClock clock(asked.settings.data / "year.clock");
  clock.set(from);
  app::House house(asked.settings, log, clock);
  asked.year.from = instant(asked.year_from);
  asked.year.to = instant(asked.year_to);
  Acting acting(house, clock, asked.settings.data);
  acting.advance(from);  // what came while the city was not served
  for (const auto& step : simulations::agenda(asked.year, *house.directory.now(), *house.standards.now())) {
    if (step.at < from) continue;
    if (step.at >= until) break;
    acting.advance(step.at);
    acting.perform(step);
  }
  acting.advance(until);
  house.ledger.seal_now();
  std::ofstream(asked.settings.data / "year.runs", std::ios::app) << to_millis(from) << ' ' << to_millis(until) << '\n';
  std::printf("%lld commands done, %lld refused\n", static_cast<long long>(acting.done), static_cast<long long>(acting.refused));
  return 0;
}

// Says "firing" before each transaction, so that whoever wants to kill it then knows when.
int watch(Asked& asked, Log& log) {
  FileClock clock(asked.clock);
  app::House house(asked.settings, log, clock);
  for (std::int64_t fired_ever = 0;;) {
    std::optional<Instant> next;
    house.store->read([&](store::Reader& reader) { next = cases::tables::next_alarm(reader); });
    if (!next || *next > clock.now()) {
      std::this_thread::sleep_for(Millis(1));
      continue;
    }
    std::puts("firing");
    std::fflush(stdout);
    const auto fired = house.store->run<int>([&](store::Tx& tx) { return house.cases.fire_alarms(tx, 1); });
    fired_ever += fired.value_or(0);
    std::printf("fired %lld\n", static_cast<long long>(fired_ever));
    std::fflush(stdout);
  }
}

int check(Asked& asked, Log& log) {
  FileClock clock(asked.settings.data / "year.clock");
  app::House house(asked.settings, log, clock);
  std::vector<calendar::Span> up;
  std::ifstream runs(asked.settings.data / "year.runs");
  for (std::int64_t from = 0, until = 0; runs >> from >> until;) up.push_back({from_millis(from), from_millis(until)});
  const auto verdict = simulations::check_year(house, up);
  for (const auto& finding : verdict.findings) std::puts(finding.c_str());
  std::printf("%lld cases, %lld events, %lld due instants came, %lld escalations, %zu findings\n", static_cast<long long>(verdict.cases),
              static_cast<long long>(verdict.events), static_cast<long long>(verdict.due), static_cast<long long>(verdict.escalated),
              verdict.findings.size());
  return verdict.findings.empty() ? 0 : 4;
}

}  // namespace

int main(int argc, char** argv) {
  Asked asked;
  CLI::App year{"A city's year in minutes.", "year"};
  year.require_subcommand(1);
  for (const char* name : {"act", "watch", "check"}) {
    auto* command = year.add_subcommand(name);
    command->add_option("--data", asked.settings.data)->required();
    command->add_option("--database", asked.settings.database);
    command->add_option("--schema", asked.settings.schema);
    command->add_option("--clock", asked.clock);
    command->add_option("--seed", asked.year.seed);
    command->add_option("--a-day", asked.year.cases_a_day);
    command->add_option("--year-from", asked.year_from);
    command->add_option("--year-to", asked.year_to);
    command->add_option("--from", asked.from);
    command->add_option("--until", asked.until);
  }
  CLI11_PARSE(year, argc, argv);
  try {
    SilentLog log;
    if (year.got_subcommand("act")) return act(asked, log);
    if (year.got_subcommand("watch")) return watch(asked, log);
    return check(asked, log);
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "year: %s\n", broken.what());
    return 1;
  }
}
