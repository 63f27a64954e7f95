// Opening a case: what is refused, what is promised, and what a repeat does.
#include <gmock/gmock.h>

#include "base/text.h"
#include "city/cases/events.h"
#include "city/cases/tables.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using standards::ClockKind;
using testing::Contains;
using testing::ElementsAre;

class Opening_ : public TownStory {
 protected:
  std::vector<Fault> faults_of(const Asked& asked) {
    const auto opening = cases->prepare_opening(asked);
    return opening ? std::vector<Fault>{} : opening.error().faults;
  }
};
ON_EACH_DATABASE(Opening_);

TEST_P(Opening_, PutsTheRequestItsPlaceAndItsPromiseOnFile) {
  const Opened answer = opened(pothole());
  EXPECT_EQ(read_case_number(answer.number), answer.number);
  EXPECT_EQ(answer.token, "");
  EXPECT_FALSE(answer.repeated);

  const auto on_file = found(answer.number);
  ASSERT_TRUE(on_file.has_value());
  EXPECT_EQ(on_file->id, answer.id);
  EXPECT_EQ(on_file->agency, "DSW");
  EXPECT_EQ(on_file->status, Status::open);
  EXPECT_EQ(on_file->opened, monday_noon);
  EXPECT_EQ(on_file->description, "A hole. Call 212-555-0100.");
  EXPECT_EQ(cases->public_description(*on_file), "A hole. Call [phone].");
  ASSERT_EQ(on_file->districts.size(), 1u);
  EXPECT_EQ(on_file->districts[0].area, "west");
  EXPECT_EQ(on_file->clock(ClockKind::first_status)->due, monday_noon + 4h);
  EXPECT_EQ(on_file->clock(ClockKind::outcome)->due, monday_noon + 72h);
  EXPECT_EQ(on_file->clock(ClockKind::outcome)->load, standards.now()->loaded);
  EXPECT_EQ(on_file->place.point, west_side);
}

TEST_P(Opening_, IsFoundByItsNumberInAnySpelling) {
  const std::string number = opened(pothole()).number;
  std::string spelt = lower_ascii(number);
  std::ranges::replace(spelt, '-', ' ');
  EXPECT_TRUE(found(spelt).has_value());
  EXPECT_FALSE(found("2345-6789").has_value());
  EXPECT_FALSE(found("").has_value());
  EXPECT_FALSE(found(std::string("\0\xff", 2)).has_value());
}

TEST_P(Opening_, AClockThatRunsPastItsDueInstantReadsMissed) {
  const std::string number = opened(pothole()).number;
  later(5h);
  EXPECT_EQ(found(number)->clock(ClockKind::first_status)->state, ClockState::missed);
  EXPECT_EQ(found(number)->clock(ClockKind::outcome)->state, ClockState::running);
}

TEST_P(Opening_, TellsTheLedgerWithoutAWordOfTheCustomers) {
  const Opened answer = opened(pothole());
  ledger::NewEvent event;
  const auto events = read([&](store::Reader& reader) { return ledger::events_of(reader, "case:" + std::to_string(answer.id)); });
  for (const auto& each : events) EXPECT_EQ(each.payload.find("hole"), std::string::npos);
  if (dialect() == store::Dialect::sqlite) {  // on PostgreSQL an event has its position once the sealer has been by
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].version, 1);
    EXPECT_EQ(from_json<CaseOpened>(events[0].payload).districts.at("ward"), "west");
  }
}

