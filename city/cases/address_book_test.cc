#include "city/cases/address_book.h"

#include <gmock/gmock.h>

#include "city/cases/template_kinds.h"
#include "city/cases/testing.h"
#include "platform/notify/outbox.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Acting diaz{"person:1", {"DSW"}, "R. Diaz", "Street Works"};

class TheBook : public TownStory {
 protected:
  struct Told {
    std::vector<notify::Reach> reaches;
    notify::Rendered words;
  };
  // What waits for a recipient under a template, as the first of its ways would carry it.
  Told told(const std::string& recipient, const std::string& code) {
    const CaseBook book(*cases, directory, standards, "https://311.town.example");
    notify::Kinds kinds;
    for (auto& kind : template_kinds()) kinds.add(std::move(kind));
    return read([&](store::Reader& reader) {
      Told found;
      for (const auto& note : notify::waiting(reader, time.now() + 1h, std::nullopt, 100)) {
        if (note.recipient != recipient || note.template_code != code) continue;
        found.reaches = book.reaches(reader, note).value();
        if (found.reaches.empty()) return found;
        const auto filling = book.filling(reader, note, found.reaches[0]);
        for (const auto& each : built_in_templates())
          if (each.code == code && each.language == book.first_language())
            found.words = notify::render(*kinds.find(code), *notify::check(kinds, each), filling.facts, found.reaches[0].zone).value();
      }
      return found;
    });
  }
  Opened open_by_ana() {
    Asked asked = pothole();
    asked.reporter = {.first_name = "Ana", .last_name = "R.", .email = "ana@example.org", .phone = "+15550100"};
    return opened(asked);
  }
};
ON_EACH_DATABASE(TheBook);

TEST_P(TheBook, KnowsWhoAskedAndGivesThemTheKeyToTheirRequest) {
  const Opened pot = open_by_ana();
  const Told receipt = told("reporter:" + std::to_string(pot.id), "receipt");
  ASSERT_THAT(receipt.reaches, SizeIs(2));
  EXPECT_EQ(receipt.reaches[0].address, "ana@example.org");
  EXPECT_EQ(receipt.reaches[1].channel, notify::ChannelKind::sms);
  EXPECT_TRUE(receipt.reaches[0].service_mail);
  EXPECT_THAT(receipt.words.text, AllOf(HasSubstr("Dear Ana R.,"), HasSubstr("https://311.town.example/requests/" + pot.number +
                                                                             "?token=" + cases->receipt_key(pot.id))));
}

TEST_P(TheBook, SaysHowItEndedAndWhy) {
  const Opened pot = open_by_ana();
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) {
    return cases->close_case(tx, pot.number, {.closing = {{}, "cannot_act", "The path is the railway's."}, .who_can = "Harbor Railway"},
                             diaz);
  }));
  const Told outcome = told("reporter:" + std::to_string(pot.id), "outcome");
  EXPECT_THAT(outcome.words.text,
              AllOf(HasSubstr("The path is the railway's."), HasSubstr("Harbor Railway"), HasSubstr("You can tell us so once, by ")));
  EXPECT_THAT(outcome.words.subject, HasSubstr("has ended: Could not act"));
}

TEST_P(TheBook, LeadsFromASurveyToItsQuestions) {
  const Opened pot = open_by_ana();
  const std::string who = "reporter:" + std::to_string(pot.id);
  ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    return notify::put(tx, {"survey:1", "case:" + std::to_string(pot.id), who, "survey", "{}", time.now()}, time.now());
  }));
  EXPECT_THAT(told(who, "survey").words.text,
              HasSubstr("https://311.town.example/requests/" + pot.number + "/feedback?token=" + cases->receipt_key(pot.id)));
}

TEST_P(TheBook, TellsFollowersTheWordsAndNotTheKey) {
  const Opened pot = open_by_ana();
  const auto following = store().run<Following>([&](store::Tx& tx) { return cases->follow_case(tx, pot.number, "eva@example.org", "en"); });
  ASSERT_TRUE(following);
  ASSERT_TRUE(store().run<Case>(
      [&](store::Tx& tx) { return cases->message_customer(tx, pot.number, {"We put a cone beside it.", "INVESTIGATING"}, diaz); }));
  const std::string who = "follower:" + std::to_string(following->follower);
  const Told status = told(who, "status");
  ASSERT_THAT(status.reaches, SizeIs(1));
  EXPECT_FALSE(status.reaches[0].service_mail);
  EXPECT_THAT(status.words.text, AllOf(HasSubstr("We put a cone beside it."), HasSubstr("Hello,"), HasSubstr("/requests/" + pot.number),
                                       Not(HasSubstr("token="))));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->unfollow_case(tx, pot.number, *following); }));
  EXPECT_THAT(told(who, "status").reaches, IsEmpty()) << "who goes is told nothing any more";
}

}  // namespace
}  // namespace portico::cases
