// Rules of the pack: which mail becomes a case by itself.
#include "city/contacts/rule.h"

#include <gmock/gmock.h>

#include <fstream>

#include "city/contacts/testing_mail_in.h"

namespace portico::contacts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RuledMail : public MailIn {};
ON_EACH_DATABASE(RuledMail);

MailRule rule(std::string code, std::string service, std::vector<std::string> to, std::vector<std::string> subject) {
  return {std::move(code), std::move(service), std::move(to), std::move(subject)};
}

TEST(Rules, HoldByTheAddressOrTheSubjectOrBoth) {
  const std::vector<MailRule> rules{rule("both", "A", {"holes@town.example"}, {"street light"}),
                                    rule("to", "B", {"holes@town.example"}, {}), rule("subject", "C", {}, {"street light", "Bache"})};
  const auto holds = [&](const std::vector<std::string>& to, std::string_view subject) {
    const auto* found = matching(rules, to, subject);
    return found ? found->code : std::string();
  };
  EXPECT_EQ(holds({"Holes@Town.example"}, "Hello"), "to");
  EXPECT_EQ(holds({"x@town.example", "holes@town.example"}, "The LIGHT in my street"), "both");
  EXPECT_EQ(holds({}, "bache en la calle"), "subject");
  EXPECT_EQ(holds({}, "My street"), "") << "all words of one of them";
  EXPECT_EQ(holds({"311@town.example"}, ""), "");
}

TEST(Rules, OfAPackAreRefusedWithTheirLine) {
  const store::TemporaryFolder folder;
  const auto town = cases::small_town();
  const auto faults_of = [&](const std::string& toml) {
    std::ofstream(folder.path() / "mail.toml") << toml;
    std::vector<Fault> faults;
    (void)read_mail_policy(folder.path(), *town, faults);
    std::string said;
    for (const auto& fault : faults) said += fault.field + ": " + fault.reason + " (" + fault.accepted + ")\n";
    return said;
  };
  const std::string good = "[[rule]]\nname = \"holes\"\nservice = \"POTHOLE\"\nto = [\"Holes@town.example\"]\nsubject = [\"a hole\"]\n";
  EXPECT_EQ(faults_of(good), "");
  EXPECT_THAT(faults_of(good + good), HasSubstr("mail.toml:7: \"holes\" is there twice."));
  const std::string begun = "[[rule]]\nname = \"a\"\nservice = ";
  EXPECT_THAT(faults_of(begun + "\"POTHOL\"\nsubject = [\"a\"]\n"), HasSubstr("mail.toml:3: There is no service \"POTHOL\". (perhaps"));
  EXPECT_THAT(faults_of(begun + "\"HORSE\"\nsubject = [\"a\"]\n"), HasSubstr("There is no service")) << "a retired one";
  EXPECT_THAT(faults_of(begun + "\"GRAFFITI\"\nsubject = [\"a\"]\n"), HasSubstr("asks HOWMANY of everybody"));
  EXPECT_THAT(faults_of(begun + "\"POTHOLE\"\n"), HasSubstr("holds for every mail"));
  EXPECT_THAT(faults_of(begun + "\"POTHOLE\"\nto = [\"nobody\"]\n"), HasSubstr("mail.toml:4"));
  EXPECT_THAT(faults_of(begun + "\"POTHOLE\"\nsubject = [\"!\"]\n"), HasSubstr("has no word in it"));
  EXPECT_THAT(faults_of(good + "form = 1\n"), HasSubstr("\"form\" is not known here"));
}

TEST_P(RuledMail, ARuleMakesItACaseWithAReceiptOfItsOwn) {
  load({rule("holes", "POTHOLE", {"holes@town.example"}, {})});
  take(written("Holes@town.example", "By the school.", "1"));
  EXPECT_THAT(waiting(), IsEmpty());
  const auto contact = read([](store::Reader& reader) { return *tables::find(reader, 1); });
  EXPECT_EQ(contact.state, State::opened);
  EXPECT_EQ(contact.rule, "holes");
  EXPECT_FALSE(contact.acknowledged);
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0].template_code, "receipt");
  const auto number = cases->number_of(contact.case_id);
  const auto subject = read([&](store::Reader& reader) { return *cases->find_for_staff(reader, number); });
  EXPECT_EQ(subject.service, "POTHOLE");
  EXPECT_EQ(subject.channel, cases::Channel::email);
  EXPECT_THAT(subject.description, HasSubstr("By the school."));
  const auto events = events_of("contact:1");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].actor, "rule:holes");
}

TEST_P(RuledMail, WhereARulesCaseIsRefusedTheMailWaitsAndSaysWhy) {
  load({rule("none", "NOPROMISE", {"holes@town.example"}, {})});
  take(written("holes@town.example", "By the school.", "1"));
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting()[0].rule, "none");
  EXPECT_THAT(waiting()[0].why, HasSubstr("has no promise in force"));
  EXPECT_TRUE(waiting()[0].acknowledged);
  EXPECT_TRUE(store().run<std::string>([&](store::Tx& tx) { return contacts->dismiss(tx, 1, "Asked by telephone.", "person:1"); }));
  EXPECT_EQ(read([](store::Reader& reader) { return *tables::find(reader, 1); }).rule, "") << "a person decided, no rule did";
}

TEST_P(RuledMail, NoRuleIsFollowedByAnAnswerAMachineOrACrowd) {
  load({rule("every", "POTHOLE", {}, {"hole"})});
  const auto opened = pothole();
  take(written(contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id)), "Still there.", "answer"));
  take(written("311@town.example", "Away.", "machine", "Auto-Submitted: auto-replied\r\n"));
  EXPECT_EQ(of_case(opened.id).size(), 1U);
  EXPECT_EQ(read([](store::Reader& reader) { return tables::find(reader, 2)->rule; }), "");
  for (int turn = 0; turn <= crowd_of_sender; ++turn) take(written("311@town.example", "Again.", std::to_string(turn)));
  const auto all = waiting();
  EXPECT_THAT(all, Not(IsEmpty()));
  for (const auto& each : all) EXPECT_THAT(each.doubts, ElementsAre("crowd"));
}

TEST_P(RuledMail, APacksRulesStandInItsOrderAndGoWithIt) {
  const std::vector<MailRule> two{rule("b", "POTHOLE", {"a@town.example", "b@town.example"}, {}), rule("a", "TREE", {}, {"tree down"})};
  load(two);
  EXPECT_EQ(read([](store::Reader& reader) { return tables::rules(reader); }), two);
  load({});
  EXPECT_THAT(read([](store::Reader& reader) { return tables::rules(reader); }), IsEmpty());
}

}  // namespace
}  // namespace portico::contacts