TEST_P(Opening_, RefusesEachWrongThingByName) {
  Asked asked;
  asked.service = "GRAFFITI";
  asked.place.point = at_sea;
  asked.description = std::string(4'001, 'x');
  asked.answers = {{"COLOURS", {"red", "purple"}}, {"HEIGHT", {"tall"}}};
  std::vector<std::string> fields, reasons;
  for (const Fault& fault : faults_of(asked)) fields.push_back(fault.field), reasons.push_back(fault.reason);
  EXPECT_THAT(fields, ElementsAre("description", "HOWMANY", "COLOURS", "HEIGHT", "place"));
  EXPECT_THAT(reasons, Contains("HOWMANY required"));
  EXPECT_EQ(faults_of(asked)[1].accepted, "one, more");
}

TEST_P(Opening_, RefusesAServiceThatIsUnknownRetiredOrWithoutAPromise) {
  for (const char* code : {"", "UNKNOWN", "HORSE", "NOPROMISE"}) {
    Asked asked = pothole();
    asked.service = code;
    const auto faults = faults_of(asked);
    ASSERT_EQ(faults.size(), 1u) << code;
    EXPECT_EQ(faults[0].field, "service");
  }
}

TEST_P(Opening_, RefusesTextThatIsNotUtf8AndLeavesOutNul) {
  Asked asked = pothole();
  asked.description = "bad \xff";
  EXPECT_EQ(faults_of(asked).at(0).field, "description");
  asked.description = std::string("a\0b", 3);
  EXPECT_EQ(found(opened(asked).number)->description, "ab");
}

TEST_P(Opening_, KeepsTheAnswersToTheServicesQuestionsAlone) {
  Asked asked = pothole();
  asked.service = "GRAFFITI";
  asked.answers = {{"HOWMANY", {"one"}}, {"COLOURS", {"red", "", "blue"}}, {"UNASKED", {"?"}}};
  const auto on_file = found(opened(asked).number);
  ASSERT_EQ(on_file->answers.size(), 2u);
  EXPECT_THAT(on_file->answers[1].values, ElementsAre("red", "blue"));
  EXPECT_EQ(cases->public_description(*on_file), "");
}

TEST_P(Opening_, TakesAnAddressWithoutAPointToBeFound) {
  Asked asked = pothole();
  asked.place.point.reset();
  const auto on_file = found(opened(asked).number);
  EXPECT_TRUE(on_file->place.to_be_found);
  EXPECT_THAT(on_file->flags, ElementsAre("place_to_be_found"));
}

TEST_P(Opening_, TakesThePlaceJustOffAnEdgeAndFlagsIt) {
  Asked asked = pothole({0.0050, -0.0001});
  const auto on_file = found(opened(asked).number);
  EXPECT_EQ(on_file->districts.at(0).area, "west");
  EXPECT_TRUE(on_file->districts.at(0).flagged);
  EXPECT_THAT(on_file->flags, Contains("edge_of_district"));
}

TEST_P(Opening_, KeepsWhoAskedApart) {
  Asked asked = pothole();
  asked.reporter.email = "ana@example.org";
  const Opened answer = opened(asked);
  const auto reporter = read([&](store::Reader& reader) { return tables::reporter_of(reader, answer.id); });
  ASSERT_TRUE(reporter.has_value());
  EXPECT_EQ(reporter->email, "ana@example.org");
  EXPECT_FALSE(read([&](store::Reader& reader) { return tables::reporter_of(reader, opened(pothole()).id); }).has_value());
}

TEST_P(Opening_, AnUnlistedServiceIsReadByItsTokenAlone) {
  Asked asked = pothole();
  asked.service = "NEIGHBOUR";
  const Opened answer = opened(asked);
  EXPECT_EQ(answer.token.size(), 32u);
  EXPECT_FALSE(found(answer.number).has_value());
  EXPECT_TRUE(listed({}).cases.empty());
  EXPECT_EQ(read([&](store::Reader& reader) { return cases->find_by_token(reader, answer.token); })->number, answer.number);
  EXPECT_FALSE(read([&](store::Reader& reader) { return cases->find_by_token(reader, std::string(32, '0')); }).has_value());
}

TEST_P(Opening_, TheSameKeyAndBodyIsTheSameRequest) {
  const Repeatable first{"127.0.0.1 POST /requests", "key-1", "aa"};
  const auto one = try_open(pothole(), first), again = try_open(pothole(), first);
  ASSERT_TRUE(one && again);
  EXPECT_EQ(one->number, again->number);
  EXPECT_FALSE(one->repeated);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(listed({}).cases.size(), 1u);

  const auto other_body = try_open(pothole(), {first.scope, first.key, "bb"});
  ASSERT_FALSE(other_body.has_value());
  EXPECT_EQ(other_body.error().kind, Refused::mismatch);
  EXPECT_NE(try_open(pothole(), {"another scope", first.key, "bb"})->number, one->number);
  EXPECT_NE(try_open(pothole())->number, try_open(pothole())->number);  // without a key alike posts are two requests
}

TEST_P(Opening_, AKeyIsForgottenAfterTwoDays) {
  const Repeatable key{"scope", "key", "aa"};
  const std::string one = try_open(pothole(), key)->number;
  later(48h + 1ms);
  EXPECT_NE(try_open(pothole(), key)->number, one);
  later(49h);
  EXPECT_EQ(store().run<std::int64_t>([&](store::Tx& tx) { return cases->forget_old_keys(tx); }), 1);
}

TEST_P(Opening_, AnImportedCaseKeepsItsNumberItsDateAndItsHistory) {
  Asked asked = pothole(at_sea);
  asked.service = "HORSE";
  asked.channel = Channel::import;
  asked.external_id = "59134321";
  asked.opened = monday_noon - 240h;
  asked.history = {{"", monday_noon - 239h, "", "", "We looked.", "", "", "", true},
                   {"", monday_noon - 100h, "", "", "Gone.", "", "FIXED", "", true}};
  const Opened answer = opened(asked), again = opened(asked);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.number, answer.number);
  const auto on_file = found("59134321");
  ASSERT_TRUE(on_file.has_value());
  EXPECT_EQ(on_file->number, answer.number);
  EXPECT_EQ(on_file->status, Status::closed);
  EXPECT_EQ(on_file->closing->outcome, "fixed");
  EXPECT_EQ(on_file->clock(ClockKind::first_status)->state, ClockState::kept);
  EXPECT_EQ(on_file->clock(ClockKind::outcome)->state, ClockState::missed);
  EXPECT_EQ(on_file->status_notes, "Gone.");
  EXPECT_EQ(on_file->version, 4);  // opened, two messages, closed
  EXPECT_THAT(on_file->flags, ElementsAre("outside_city"));
  EXPECT_EQ(read([&](store::Reader& reader) { return cases->messages(reader, answer.id).size(); }), 2u);
}

TEST_P(Opening_, ABatchServiceAnswersWithATokenAndNumbersLater) {
  Asked asked = pothole();
  asked.service = "TREE";
  const Opened answer = opened(asked);
  EXPECT_EQ(answer.number, "");
  const auto state = [&] { return read([&](store::Reader& reader) { return cases->token(reader, answer.token); }); };
  EXPECT_TRUE(state().known);
  EXPECT_EQ(state().number, "");
  EXPECT_TRUE(listed({}).cases.empty());
  EXPECT_FALSE(read([&](store::Reader& reader) { return cases->token(reader, "0123456789abcdef0123456789abcdef"); }).known);

  const auto number = [&] {
    return store().run<int>([&](store::Tx& tx) { return cases->number_waiting(tx, 10); }, store::Urgency::background);
  };
  EXPECT_EQ(number(), 1);
  EXPECT_EQ(number(), 0);
  EXPECT_TRUE(found(state().number).has_value());
  EXPECT_EQ(found(state().number)->opened, monday_noon);
  EXPECT_EQ(listed({}).cases.size(), 1u);
}

}  // namespace
}  // namespace portico::cases
