// Which cases a storm touched, as the ledger tells it.
#include "city/cases/touched.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "city/cases/check.h"
#include "city/cases/reckoner.h"
#include "city/cases/routes.h"
#include "city/cases/subscribers.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AStorm : public TownStory {
 protected:
  AStorm() {
    ledger::Ledger::Settings folder;
    folder.folder = settings().folder;
    book = std::make_unique<ledger::Ledger>(store(), folder, time, chance, log);
    for (auto& subscriber : subscribers(directory, nullptr)) book->subscribe(std::move(subscriber));
    book->start();
  }

  // Suspends potholes and what is told of neighbours for two days, and has the running cases reckoned anew.
  void declare() {
    standards::Emergency storm;
    storm.code = "snow";
    storm.services = {"NEIGHBOUR", "POTHOLE"};
    storm.words = words("Because of the snow storm.");
    storm.declared = storm.from = time.now();
    storm.until = time.now() + 48h;
    snapshot().emergencies = {storm};
    changed();
  }
  void end() {
    snapshot().emergencies[0].ended = time.now();
    changed();
  }
  void changed() {
    ++snapshot().emergency_change;
    ASSERT_TRUE(Reckoner(store(), *cases, standards, time, log).work());
  }
  standards::Snapshot& snapshot() { return *std::const_pointer_cast<standards::Snapshot>(standards.now()); }

  Opened neighbour() {
    Asked asked = pothole();
    asked.service = "NEIGHBOUR";
    return opened(asked);
  }
  std::string due(const Opened& of) {
    return iso8601(read([&](store::Reader& reader) { return cases->find(reader, of.number); })->clock(standards::ClockKind::outcome)->due);
  }
  Touched touched(std::string_view cursor = {}, int limit = 100) {
    book->seal_now();
    book->catch_up();
    return read([&](store::Reader& reader) { return touched_by(reader, *directory.now(), "snow", cursor, limit); });
  }
  std::int64_t count() {
    return read([&](store::Reader& reader) { return count_touched(reader, *directory.now(), "snow"); });
  }

  SilentLog log;
  std::unique_ptr<ledger::Ledger> book;
};
ON_EACH_DATABASE(AStorm);

TEST_P(AStorm, TouchesWhatRunsAndWhatIsOpenedMeanwhileAndTheLedgerTellsWhich) {
  const Opened before = opened(pothole()), done = opened(pothole());
  neighbour();
  ASSERT_TRUE(try_update(done.number, "FIXED", "Filled.").has_value());
  later(1h);
  declare();
  EXPECT_EQ(due(before), "2026-03-07T12:00:00Z") << "48 hours later";
  const Opened during = opened(pothole());
  EXPECT_EQ(due(during), "2026-03-07T13:00:00Z");
  neighbour();
  EXPECT_THAT(touched().numbers, ElementsAre(before.number, during.number)) << "public ones alone";
  EXPECT_EQ(count(), 2);

  later(10h);
  end();
  EXPECT_EQ(due(before), "2026-03-05T22:00:00Z") << "ten hours later than promised";
  EXPECT_EQ(due(during), "2026-03-05T23:00:00Z");
  const Opened after = opened(pothole());
  EXPECT_EQ(due(after), "2026-03-05T23:00:00Z") << "as promised: 72 hours";
  EXPECT_THAT(touched().numbers, ElementsAre(before.number, during.number)) << "what was touched stays told, what came after is not";
  EXPECT_THAT(check(store(), *directory.now(), *standards.now(), "a secret of thirty-two bytes ....").findings, IsEmpty());
}

TEST_P(AStorm, IsToldInPagesAndAgainFromTheLedgerAlone) {
  std::vector<std::string> numbers;
  for (int i = 0; i < 5; ++i) numbers.push_back(opened(pothole()).number);
  declare();
  const auto read_all = [&] {
    std::vector<std::string> all;
    std::string cursor;
    do {
      const auto page = touched(cursor, 2);
      EXPECT_LE(page.numbers.size(), 2u);
      all.insert(all.end(), page.numbers.begin(), page.numbers.end());
      cursor = page.next_cursor;
    } while (!cursor.empty());
    return all;
  };
  EXPECT_EQ(read_all(), numbers);
  book->replay("cases.touched");
  EXPECT_EQ(read_all(), numbers);
}

TEST_P(AStorm, IsOpenDataWithWhatItTouched) {
  const Opened before = opened(pothole());
  declare();
  touched();
  const auto ask = [&](std::string code, http::Pairs query = {}) {
    http::Response given;
    http::Request request;
    request.parts = {{"code", std::move(code)}};
    request.query = std::move(query);
    for (const auto& route : routes(store(), *cases, directory, standards, time, *files))
      if (route.pattern == "/emergencies/{code}.json")
        route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    return given;
  };
  const auto object = boost::json::parse(ask("snow").body).as_object();
  EXPECT_EQ(object.at("state").as_string(), "in_force");
  EXPECT_EQ(object.at("touched").as_int64(), 1);
  EXPECT_EQ(object.at("requests").as_array(), (boost::json::array{before.number}));
  EXPECT_FALSE(object.contains("next_cursor"));
  EXPECT_EQ(ask("ice").status, 404);
  EXPECT_EQ(ask("snow", {{"cursor", "x"}}).status, 400);
}

}  // namespace
}  // namespace portico::cases
