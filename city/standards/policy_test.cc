// The pack's standards.toml: who reviews promises, and how often they are confirmed.
#include "city/standards/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "city/standards/policy_reading.h"
#include "city/standards/record.h"
#include "city/standards/standards.h"
#include "platform/store/testing.h"

namespace portico::standards {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view two_offices = R"([[reviewer]]
code = "technology"
name = { en = "Department of Technology", es = "Departamento de Tecnología" }
target = "10d"
calendar = "office"

[[reviewer]]
code = "operations"
name = { en = "Office of Operations" }
target = "240H"

[confirmation]
every_months = 6

[contest]
within_days = 21
)";

class StandardsFile : public testing::Test {
 protected:
  StandardsFile() { directory_.city.languages = {"en", "es"}; }
  Policy read(std::string_view text) {
    std::ofstream(folder_.path() / "standards.toml") << text;
    return read_policy(folder_.path(), directory_, {"crews", "office"}, faults_);
  }
  std::vector<std::string> faults(std::string_view text) {
    read(text);
    std::vector<std::string> told;
    for (const auto& fault : faults_) told.push_back(fault.field + ": " + fault.reason + " [" + fault.accepted + "]");
    return told;
  }
  static std::string office(std::string_view code, std::string_view more = "target = \"10d\"\ncalendar = \"office\"\n") {
    return "[[reviewer]]\ncode = \"" + std::string(code) + "\"\nname = { en = \"Office\" }\n" + std::string(more);
  }

  store::TemporaryFolder folder_;
  directory::Snapshot directory_;
  std::vector<Fault> faults_;
};

TEST_F(StandardsFile, NamesTheOfficesThatReviewAndTheirDeadlines) {
  const auto policy = read(two_offices);
  EXPECT_THAT(faults_, IsEmpty());
  ASSERT_EQ(policy.reviewers.size(), 2u);
  EXPECT_EQ(policy.reviewers[0].code, "operations");
  const auto* technology = policy.reviewer("technology");
  ASSERT_TRUE(technology);
  EXPECT_EQ(technology->name.at("es"), "Departamento de Tecnología");
  EXPECT_EQ(to_text(technology->deadline().target), "10d");
  EXPECT_EQ(technology->deadline().calendar, "office");
  EXPECT_EQ(policy.reviewer("mayor"), nullptr);
  EXPECT_EQ(policy.confirm_every_months, 6);
  EXPECT_EQ(policy.contest_within_days, 21);
  EXPECT_EQ(record_of(policy_of(record_of(policy))), record_of(policy));
}

TEST_F(StandardsFile, SaysHowLongWordsAreKept) {
  const auto policy = read("[[retention]]\ndays = 730\n[[retention]]\nservices = [\"POTHOLE\"]\ndays = 90\n");
  EXPECT_THAT(faults_, IsEmpty());
  EXPECT_THAT(policy.retentions, ElementsAre(Retention{{}, 730}, Retention{{"POTHOLE"}, 90}));
  EXPECT_EQ(policy_of(record_of(policy)).retentions, policy.retentions);
  EXPECT_THAT(faults("[[retention]]\ndays = 0\n[[retention]]\ndays = 5\n"),
              ElementsAre("standards.toml:2: 0 is no number of days [1 to 36500]",
                          "standards.toml:3: there are two rules for all other services [one rule a service]"));
}

TEST_F(StandardsFile, KeepsWordsByOneRuleAService) {
  EXPECT_THAT(faults("[[retention]]\nservices = [\"A\"]\ndays = 1\n[[retention]]\nservices = [\"B\", \"A\"]\ndays = 5\n"),
              ElementsAre("standards.toml:4: 'A' has two rules [one rule a service]"));
}

TEST_F(StandardsFile, SaysWhenCustomersAreAskedHowItWas) {
  const auto policy = read("[survey]\nasked_after_hours = 2\nreminded_after_days = 3\nopen_for_days = 10\n");
  EXPECT_THAT(faults_, IsEmpty());
  EXPECT_EQ(policy.survey, (SurveyTimes{2, 3, 10}));
  EXPECT_EQ(policy_of(record_of(policy)).survey, policy.survey);
  EXPECT_EQ(read("[survey]\nasked_after_hours = 48\n").survey, (SurveyTimes{48, 5, 30}));
  EXPECT_THAT(record_of(Policy()), Not(HasSubstr("survey"))) << "records of before stay as they are";
  EXPECT_THAT(faults("[survey]\nasked_after_hours = 0\n"), ElementsAre("standards.toml:2: 0 is no number of hours [1 to 8784]"));
  faults_.clear();
  EXPECT_THAT(faults("[survey]\nopen_for_days = 6\n"),
              ElementsAre("standards.toml:1: the reminder would come when nobody can answer any more [a longer open_for_days]"));
}

TEST_F(StandardsFile, NamesTheServicesThatAreComplaintsAndCompliments) {
  const directory::Question rights{.code = "RIGHT", .datatype = directory::Datatype::singlevaluelist, .choices = {{.key = "respect"}}};
  directory_.services = {{.code = "COMPLAIN", .questions = {rights, {.code = "WHO"}}}, {.code = "THANKS"}};
  directory_.prepare();
  const auto policy = read(
      "[[voice]]\nservice = \"THANKS\"\nkind = \"compliment\"\n"
      "[[voice]]\nservice = \"COMPLAIN\"\nkind = \"complaint\"\nright = \"RIGHT\"\n");
  EXPECT_THAT(faults_, IsEmpty());
  EXPECT_THAT(policy.voices, ElementsAre(Voice{"COMPLAIN", false, "RIGHT"}, Voice{"THANKS", true, ""}));
  EXPECT_EQ(policy_of(record_of(policy)).voices, policy.voices);
  EXPECT_EQ(policy.voice("POTHOLE"), nullptr);
  EXPECT_THAT(
      faults(
          "[[voice]]\nservice = \"BLAME\"\nkind = \"anger\"\n[[voice]]\nservice = \"COMPLAIN\"\nkind = \"complaint\"\nright = \"WHO\"\n"),
      ElementsAre(
          "standards.toml:3: there is no kind 'anger' [complaint or compliment]",
          "standards.toml:2: there is no service 'BLAME' [a code of services.toml]",
          "standards.toml:7: 'COMPLAIN' asks nothing under 'WHO' whose choices could be rights [the code of a question with choices]"));
}

