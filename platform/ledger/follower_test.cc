#include "platform/ledger/follower.h"

#include <gmock/gmock.h>

#include <atomic>

#include "platform/ledger/testing_story.h"

namespace portico::ledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const store::Statement note{"ledger_test.note", "INSERT INTO ledger_test_note (id, listener, position, subject) VALUES ($1, $2, $3, $4)"};
const store::Statement notes_of{"ledger_test.notes_of", "SELECT subject, position FROM ledger_test_note WHERE listener = $1 ORDER BY id"};
const store::Statement forget_notes{"ledger_test.forget", "DELETE FROM ledger_test_note WHERE listener = $1"};
const store::Statement note_without_table{"ledger_test.again",
                                          "INSERT INTO ledger_test_note (id, listener, position, subject) VALUES (1, 'x', 1, 'x')"};

class SubscriberIs : public LedgerStory {
 protected:
  Subscriber noting(const std::string& name, std::vector<std::string> types) {
    return {
        .name = name,
        .types = std::move(types),
        .handle = [name](store::Tx& tx, const Event& event) { tx.execute(note, {tx.next("note"), name, event.position, event.subject}); },
        .forget = [name](store::Tx& tx) { tx.execute(forget_notes, {name}); }};
  }
  std::vector<std::string> noted(const std::string& name) {
    std::vector<std::string> all;
    store().read(
        [&](store::Reader& reader) { all = reader.all(notes_of, {name}, [](const store::Row& row) { return std::string(row.text(0)); }); });
    return all;
  }
  SubscriberState state(const std::string& name) {
    for (const auto& each : ledger().subscribers())
      if (each.name == name) return each;
    throw std::logic_error("unknown");
  }
};
ON_EACH_DATABASE(SubscriberIs);

TEST_P(SubscriberIs, GivenWhatItHearsInOrder) {
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  ledger().subscribe(noting("cases.all", {"CaseOpened/1", "CaseClosed/1"}));
  happened(told("case:1", 1));
  happened(told("case:1", 2, "CaseClosed/1"));
  happened(told("case:2", 1));
  ledger().seal_now();
  ledger().catch_up();  // a one-shot command has no threads
  EXPECT_THAT(noted("cases.opened"), ElementsAre("case:1", "case:2"));
  EXPECT_THAT(noted("cases.all"), ElementsAre("case:1", "case:1", "case:2"));
  EXPECT_EQ(state("cases.opened").position, 3);
  EXPECT_EQ(state("cases.opened").behind, 0);
}

TEST_P(SubscriberIs, BehindByWhatWaitsForItsPlaceToo) {
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  happened(told("case:1", 1));  // on PostgreSQL nobody has yet given it a place
  EXPECT_EQ(state("cases.opened").behind, 1);
  ledger().seal_now();
  EXPECT_EQ(state("cases.opened").behind, 1);
  ledger().catch_up();
  EXPECT_EQ(state("cases.opened").behind, 0);
}

TEST_P(SubscriberIs, GivenEachEventOnceAcrossRestarts) {
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  happened_often(250);
  ledger().seal_now();
  ledger().catch_up();
  close_all();
  open_all();
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  ledger().start();
  happened(told("case:250", 1));
  EXPECT_TRUE(becomes([&] { return noted("cases.opened").size() == 251; }));
  const auto all = noted("cases.opened");
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], "case:" + std::to_string(i));
}

TEST_P(SubscriberIs, WokenByCommitsAlone) {
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  ledger().start();
  for (int round = 1; round <= 5; ++round) {
    happened(told("case:" + std::to_string(round), 1));
    EXPECT_TRUE(becomes([&] { return noted("cases.opened").size() == static_cast<std::size_t>(round); }));
  }
}

