// Lists and their pages, held against a plain look at every case.
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "city/cases/tables.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class Lists : public TownStory {
 protected:
  // Follows the cursors to the end; every page but the last is full or says how far it looked.
  std::vector<std::string> all_pages(Filter filter) {
    std::vector<std::string> numbers;
    for (int pages = 0; pages < 1'000; ++pages) {
      const Page page = listed(filter);
      for (const Case& each : page.cases) numbers.push_back(each.number);
      EXPECT_LE(page.cases.size(), static_cast<std::size_t>(filter.limit));
      if (page.next_cursor.empty()) return numbers;
      filter.cursor = page.next_cursor;
    }
    ADD_FAILURE() << "the pages do not end";
    return numbers;
  }

  // A town's month: cases at random places and times, some of them closed, entered in no order.
  void fill(int count) {
    std::mt19937 chance_of_test(7);
    const auto below = [&](int end) { return static_cast<int>(chance_of_test() % static_cast<unsigned>(end)); };
    for (int i = 0; i < count; ++i) {
      Asked asked = pothole({0.0001 * below(100), 0.0001 * below(100)});
      asked.external_id = "x" + std::to_string(i);
      asked.channel = Channel::import;
      asked.service = below(4) == 0 ? "HORSE" : below(9) == 0 ? "NEIGHBOUR" : "POTHOLE";
      asked.opened = monday_noon - std::chrono::minutes(below(200) * 60);
      asked.place.address = below(2) ? "118 Quay Street" : "7 Mill Road";
      if (below(3) == 0) asked.history = {{"", *asked.opened + 30min, "", "", "Done.", "", "CLOSED", "", true}};
      opened(asked);
    }
    everything = read([&](store::Reader& reader) {
      Filter all;
      all.listed_only = false;
      all.limit = 1'000;
      return cases->list(reader, all).cases;
    });
    ASSERT_EQ(everything.size(), static_cast<std::size_t>(count));
  }

  template <class Wanted>
  std::vector<std::string> expected(Wanted wanted, bool (*before)(const Case&, const Case&)) {
    std::vector<Case> some;
    for (const Case& each : everything)
      if (each.service != "NEIGHBOUR" && wanted(each)) some.push_back(each);
    std::ranges::sort(some, before);
    std::vector<std::string> numbers;
    for (const Case& each : some) numbers.push_back(each.number);
    return numbers;
  }
  static bool newer(const Case& a, const Case& b) { return std::pair(a.opened, a.id) > std::pair(b.opened, b.id); }
  static bool older(const Case& a, const Case& b) { return newer(b, a); }
  static bool changed_later(const Case& a, const Case& b) { return std::pair(a.updated, a.id) > std::pair(b.updated, b.id); }
  static bool entered_later(const Case& a, const Case& b) { return a.id > b.id; }

  std::vector<Case> everything;
};
ON_EACH_DATABASE(Lists);

TEST_P(Lists, AgreeWithALookAtEveryCaseForEachFilterAndOrder) {
  fill(300);
  Filter filter;
  filter.limit = 17;
  EXPECT_EQ(all_pages(filter), expected([](const Case&) { return true; }, newer));
  filter.sort = Filter::Sort::oldest;
  EXPECT_EQ(all_pages(filter), expected([](const Case&) { return true; }, older));
  filter.sort = Filter::Sort::updated;
  EXPECT_EQ(all_pages(filter), expected([](const Case&) { return true; }, changed_later));

  filter = {};
  filter.limit = 7;
  filter.services = {"HORSE"};
  EXPECT_EQ(all_pages(filter), expected([](const Case& each) { return each.service == "HORSE"; }, newer));
  filter.status = Status::closed;
  filter.sort = Filter::Sort::oldest;
  EXPECT_EQ(all_pages(filter), expected([](const Case& each) { return each.service == "HORSE" && each.status == Status::closed; }, older));

  filter = {};
  filter.limit = 11;
  filter.opened_from = monday_noon - 100h;
  filter.opened_to = monday_noon - 20h;
  const auto in_window = [](const Case& each) { return each.opened >= monday_noon - 100h && each.opened < monday_noon - 20h; };
  EXPECT_EQ(all_pages(filter), expected(in_window, newer));
  filter.sort = Filter::Sort::oldest;
  EXPECT_EQ(all_pages(filter), expected(in_window, older));

  filter = {};
  filter.limit = 5;
  filter.district_set = "ward";
  filter.district = "east";
  EXPECT_EQ(all_pages(filter), expected([](const Case& each) { return each.districts.at(0).area == "east"; }, entered_later));

  filter = {};
  index_words();
  filter.words = "mill ROAD";
  filter.limit = 3;
  EXPECT_EQ(all_pages(filter), expected([](const Case& each) { return each.place.address == "7 Mill Road"; }, entered_later));
  filter.words = "mill quay";
  EXPECT_TRUE(all_pages(filter).empty());
  filter = {};
  filter.agencies = {"PD"};
  EXPECT_EQ(all_pages(filter), expected([](const Case& each) { return each.agency == "PD"; }, newer));
}

