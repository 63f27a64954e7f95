// Webhooks on both databases, against another side that takes, refuses, fails and goes away.
#include "platform/webhooks/deliverer.h"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "platform/crypto/crypto.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"
#include "platform/webhooks/migrations.h"
#include "platform/webhooks/tables.h"

namespace portico::webhooks {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class Webhooks : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
    for (const auto& more : {ledger::migrations(), migrations()}) all.insert(all.end(), more.begin(), more.end());
    open(all);
    ledger_ = std::make_unique<ledger::Ledger>(store(), ledger::Ledger::Settings{settings().folder, 50ms}, time_, chance_, log_);
    new_deliverer();
  }
  void TearDown() override {
    deliverer_.reset();
    ledger_.reset();
  }
  void new_deliverer() {
    deliverer_ = std::make_unique<Deliverer>(
        store(), secrets_, time_, chance_, log_, [this](const Call& call) { return other_side(call); },
        [](store::Reader&, const ledger::Event& event) {
          return Described{{{"number", "N" + event.subject.substr(5)}}, {event.payload.find("DOT") != std::string::npos ? "DOT" : "DSW"}};
        },
        Deliverer::Settings{"https://city.example", 4});
  }

  std::int64_t added(std::vector<std::string> types = {"CaseOpened/1", "CaseClosed/1", "CaseReopened/1"}, std::string concerning = {}) {
    const NewWebhook wanted{"https://works.example/portico", std::move(types), std::move(concerning)};
    return store()
        .run<Webhook>([&](store::Tx& tx) { return add_webhook(tx, wanted, secrets_, secret_, time_.now(), "person:1"); })
        .value()
        .id;
  }
  // Something happened to a case; sealed, so that it has its position.
  void happened(int subject, std::string type = "CaseOpened/1", std::string agency = "DOT") {
    ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      ledger::append(tx, {time_.now(), "open311", "case:" + std::to_string(subject), ++versions_[subject], std::move(type),
                          "{\"agency\":\"" + agency + "\"}"});
      return true;
    }));
    ledger_->seal_now();
  }
  Answer other_side(const Call& call) {
    std::vector<std::string> events;  // "17/2": the subject's second
    for (std::size_t at = call.body.find("\"subject\":\"case:"); at != std::string::npos;
         at = call.body.find("\"subject\":\"case:", at + 1)) {
      const auto begin = at + 16, end = call.body.find('"', begin);
      events.push_back(call.body.substr(begin, end - begin));
    }
    EXPECT_EQ(call.headers.at(2).second, signature_of(secret_, call.headers.at(0).second, to_millis(time_.now()) / 1000, call.body));
    const int status = answer_(events);
    calls_.push_back(events);
    if (answered(status) == Answered::taken) taken_.insert(taken_.end(), events.begin(), events.end());
    return {status, status ? "" : "nobody answers"};
  }
  Webhook of(std::int64_t id) {
    std::optional<Webhook> found;
    store().read([&](store::Reader& reader) { found = tables::webhook_by_id(reader, id); });
    return found.value();
  }
  std::vector<Parked> parked(std::int64_t id) {
    std::vector<Parked> found;
    store().read([&](store::Reader& reader) { found = tables::parked(reader, id, 1'000); });
    return found;
  }
  void refused_now(const std::vector<std::string>& of_these) {
    answer_ = [of_these](const std::vector<std::string>& events) {
      for (const auto& each : events)
        if (std::ranges::find(of_these, each) != of_these.end()) return 422;
      return 204;
    };
  }
  template <class Command>
  auto ran(Command command) {
    return store().run<Webhook>([&](store::Tx& tx) { return command(tx); });
  }

  StillTime time_{parse_instant("2026-03-02T09:00:00Z", "test").value()};
  crypto::SystemChance chance_;
  SilentLog log_;
  const std::string secret_ = std::string(32, 's');
  Secrets secrets_{std::string(32, 'k'), chance_};
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<Deliverer> deliverer_;
  std::map<int, std::int64_t> versions_;
  std::function<int(const std::vector<std::string>&)> answer_ = [](const auto&) { return 204; };
  std::vector<std::vector<std::string>> calls_;
  std::vector<std::string> taken_;
};
ON_EACH_DATABASE(Webhooks);

TEST_P(Webhooks, AreToldWhatComesFromNowOnInItsOrder) {
  happened(1);
  added();
  for (const int subject : {2, 3, 2, 4, 5, 2}) happened(subject);
  deliverer_->look();
  EXPECT_THAT(calls_, ElementsAre(ElementsAre("2", "3", "2", "4"), ElementsAre("5", "2"))) << "no more than four a call";
  deliverer_->look();
  EXPECT_EQ(calls_.size(), 2u) << "nothing twice";
}

TEST_P(Webhooks, HearOnlyWhatTheyAskedFor) {
  added({"CaseClosed/1"}, "DSW");
  happened(1, "CaseOpened/1", "DSW");
  happened(1, "CaseClosed/1", "DSW");
  happened(2, "CaseClosed/1", "DOT");
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1"));
}

TEST_P(Webhooks, AreTriedAgainLaterAndLoseNothing) {
  const auto id = added();
  happened(1);
  answer_ = [](const auto&) { return 503; };
  deliverer_->look();
  deliverer_->look();
  EXPECT_EQ(calls_.size(), 1u) << "not before its rest is over";
  EXPECT_EQ(of(id).trouble, "HTTP 503");
  EXPECT_GE(of(id).next_try, time_.now() + 5s);
  happened(2);
  time_.set(time_.now() + 7s);
  answer_ = [](const auto&) { return 0; };
  deliverer_->look();
  EXPECT_EQ(of(id).failures, 2);
  EXPECT_EQ(of(id).trouble, "nobody answers");
  time_.set(time_.now() + 13s);
  answer_ = [](const auto&) { return 200; };
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1", "2"));
  EXPECT_EQ(of(id).failures, 0);
}

TEST_P(Webhooks, RefusedEventsWaitAsideAndTheirCasesWithThem) {
  const auto id = added();
  for (const int subject : {1, 2, 3}) happened(subject);
  refused_now({"2"});
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1", "3")) << "the refused one is found among the batch";
  happened(2, "CaseClosed/1");
  happened(4);
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1", "3", "4"));
  ASSERT_EQ(parked(id).size(), 2u);
  EXPECT_EQ(parked(id)[0].why, "HTTP 422");
  EXPECT_EQ(parked(id)[1].why, "") << "nothing of a case overtakes what was refused of it";

  answer_ = [](const auto&) { return 204; };
  EXPECT_FALSE(ran([&](store::Tx& tx) { return redeliver_webhook(tx, id, "case:9", time_.now(), "person:1"); }));
  ASSERT_TRUE(ran([&](store::Tx& tx) { return redeliver_webhook(tx, id, "case:2", time_.now(), "person:1"); }));
  happened(2, "CaseReopened/1");
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1", "3", "4", "2", "2", "2"));
  EXPECT_THAT(parked(id), IsEmpty());
}

TEST_P(Webhooks, AreToldAgainFromAPosition) {
  const auto id = added();
  for (const int subject : {1, 2, 3}) happened(subject);
  refused_now({"3"});
  deliverer_->look();
  const auto no_such = ran([&](store::Tx& tx) { return replay_webhook(tx, id, 4'711, time_.now(), "person:1"); });
  ASSERT_FALSE(no_such);
  EXPECT_THAT(no_such.error().faults.at(0).accepted, testing::StartsWith("0 to "));
  answer_ = [](const auto&) { return 204; };
  ASSERT_TRUE(ran([&](store::Tx& tx) { return replay_webhook(tx, id, 0, time_.now(), "person:1"); }));
  taken_.clear();
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1", "2", "3"));
  EXPECT_THAT(parked(id), IsEmpty()) << "what was parked behind the position is told with the rest";
}

TEST_P(Webhooks, RestWhileTheyAreOffAndWhenNobodyIsThereAnyMore) {
  const auto id = added();
  happened(1);
  answer_ = [](const auto&) { return 410; };
  deliverer_->look();
  EXPECT_TRUE(of(id).off);
  answer_ = [](const auto&) { return 204; };
  deliverer_->look();
  EXPECT_THAT(taken_, IsEmpty());
  ASSERT_TRUE(ran([&](store::Tx& tx) { return switch_on_webhook(tx, id, time_.now(), "person:1"); }));
  EXPECT_FALSE(ran([&](store::Tx& tx) { return switch_on_webhook(tx, id, time_.now(), "person:1"); }));
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1"));
  ASSERT_TRUE(ran([&](store::Tx& tx) { return remove_webhook(tx, id, time_.now(), "person:1"); }));
  happened(2);
  deliverer_->look();
  EXPECT_THAT(taken_, ElementsAre("1"));
}

TEST_P(Webhooks, AreToldByThreadsOfTheirOwn) {
  added();
  deliverer_->start();
  happened(1);
  happened(2);
  const auto until = std::chrono::steady_clock::now() + 30s;
  const auto taken_up_to = [&] {
    std::vector<Webhook> all;
    store().read([&](store::Reader& reader) { all = tables::webhooks(reader); });
    return all.at(0).position;
  };
  std::int64_t last = 0;
  store().read([&](store::Reader& reader) { last = ledger::last_position(reader); });
  while (taken_up_to() < last && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(10ms);
  deliverer_->stop();
  EXPECT_THAT(taken_, ElementsAre("1", "2"));
}

// Chance decides what is taken, refused, or fails, when a person redelivers, and when the program is begun anew. In the end all is taken
// once nobody refuses any more: of each case in its order.
TEST_P(Webhooks, TakeAllOfEachCaseInItsOrderWhateverHappens) {
  std::mt19937 chance_of_test(20260302);
  const auto below = [&](int end) { return static_cast<int>(chance_of_test() % static_cast<unsigned>(end)); };
  const auto id = added();
  std::vector<std::pair<std::string, std::int64_t>> accepted;  // subject, position
  bool calm = false;
  const auto deliver = [&](const Call& call) -> Answer {
    const int status = calm ? 204 : std::array{204, 204, 204, 422, 503, 0}[static_cast<std::size_t>(below(6))];
    if (status != 204) return {status, "trouble"};
    for (std::size_t at = call.body.find("\"id\":\""); at != std::string::npos; at = call.body.find("\"id\":\"", at + 1)) {
      const auto subject = call.body.find("\"subject\":\"", at) + 11;
      accepted.emplace_back(call.body.substr(subject, call.body.find('"', subject) - subject), std::stoll(call.body.substr(at + 6)));
    }
    return {204, ""};
  };
  const auto anew = [&] {
    deliverer_ = std::make_unique<Deliverer>(
        store(), secrets_, time_, chance_, log_, deliver, [](store::Reader&, const ledger::Event&) { return Described{}; },
        Deliverer::Settings{"https://city.example", 4});
  };
  anew();
  for (int turn = 0; turn < 60; ++turn) {
    for (int more = below(4); more > 0; --more) happened(below(5));
    if (below(5) == 0) anew();
    if (below(4) == 0)
      (void)ran([&](store::Tx& tx) { return redeliver_webhook(tx, id, "case:" + std::to_string(below(5)), time_.now(), "person:1"); });
    time_.set(time_.now() + std::chrono::seconds(below(600)));
    deliverer_->look();
  }
  calm = true;
  time_.set(time_.now() + 2h);
  deliverer_->look();
  for (int subject = 0; subject < 5; ++subject)
    (void)ran([&](store::Tx& tx) { return redeliver_webhook(tx, id, "case:" + std::to_string(subject), time_.now(), "person:1"); });
  deliverer_->look();

  EXPECT_THAT(parked(id), IsEmpty());
  std::map<std::string, std::vector<std::int64_t>> by_case;
  for (const auto& [subject, position] : accepted) by_case[subject].push_back(position);
  std::vector<ledger::Event> events;
  store().read([&](store::Reader& reader) { events = ledger::events_after(reader, 0, 10'000); });
  std::map<std::string, std::vector<std::int64_t>> expected;
  for (const auto& event : events)
    if (event.subject.starts_with("case:")) expected[event.subject].push_back(event.position);
  for (const auto& [subject, positions] : expected) EXPECT_EQ(by_case[subject], positions) << subject << ": each once, in order";
}

}  // namespace
}  // namespace portico::webhooks