TEST_P(SubscriberIs, StoppedLoudlyAtTheEventThatItCannotTakeWhileOthersGoOn) {
  std::atomic<bool> repaired = false;
  const auto picky = [&] {
    auto subscriber = noting("cases.picky", {"CaseOpened/1"});
    subscriber.handle = [&repaired, plain = subscriber.handle](store::Tx& tx, const Event& event) {
      if (event.subject == "case:57" && !repaired) throw std::runtime_error("no such district");
      plain(tx, event);
    };
    return subscriber;
  };
  ledger().subscribe(picky());
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  happened_often(120);
  ledger().seal_now();
  ledger().catch_up();

  EXPECT_EQ(noted("cases.opened").size(), 120u);
  EXPECT_EQ(noted("cases.picky").size(), 57u);  // all before it, none of it
  EXPECT_EQ(state("cases.picky").position, 57);
  EXPECT_EQ(state("cases.picky").behind, 63);
  EXPECT_THAT(state("cases.picky").stopped, HasSubstr("event 58 (CaseOpened/1): no such district"));
  EXPECT_EQ(state("cases.opened").stopped, "");
  EXPECT_TRUE(log_.heard("a subscriber of the ledger has stopped"));

  time_.set(time_.now() + Millis{90'000});
  EXPECT_EQ(state("cases.picky").behind_seconds, 90);

  repaired = true;  // and the program started again
  make_ledger();
  ledger().subscribe(picky());
  ledger().catch_up();
  EXPECT_EQ(noted("cases.picky").size(), 120u);
}

TEST_P(SubscriberIs, TriedAgainByItselfWhereItStoppedAndMissesNothing) {
  std::atomic<bool> repaired = false;
  std::atomic<int> tries = 0;
  auto picky = noting("cases.picky", {"CaseOpened/1"});
  picky.handle = [&, plain = picky.handle](store::Tx& tx, const Event& event) {
    if (event.subject == "case:57" && ++tries > 0 && !repaired) throw std::runtime_error("no such district");
    plain(tx, event);
  };
  ledger().subscribe(std::move(picky));
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  ledger().start();
  happened_often(120);
  EXPECT_TRUE(becomes([&] { return !state("cases.picky").stopped.empty(); }));
  const int tries_before = tries;
  happened(told("case:120", 1));
  EXPECT_TRUE(becomes([&] { return noted("cases.opened").size() == 121; })) << "others go on";
  EXPECT_TRUE(becomes([&] { return tries > tries_before; }));
  EXPECT_EQ(state("cases.picky").position, 57);

  repaired = true;
  EXPECT_TRUE(becomes([&] { return noted("cases.picky").size() == 121; }));
  EXPECT_TRUE(becomes([&] { return state("cases.picky").stopped.empty(); }));
  EXPECT_TRUE(log_.heard("a subscriber of the ledger goes on"));
  EXPECT_EQ(noted("cases.picky"), noted("cases.opened")) << "nothing was skipped, nothing came twice";
}

TEST_P(SubscriberIs, StoppedByWhatTheDatabaseDoesNotAllowIt) {
  auto wrong = noting("cases.wrong", {"CaseOpened/1"});
  wrong.handle = [](store::Tx& tx, const Event&) { tx.execute(note_without_table, {}); };
  ledger().subscribe(std::move(wrong));
  auto strange = noting("cases.strange", {"CaseOpened/1"});
  strange.handle = [](store::Tx&, const Event&) { throw 7; };
  ledger().subscribe(std::move(strange));
  happened_often(2);
  ledger().seal_now();
  ledger().catch_up();
  EXPECT_EQ(state("cases.wrong").position, 1);
  EXPECT_THAT(state("cases.wrong").stopped, HasSubstr("event 2"));
  EXPECT_EQ(state("cases.strange").position, 0);
  EXPECT_THAT(state("cases.strange").stopped, HasSubstr("unknown kind"));
}

TEST_P(SubscriberIs, ReplayedToTheSameRows) {
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  happened_often(300);
  ledger().seal_now();
  ledger().catch_up();
  const auto before = noted("cases.opened");
  ledger().replay("cases.opened");
  ledger().catch_up();
  EXPECT_EQ(noted("cases.opened"), before);

  ledger().start();  // and while it runs and more happens
  happened(told("case:300", 1));
  ledger().replay("cases.opened");
  ledger().seal_now();
  ledger().catch_up();
  EXPECT_EQ(noted("cases.opened").size(), 301u);
  EXPECT_THROW(ledger().replay("nobody"), std::invalid_argument);
}

TEST_P(SubscriberIs, ReadingManyEventsInSlices) {
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  ledger().subscribe(noting("cases.deaf", {"Nothing/1"}));
  happened_often(9000);
  ledger().seal_now();
  ledger().start();
  ledger().catch_up();
  EXPECT_EQ(noted("cases.opened").size(), 9000u);
  EXPECT_EQ(state("cases.deaf").position, 9000);
}

TEST_P(SubscriberIs, NamedOnce) {
  ledger().subscribe(noting("cases.opened", {}));
  EXPECT_THROW(ledger().subscribe(noting("cases.opened", {})), std::logic_error);
  ledger().start();
  EXPECT_THROW(ledger().subscribe(noting("cases.later", {})), std::logic_error);
}

TEST_P(SubscriberIs, RunByOneNodeAtATime) {
  if (dialect() == store::Dialect::sqlite) return;  // has one node only
  auto beside = settings();
  beside.folder /= "node2";
  const auto other_store = store::Store::open(beside, all_migrations());
  Ledger other(*other_store, {beside.folder, Millis{50}}, time_, chance_, log_);
  ledger().subscribe(noting("cases.opened", {"CaseOpened/1"}));
  other.subscribe(noting("cases.opened", {"CaseOpened/1"}));
  ledger().start();
  other.start();
  happened_often(3000);
  EXPECT_TRUE(becomes([&] { return noted("cases.opened").size() >= 3000; }));
  ledger().catch_up();
  other.catch_up();
  const auto all = noted("cases.opened");
  ASSERT_EQ(all.size(), 3000u);
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], "case:" + std::to_string(i));
  other.stop();
  ledger().stop();
  const auto verdict = verify(store(), settings().folder, {});
  EXPECT_THAT(verdict.findings, ElementsAre());
  EXPECT_EQ(read_heads(heads_file())->back().size, 3000);
}

}  // namespace
}  // namespace portico::ledger
