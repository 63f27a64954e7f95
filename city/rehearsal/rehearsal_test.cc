// A city that is nowhere is a city, and its people ask as people do.
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>

#include "city/directory/pack.h"
#include "city/rehearsal/demand.h"
#include "city/rehearsal/invent.h"

namespace portico::rehearsal {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Gt;
using testing::IsEmpty;
using testing::Lt;

constexpr std::int64_t year_of_2025 = 1'735'689'600'000;  // 2025-01-01T00:00:00Z
const Instant from = from_millis(year_of_2025), until = from + std::chrono::days(365);

class ACityThatIsNowhere : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder); }
  directory::Snapshot city(const Size& size = {}) {
    fs::remove_all(folder);
    const auto files = invent_city(size).value();
    for (const auto& [name, text] : files) {
      fs::create_directories((folder / name).parent_path());
      std::ofstream(folder / name) << text;
    }
    std::vector<Fault> faults;
    directory::Pack pack = directory::read_pack(folder, faults);
    EXPECT_THAT(faults, IsEmpty()) << faults[0].field << ": " << faults[0].reason;
    return directory::snapshot_of(std::move(pack));
  }
  static std::vector<Request> all(const directory::Snapshot& in, const Wanted& wanted) {
    auto demand = Demand::of(in, wanted);
    std::vector<Request> requests;
    while (auto request = demand->next()) requests.push_back(std::move(*request));
    return requests;
  }
  static std::string text(const std::vector<Request>& requests) {
    std::string lines;
    for (const auto& request : requests) lines += csv_line(request);
    return lines;
  }
  const fs::path folder = fs::temp_directory_path() / ("portico-rehearsal-" + std::to_string(::getpid()));
};

TEST_F(ACityThatIsNowhere, IsAsLargeAsItIsAskedToBe) {
  for (const Size& size : {Size{}, Size{1, 1, 1, 7}, Size{400, 24, 400, 3}}) {
    const auto made = city(size);
    EXPECT_EQ(made.services.size(), static_cast<std::size_t>(size.services));
    EXPECT_EQ(made.agencies.size(), static_cast<std::size_t>(size.agencies));
    ASSERT_EQ(made.districts.size(), 1u);
    EXPECT_EQ(made.districts[0].areas.size(), static_cast<std::size_t>(size.districts));
  }
  for (const Size& size : {Size{0, 1, 1, 1}, Size{401, 1, 1, 1}, Size{1, 25, 1, 1}, Size{1, 1, 401, 1}}) EXPECT_FALSE(invent_city(size));
  EXPECT_EQ(invent_city({.seed = 4}).value(), invent_city({.seed = 4}).value());
  EXPECT_NE(invent_city({.seed = 4}).value(), invent_city({.seed = 5}).value());
}

TEST_F(ACityThatIsNowhere, HearsAsManyRequestsAsWantedInTheirOrderWithinItsBorders) {
  const auto made = city();
  for (const std::int64_t count : {0, 1, 7, 20'000}) {
    const auto requests = all(made, {count, from, until, 1});
    ASSERT_EQ(requests.size(), static_cast<std::size_t>(count));
    EXPECT_TRUE(std::ranges::is_sorted(requests, {}, &Request::opened));
    for (const auto& request : requests) {
      ASSERT_TRUE(request.opened >= from && request.opened < until);
      ASSERT_TRUE(!request.closed || *request.closed > request.opened);
      ASSERT_TRUE(made.inside_city(request.point));
    }
  }
  EXPECT_EQ(all(made, {300, from, from + std::chrono::hours(1), 1}).size(), 300u);
}

TEST_F(ACityThatIsNowhere, HearsTheSameAgainByTheSameSeedAlone) {
  const auto made = city();
  const Wanted wanted{2'000, from, until, 9};
  EXPECT_EQ(text(all(made, wanted)), text(all(made, wanted)));
  EXPECT_NE(text(all(made, wanted)), text(all(made, {2'000, from, until, 10})));
}

TEST_F(ACityThatIsNowhere, IsAskedByDayMoreThanByNightAndMoreOnMondaysThanOnSundays) {
  std::map<std::int64_t, int> by_hour, by_weekday, by_day;
  for (const auto& request : all(city(), {200'000, from, until, 2})) {
    const auto local = request.opened - std::chrono::hours(5);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    by_hour[std::chrono::floor<std::chrono::hours>(local - day).count()] += 1;
    by_weekday[std::chrono::weekday(day).c_encoding()] += 1;
    by_day[day.time_since_epoch().count()] += 1;
  }
  EXPECT_GT(by_hour[10], 4 * by_hour[4]);
  EXPECT_THAT(static_cast<double>(by_weekday[0]) / by_weekday[1], AllOf(Gt(0.45), Lt(0.8)));
  // A storm is heard at more than twice a day's mean; about one day in forty is one.
  const auto storms = std::ranges::count_if(by_day, [](const auto& day) { return day.second > 2 * 200'000 / 365; });
  EXPECT_THAT(storms, AllOf(Gt(2), Lt(25)));
}

TEST_F(ACityThatIsNowhere, HearsMostOfFewThingsAndOfSomeAgainFromSomebodyElse) {
  const auto made = city();
  const auto requests = all(made, {50'000, from, until, 3});
  std::map<std::string, int> by_service;
  int repeats = 0;
  std::vector<std::pair<const directory::Service*, std::string>> lately;
  for (const auto& request : requests) {
    by_service[request.service->code] += 1;
    const std::pair told(request.service, request.address);
    repeats += std::ranges::find(lately, told) != lately.end() ? 1 : 0;
    lately.push_back(told);
    if (lately.size() > 256) lately.erase(lately.begin());
  }
  EXPECT_THAT(by_service.size(), Gt(150u));
  std::vector<int> counts;
  for (const auto& [code, count] : by_service) counts.push_back(count);
  std::ranges::sort(counts, std::greater());
  EXPECT_GT(std::accumulate(counts.begin(), counts.begin() + 20, 0), 50'000 / 3);
  EXPECT_THAT(repeats, AllOf(Gt(5'000), Lt(8'000)));
}

TEST_F(ACityThatIsNowhere, RefusesADemandThatMakesNoSense) {
  const auto made = city();
  EXPECT_FALSE(Demand::of(made, {-1, from, until, 1}));
  EXPECT_FALSE(Demand::of(made, {1, from, from, 1}));
  EXPECT_FALSE(Demand::of(directory::Snapshot(), {1, from, until, 1}));
}

}  // namespace
}  // namespace portico::rehearsal
