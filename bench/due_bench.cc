// How many due instants are worked out in a second, by kind of target, on one thread: what intake and a change of a calendar pay for.
#include <chrono>
#include <cstdio>
#include <random>

#include "city/standards/standards.h"

namespace {

using namespace portico;

calendar::Calendar office() {
  calendar::Plan plan;
  plan.code = "office";
  plan.zone = "America/New_York";
  for (std::size_t day = 0; day < 5; ++day)
    plan.week[day] = {*calendar::parse_hours("09:00-12:00", ""), *calendar::parse_hours("13:00-17:00", "")};
  for (int year = 2020; year < 2037; ++year) {
    plan.closed[std::chrono::sys_days{std::chrono::year{year} / 1 / 1}] = "New Year's Day";
    plan.closed[std::chrono::sys_days{std::chrono::year{year} / 7 / 4}] = "Independence Day";
    plan.closed[std::chrono::sys_days{std::chrono::year{year} / 12 / 25}] = "Christmas Day";
  }
  return *calendar::Calendar::make(std::move(plan), "bench");
}

template <class Work>
void measure(const char* what, Work work) {
  std::mt19937_64 chance(7);
  const Instant first = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
  std::uniform_int_distribution<std::int64_t> within(0, 3LL * 366 * 86'400'000);
  std::vector<Instant> openings(10'000);
  for (auto& opened : openings) opened = first + Millis{within(chance)};
  std::int64_t done = 0, sum = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  while (seconds() < 1) {
    for (const auto opened : openings) sum += to_millis(work(opened));
    done += static_cast<std::int64_t>(openings.size());
  }
  const double took = seconds();
  std::printf("%-44s %12.0f a second %8.0f ns each%s\n", what, static_cast<double>(done) / took, took * 1e9 / static_cast<double>(done),
              sum == 1 ? " " : "");
}

}  // namespace

int main() {
  const auto calendar = office();
  for (const auto* target : {"4h", "40h", "1d", "3d", "30d", "48H"}) {
    standards::ClockPromise promise;
    promise.target = *standards::parse_target(target, "bench");
    promise.pauses = {"waiting_for_customer"};
    const auto named = [&](const char* what) { return std::string(target) + ", " + what; };
    measure(named("instant").c_str(), [&](Instant opened) { return standards::due_instant(promise, &calendar, opened, {}, opened); });
    measure(named("with two pauses").c_str(), [&](Instant opened) {
      using std::chrono::hours;
      const std::vector<standards::Pause> pauses = {{opened + hours{1}, opened + hours{30}, "waiting_for_customer"},
                                                    {opened + hours{50}, opened + hours{60}, "waiting_for_customer"}};
      return standards::due_instant(promise, &calendar, opened, pauses, opened);
    });
    measure(named("with what counted and what did not").c_str(),
            [&](Instant opened) { return standards::due(promise, &calendar, opened, {}, opened).due; });
  }
}