TEST_P(Lists, AgreeWithALookAtEveryCaseForBoxesAndCircles) {
  fill(200);
  Filter filter;
  filter.limit = 9;
  filter.box = geo::Box{{0.002, 0.003}, {0.006, 0.0071}};
  const auto in_box = [](const Case& each) {
    return each.place.point->latitude >= 0.002 && each.place.point->latitude <= 0.006 && each.place.point->longitude >= 0.003 &&
           each.place.point->longitude <= 0.0071;
  };
  EXPECT_EQ(all_pages(filter), expected(in_box, newer));
  filter.sort = Filter::Sort::oldest;
  EXPECT_EQ(all_pages(filter), expected(in_box, older));
  filter = {};
  filter.limit = 9;
  filter.box = geo::Box{{-10, -10}, {0.006, 10}};  // too wide for blocks
  EXPECT_EQ(all_pages(filter), expected([](const Case& each) { return each.place.point->latitude <= 0.006; }, newer));
  filter = {};
  filter.limit = 9;
  filter.near = west_side;
  filter.radius = 300;
  EXPECT_EQ(all_pages(filter), expected([](const Case& each) { return geo::metres_between(west_side, *each.place.point) <= 300; }, newer));
}

TEST_P(Lists, OfAnyBoxHoldJustWhatLiesInIt) {
  fill(400);
  std::mt19937 chance_of_test(11);
  const auto below = [&](int end) { return static_cast<int>(chance_of_test() % static_cast<unsigned>(end)); };
  for (int round = 0; round < 40; ++round) {
    Filter filter;
    const geo::Point south_west{0.0001 * below(100), 0.0001 * below(100)};
    const geo::Point north_east{south_west.latitude + 0.0001 * below(80), south_west.longitude + 0.0001 * below(80)};
    filter.box = geo::Box{south_west, north_east};
    filter.limit = 1 + below(30);
    if (below(2)) filter.sort = Filter::Sort::oldest;
    if (below(3) == 0) filter.services = {"HORSE"};
    if (below(3) == 0) filter.status = Status::closed;
    if (below(3) == 0) filter.opened_from = monday_noon - 120h;
    if (below(3) == 0) filter.opened_to = monday_noon - 20h;
    const auto wanted = [&](const Case& each) {
      const geo::Point at = *each.place.point;
      return at.latitude >= south_west.latitude && at.latitude <= north_east.latitude && at.longitude >= south_west.longitude &&
             at.longitude <= north_east.longitude && (filter.services.empty() || each.service == "HORSE") &&
             (!filter.status || each.status == Status::closed) && (!filter.opened_from || each.opened >= *filter.opened_from) &&
             (!filter.opened_to || each.opened < *filter.opened_to);
    };
    EXPECT_EQ(all_pages(filter), expected(wanted, filter.sort == Filter::Sort::oldest ? older : newer)) << "round " << round;
  }
}