TEST_F(StandardsFile, MayBeMissing) {
  const auto policy = read_policy(folder_.path() / "elsewhere", directory_, {}, faults_);
  EXPECT_THAT(faults_, IsEmpty());
  EXPECT_THAT(policy.reviewers, IsEmpty());
  EXPECT_EQ(policy.confirm_every_months, 12);
  EXPECT_EQ(policy.contest_within_days, 14);
}

TEST_F(StandardsFile, KnowsThatOneOfficeAloneIsNoReview) {
  EXPECT_THAT(faults(office("technology")),
              ElementsAre("standards.toml:1: one office alone reviews no promise [two [[reviewer]] or more, or none]"));
}

TEST_F(StandardsFile, TakesEachOfficeOnce) {
  EXPECT_THAT(faults(office("technology") + office("technology")),
              ElementsAre("standards.toml:7: the office 'technology' is there twice [each office once]"));
}

TEST_F(StandardsFile, IsReadStrictlyWithEveryFaultAtOnce) {
  EXPECT_THAT(
      faults("[[reviewer]]\ncode = \"tech nology\"\nname = { es = \"Tecnología\", fr = \" \" }\ntarget = \"10 days\"\n" +
             office("operations", "target = \"10d\"\ncalendar = \"offices\"\n") + office("law", "target = \"10d\"\n") +
             office("mayor", "target = \"0d\"\ncalendar = \"office\"\n") + office("audit", "target = \"48H\"\ncalendar = \"office\"\n") +
             "[confirmation]\nevery_months = 0\n[contest]\nwithin_days = 0\n[confirmations]\n"),
      ElementsAre(
          "standards.toml:3: 'fr' is no language of the city [en, es]",
          "standards.toml:3: the office's name in 'fr' is empty [name = { en = \"…\" }]",
          "standards.toml:3: the office has no name in 'en', the city's own language [name = { en = \"…\" }]",
          "standards.toml:4: '10 days' is no target [90m or 4h of open time, 2d for open days, 48H for elapsed hours; at most ten years]",
          "standards.toml:2: 'tech nology' is no code [1 to 60 of A-Z a-z 0-9 _ . -]",
          "standards.toml:9: there is no calendar 'offices' [perhaps 'office']",
          "standards.toml:10: the office's target has no calendar [calendar = \"…\", or elapsed hours such as 240H]",
          "standards.toml:17: nobody can review anything in no time [10d, 80h or 240H]",
          "standards.toml:23: elapsed hours are counted without a calendar [no calendar, or open days such as 10d]",
          "standards.toml:25: 0 is no number of months [1 to 120]", "standards.toml:27: 0 is no number of days [1 to 366]",
          "standards.toml:28: \"confirmations\" is not known here. [perhaps \"confirmation\"]"));
}

TEST_F(StandardsFile, SaysWhoIsToldWhenAPromiseRunsOut) {
  const auto policy = read(
      "[[escalation]]\nat = 100\nto = \"manager\"\nurgent = true\n[[escalation]]\nat = 80\nto = \"dispatcher\"\n"
      "[quiet]\ncalendar = \"office\"\n");
  EXPECT_THAT(faults_, IsEmpty());
  EXPECT_THAT(policy.escalations.steps, ElementsAre(Escalation{80, "dispatcher", false}, Escalation{100, "manager", true}));
  EXPECT_EQ(policy.escalations.quiet, "office");
  EXPECT_EQ(policy_of(record_of(policy)).escalations, policy.escalations);
}

TEST_F(StandardsFile, RefusesAnEscalationThatNobodyCouldHear) {
  EXPECT_THAT(
      faults("[[escalation]]\nat = 0\nto = \"crew\"\n[[escalation]]\nat = 80\nto = \"the boss\"\n[[escalation]]\nat = 80\n"
             "[[escalation]]\nat = 50\nto = \"crew\"\n[[escalation]]\nat = 50\nto = \"crew\"\n[quiet]\ncalendar = \"offise\"\n"),
      ElementsAre("standards.toml:2: 0 is no share of a target [per cent, 1 to 1000]",
                  "standards.toml:6: 'the boss' is no role [1 to 60 of A-Z a-z 0-9 _ . -, such as dispatcher]",
                  testing::HasSubstr("standards.toml:7"), "standards.toml:12: 'crew' is told at 50 % twice [each role once at a share]",
                  "standards.toml:16: there is no calendar 'offise' [perhaps 'office']"));
}

TEST(Confirmation, IsDueOnTheSameDayAYearLaterOrAtTheMonthsEnd) {
  const auto on = [](int year, unsigned month, unsigned day) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
  };
  EXPECT_EQ(confirm_by({}, on(2026, 11, 22)), on(2027, 11, 22));
  EXPECT_EQ(confirm_by({}, on(2028, 2, 29)), on(2029, 2, 28));
  EXPECT_EQ(confirm_by({{}, 3}, on(2026, 11, 30)), on(2027, 2, 28));
  EXPECT_EQ(confirm_by({{}, 1}, on(2026, 12, 31)), on(2027, 1, 31));
}

}  // namespace
}  // namespace portico::standards
