// A request that is passed to another agency, and one that turns out to be another thing.
#include "city/cases/move.h"

#include <gmock/gmock.h>

#include "city/cases/check.h"
#include "city/cases/events.h"
#include "city/cases/subscribers.h"
#include "city/cases/tally.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using standards::ClockKind;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view number_key = "a secret of thirty-two bytes ....";

class Passed : public TownStory {
 protected:
  Passed() {
    // Horses get an answer in an hour, and as long as it takes when their owner is away.
    auto& slas = std::const_pointer_cast<standards::Snapshot>(standards.now())->slas;
    auto& tree = *std::ranges::find(slas, "TREE", &standards::SlaVersion::service);
    tree.clocks[0].target.amount = 1;
    tree.clocks[1].target.amount = 240;
    tree.clocks[1].pauses = {"waiting_for_part"};
    book = std::make_unique<ledger::Ledger>(store(), ledger::Ledger::Settings{.folder = settings().folder}, time, chance, log);
    book->subscribe(tally_subscriber(directory));
    book->start();
  }

  Outcome<Case> try_transfer(std::string_view number, std::string agency, std::string reason = "It is theirs.",
                             Acting acting = {"key:desk"}) {
    return store().run<Case>([&](store::Tx& tx) { return cases->transfer_case(tx, number, {agency, reason}, acting); });
  }
  Outcome<Case> try_reclassify(std::string_view number, std::string service, std::string reason = "It is a tree.") {
    const auto wanted = cases->prepare_reclassifying(std::move(service), std::move(reason));
    token = wanted.token;
    return store().run<Case>([&](store::Tx& tx) { return cases->reclassify_case(tx, number, wanted, {"key:desk"}); });
  }
  ledger::Event newest(const Opened& of) {
    book->seal_now();
    return read([&](store::Reader& reader) { return ledger::events_of(reader, "case:" + std::to_string(of.id)); }).back();
  }
  std::vector<std::string> findings() {
    book->seal_now();
    return check(store(), *directory.now(), *standards.now(), number_key).findings;
  }
  std::map<std::string, tables::Counts> counts() {  // by service and agency, of all days
    book->seal_now();
    book->catch_up();
    std::map<std::string, tables::Counts> sums;
    for (const auto& row : read([&](store::Reader& reader) {
           return tally(reader, std::chrono::sys_days{}, std::chrono::sys_days{std::chrono::days{40'000}});
         })) {
      auto& sum = sums[row.service + " " + row.agency];
      sum.opened += row.counts.opened;
      sum.first_kept += row.counts.first_kept;
      sum.first_missed += row.counts.first_missed;
    }
    return sums;
  }

  SilentLog log;
  std::unique_ptr<ledger::Ledger> book;
  std::string token;
};
ON_EACH_DATABASE(Passed);

TEST_P(Passed, ToAnotherAgencyWithItsClocks) {
  const Opened pot = opened(pothole());
  later(1h);
  ASSERT_TRUE(try_update(pot.number, "INVESTIGATING", "We looked.").has_value());
  const auto moved = try_transfer(pot.number, "PD");
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(moved->agency, "PD");
  EXPECT_EQ(found(pot.number)->agency, "PD");
  EXPECT_EQ(found(pot.number)->clock(ClockKind::outcome)->due, monday_noon + 72h);
  const auto told = from_json<CaseTransferred>(newest(pot).payload);
  EXPECT_EQ(told.from, "DSW");
  EXPECT_EQ(told.to, "PD");
  EXPECT_EQ(told.first_status, "kept");
  const auto trace = read([&](store::Reader& reader) { return cases->moves(reader, pot.id); });
  ASSERT_EQ(trace.size(), 1u);
  EXPECT_EQ(trace[0].reason, "It is theirs.");
  EXPECT_EQ(trace[0].at, monday_noon + 1h);
  EXPECT_THAT(findings(), IsEmpty());

  const auto counted = counts();
  EXPECT_EQ(counted.at("POTHOLE DSW"), tables::Counts{}) << "a case counts where it is";
  EXPECT_EQ(counted.at("POTHOLE PD"), (tables::Counts{1, 0, 0, 1, 0, 0, 0}));
}

TEST_P(Passed, OnlyToAnAgencyThatThereIsAndWithAReason) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(try_transfer(pot.number, "NAVY").error().faults[0], (Fault{"agency", "agency 'NAVY' is not known", "DSW, PD"}));
  EXPECT_EQ(try_transfer(pot.number, "DSW").error().faults[0].reason, "this request is with DSW already");
  EXPECT_EQ(try_transfer(pot.number, "PD", " ").error().faults[0].reason, "reason required");
  EXPECT_EQ(try_transfer(pot.number, "PD", "Theirs.", {"key:parks", {"PD"}}).error().kind, Refused::forbidden);
  ASSERT_TRUE(try_update(pot.number, "FIXED", "Filled.").has_value());
  EXPECT_EQ(try_transfer(pot.number, "PD").error().kind, Refused::conflict);
}

TEST_P(Passed, AsAnotherServiceWhosePromiseCountsFromTheOpening) {
  const Opened pot = opened(pothole());
  later(2h);
  ASSERT_TRUE(try_update(pot.number, "INVESTIGATING", "We looked.").has_value());
  (void)store().run<Case>([&](store::Tx& tx) { return cases->pause_case(tx, pot.number, {"waiting_for_part", ""}, {"key:desk"}); });
  later(10h);
  (void)store().run<Case>([&](store::Tx& tx) { return cases->resume_case(tx, pot.number, {"key:desk"}); });
  const auto moved = try_reclassify(pot.number, "TREE");
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(moved->service, "TREE");
  EXPECT_EQ(moved->agency, "PD");
  EXPECT_EQ(moved->sla_version, standards.now()->in_force("TREE", city_day(*directory.now(), monday_noon))->id);
  EXPECT_EQ(moved->clock(ClockKind::outcome)->due, monday_noon + 250h) << "with the pause that there was";
  EXPECT_EQ(moved->clock(ClockKind::first_status)->due, monday_noon + 1h);
  EXPECT_EQ(moved->clock(ClockKind::first_status)->state, ClockState::missed)
      << "the answer after two hours is held against the other promise";
  EXPECT_EQ(moved->clock(ClockKind::first_status)->stopped, monday_noon + 2h);
  const auto told = from_json<CaseReclassified>(newest(pot).payload);
  EXPECT_EQ(told.first_status_before, "kept");
  EXPECT_EQ(told.first_status, "missed");
  EXPECT_EQ(told.outcome_due, monday_noon + 250h);
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(counts().at("POTHOLE DSW"), tables::Counts{});
  EXPECT_EQ(counts().at("TREE PD"), (tables::Counts{1, 0, 0, 0, 1, 0, 0}));
}

TEST_P(Passed, OnlyAsAServiceThatPromisedSomethingThen) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(
      try_reclassify(pot.number, "NOPROMISE").error().faults[0],
      (Fault{"service", "service NOPROMISE had no promise in force when this request was opened", "a service that had one on 2026-03-02"}));
  EXPECT_EQ(try_reclassify(pot.number, "HORSE").error().faults[0].reason, "service 'HORSE' is no longer offered");
  EXPECT_EQ(try_reclassify(pot.number, "SNOW").error().faults[0].reason, "service 'SNOW' is not known");
  EXPECT_EQ(try_reclassify(pot.number, "POTHOLE").error().faults[0].reason, "this request is of POTHOLE already");
  EXPECT_EQ(try_reclassify(pot.number, "TREE", "").error().faults[0].reason, "reason required");
}

TEST_P(Passed, AsAServiceThatIsNotListedItIsFoundByItsTokenAlone) {
  const Opened pot = opened(pothole());
  ASSERT_TRUE(try_reclassify(pot.number, "NEIGHBOUR").has_value());
  EXPECT_EQ(found(pot.number), std::nullopt);
  EXPECT_EQ(read([&](store::Reader& reader) { return cases->find_by_token(reader, token); })->number, pot.number);
  EXPECT_THAT(findings(), IsEmpty());
}

}  // namespace
}  // namespace portico::cases
