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

TEST_P(TheBook, SaysThatItIsOpenAgainAndWhy) {
  const Opened pot = open_by_ana();
  ASSERT_TRUE(store().run<Case>(
      [&](store::Tx& tx) { return cases->close_case(tx, pot.number, {.closing = {{}, "no_action", "There was no hole."}}, diaz); }));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->reopen_case(tx, pot.number, "We looked in the wrong street.", diaz); }));
  const Told again = told("reporter:" + std::to_string(pot.id), "reopened");
  EXPECT_THAT(again.words.subject, HasSubstr("is open again"));
  EXPECT_THAT(again.words.text, HasSubstr("The reason: We looked in the wrong street."));
}

TEST_P(TheBook, KnowsWhatStaffIsToldAndNotWhoTheyAre) {
  const Opened pot = open_by_ana();
  const notify::Note note{.key = "escalation:1",
                          .about = "case:" + std::to_string(pot.id),
                          .recipient = "role:dispatcher@DSW",
                          .template_code = "escalation",
                          .data = R"({"agency":"DSW","clock":"outcome","share":80,"due":1})",
                          .not_before = time.now()};
  const CaseBook book(*cases, directory, standards, "https://311.town.example");
  notify::Kinds kinds;
  for (auto& kind : template_kinds()) kinds.add(std::move(kind));
  const auto words_for = [&](const std::string& data) {
    notify::Note with = note;
    with.data = data;
    return read([&](store::Reader& reader) {
      auto facts = notify::read_data(with.data).value();
      for (auto& [name, fact] : book.filling(reader, with, {}).facts) facts[name] = fact;
      for (const auto& each : built_in_templates())
        if (each.code == "escalation" && each.language == "en")
          return notify::render(*kinds.find("escalation"), *notify::check(kinds, each), facts, "UTC").value();
      return notify::Rendered();
    });
  };
  EXPECT_FALSE(read([&](store::Reader& reader) { return book.reaches(reader, note); }));
  EXPECT_THAT(words_for(note.data).text, AllOf(HasSubstr("80 % of it is used"), HasSubstr("Street Works"),
                                               HasSubstr("https://311.town.example/desk/requests/" + pot.number)));
  EXPECT_THAT(words_for(R"({"agency":"DSW","clock":"first_status","share":100,"due":1})").subject, HasSubstr("Time has run out"));
  ASSERT_TRUE(store().run<Case>(
      [&](store::Tx& tx) { return cases->close_case(tx, pot.number, {.closing = {{}, "no_action", "There was no hole."}}, diaz); }));
  const auto nobody = read([&](store::Reader& reader) { return book.reaches(reader, note); });
  ASSERT_TRUE(nobody);
  EXPECT_THAT(*nobody, IsEmpty()) << "it has ended meanwhile";
}

TEST_P(TheBook, TellsFollowersTheWordsAndNotTheKey) {
  const Opened pot = open_by_ana();
  const auto following = store().run<Following>([&](store::Tx& tx) { return cases->follow_case(tx, pot.number, "eva@example.org", "en"); });
  ASSERT_TRUE(following);
  const std::string who = "follower:" + std::to_string(following->follower);
  EXPECT_THAT(told(who, "status").reaches, IsEmpty()) << "nobody has said yet that the address is theirs";
  const Told asked = told(who, "confirm_contact");
  ASSERT_THAT(asked.reaches, SizeIs(1));
  EXPECT_TRUE(asked.reaches[0].service_mail);
  EXPECT_THAT(asked.words.text, AllOf(HasSubstr("eva@example.org"), HasSubstr("72 hours"), HasSubstr("&key=" + following->key)));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->confirm_following(tx, pot.number, *following); }));
  EXPECT_THAT(told(who, "confirm_contact").reaches, IsEmpty()) << "asked once";
  ASSERT_TRUE(store().run<Case>(
      [&](store::Tx& tx) { return cases->message_customer(tx, pot.number, {"We put a cone beside it.", "INVESTIGATING"}, diaz); }));
  const Told status = told(who, "status");
  ASSERT_THAT(status.reaches, SizeIs(1));
  EXPECT_FALSE(status.reaches[0].service_mail);
  EXPECT_THAT(status.words.text, AllOf(HasSubstr("We put a cone beside it."), HasSubstr("Hello,"), HasSubstr("/requests/" + pot.number),
                                       HasSubstr("&key=" + following->key), Not(HasSubstr("token="))));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->unfollow_case(tx, pot.number, *following); }));
  EXPECT_THAT(told(who, "status").reaches, IsEmpty()) << "who goes is told nothing any more";
}

}  // namespace
}  // namespace portico::cases