TEST_P(Lists, OfABoxFullOfWhatIsNotWantedSayHowFarTheyLooked) {
  const Opened wanted = opened(pothole({0.0011, 0.0011}));
  const auto one = read([&](store::Reader& reader) { return cases->find(reader, wanted.number); });
  ASSERT_TRUE(one);
  ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    Case other = *one;
    other.service = "NEIGHBOUR";  // not for the public
    for (int turn = 0; turn < 5'300; ++turn) {
      other.id = 1'000 + turn;
      other.number = "N" + std::to_string(turn);
      other.opened = one->opened + std::chrono::milliseconds(turn);
      other.place.point = geo::Point{0.001 + 0.0005 * (turn % 2), 0.0012};
      tables::insert_case(tx, other);
    }
    return true;
  }));
  Filter filter;
  filter.box = geo::Box{{0, 0}, {0.004, 0.004}};
  const Page first = listed(filter);
  EXPECT_TRUE(first.cases.empty());
  ASSERT_TRUE(first.looked_back_to);
  EXPECT_GT(*first.looked_back_to, one->opened);
  EXPECT_THAT(all_pages(filter), ElementsAre(wanted.number));
}

TEST_P(Lists, PageByOffsetToo) {
  fill(60);
  Filter filter;
  filter.limit = 10;
  std::vector<std::string> numbers;
  for (filter.offset = 0; filter.offset < 100; filter.offset += 10)
    for (const Case& each : listed(filter).cases) numbers.push_back(each.number);
  EXPECT_EQ(numbers, expected([](const Case&) { return true; }, newer));
}

TEST_P(Lists, OfAnAgencysOpenWorkGoByWhatIsDueNext) {
  const Opened first = opened(pothole());
  later(1h);
  const Opened second = opened(pothole());
  ASSERT_TRUE(try_update(first.number, "", "We looked.").has_value());  // its next due instant is now the outcome's
  const Opened done = opened(pothole());
  ASSERT_TRUE(try_update(done.number, "FIXED", "Done.").has_value());
  Filter filter;
  filter.agencies = {"DSW"};
  filter.sort = Filter::Sort::due;
  EXPECT_THAT(all_pages(filter), ElementsAre(second.number, first.number));
}

TEST_P(Lists, OfNamedCasesKeepTheirOrder) {
  const Opened one = opened(pothole()), two = opened(pothole());
  Asked imported = pothole();
  imported.external_id = "O'Brien \"7\"";
  imported.opened = monday_noon;
  const Opened three = opened(imported);
  Filter filter;
  filter.numbers = {two.number, "nonsense", imported.external_id, one.number, two.number};
  filter.status = Status::closed;  // names override everything else
  EXPECT_THAT(all_pages(filter), ElementsAre(two.number, three.number, one.number));
}

TEST_P(Lists, StartAnewFromACursorThatNobodyGave) {
  opened(pothole());
  Filter filter;
  for (const char* cursor : {"nonsense", "1.2.3", "0.x.y", "0.9223372036854775808.1"}) {
    filter.cursor = cursor;
    EXPECT_EQ(listed(filter).cases.size(), 1u);
  }
}

TEST_P(Lists, KnowOpenCasesOfTheSameServiceNearby) {
  const Opened near = opened(pothole());
  opened(pothole({west_side.latitude + 0.0045, west_side.longitude}));
  Asked other = pothole();
  other.service = "GRAFFITI";
  other.answers = {{"HOWMANY", {"one"}}};
  opened(other);
  const Opened closed = opened(pothole());
  ASSERT_TRUE(try_update(closed.number, "FIXED", "Done.").has_value());
  const auto found_near = read([&](store::Reader& reader) {
    return cases->near_duplicates(reader, "POTHOLE", {west_side.latitude + 0.0002, west_side.longitude}, monday_noon - 1h, 50);
  });
  ASSERT_EQ(found_near.size(), 1u);
  EXPECT_EQ(found_near[0].number, near.number);
  EXPECT_NEAR(found_near[0].metres, 22, 1);
}

TEST(Districts, AreReadInTheirPackedForm) {
  const std::string_view packed = "council\t7\nzip\t04601\t~\n";
  EXPECT_TRUE(tables::lies_in(packed, "council", "7"));
  EXPECT_TRUE(tables::lies_in(packed, "zip", "04601"));
  EXPECT_FALSE(tables::lies_in(packed, "zip", "0460"));
  EXPECT_FALSE(tables::lies_in(packed, "zi", "04601"));
  EXPECT_FALSE(tables::lies_in("", "zip", "04601"));
}

}  // namespace
}  // namespace portico::cases
