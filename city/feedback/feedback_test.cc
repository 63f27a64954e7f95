// Who is asked after an outcome, what they answer, and what is told of it: on both databases.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "city/cases/testing.h"
#include "city/feedback/ask.h"
#include "city/feedback/events.h"
#include "city/feedback/figures.h"
#include "city/feedback/migrations.h"
#include "city/feedback/routes.h"
#include "city/feedback/survey.h"
#include "city/feedback/tables.h"
#include "city/feedback/voices.h"
#include "platform/http/testing_table.h"
#include "platform/notify/outbox.h"

namespace portico::feedback {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Answers, AreCheckedByTheirFields) {
  const auto good = check_answers("in_part", "4", "  It is better.  ");
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, (Answers{Solved::in_part, 4, "It is better."}));
  const auto bad = check_answers("perhaps", "6", std::string(2'001, 'x'));
  ASSERT_FALSE(bad);
  ASSERT_EQ(bad.error().faults.size(), 3u);
  EXPECT_EQ(bad.error().faults[0].field, "solved");
  EXPECT_EQ(bad.error().faults[1].field, "satisfied");
  EXPECT_EQ(bad.error().faults[2].field, "words");
  EXPECT_FALSE(check_answers("yes", "", ""));
  EXPECT_TRUE(check_answers("no", "1", ""));
}

TEST(Shares, AreNotToldOfAFew) {
  EXPECT_EQ(share(3, 9), -1);
  EXPECT_EQ(share(0, 0), -1);
  EXPECT_EQ(share(10, 10), 100);
  EXPECT_EQ(share(2, 30), 6);
}

TEST(Events, StandAsTheyWereReleased) {
  std::ifstream file(PORTICO_ROOT "/city/feedback/events/SurveyAnswered.json");
  std::ostringstream text;
  text << file.rdbuf();
  const SurveyAnswered event{3,
                             4711,
                             "DOT",
                             "POTHOLE",
                             "yes",
                             4,
                             parse_instant("2026-03-02T09:00:00Z", "t").value(),
                             parse_instant("2026-03-04T10:00:00Z", "t").value()};
  SurveyAnswered told = event;
  std::swap(told.service, told.agency);
  EXPECT_EQ(to_json(told), trim(text.str()));
}

class Feedback : public cases::TownStory {
 protected:
  Feedback() : TownStory(migrations()) {}

  cases::Opened asked_by(std::string email) {
    auto asked = pothole();
    asked.reporter.email = std::move(email);
    return opened(asked);
  }
  // The subscriber hears what has happened.
  void heard(bool anew = false) {
    SilentLog log;
    ledger::Ledger book(store(), {.folder = settings().folder}, time, chance, log);
    book.subscribe(ask_subscriber(directory, standards, *cases));
    book.subscribe(voices_subscriber(directory, standards, *cases));
    book.start();
    book.seal_now();
    if (anew)
      for (const auto* name : {"feedback.ask", "feedback.voices"}) book.replay(name);
    book.catch_up();
    book.stop();
  }
  std::vector<std::string> notes(std::string_view kind) {
    std::vector<std::string> keys;
    read([&](store::Reader& reader) {
      for (const auto& note : notify::waiting(reader, Instant::max(), {}, 1'000))
        if (note.template_code == kind) keys.push_back(note.key);
      return 0;
    });
    return keys;
  }
  Outcome<Survey> answered(const std::string& number, Solved solved, int satisfied, std::string words = {}) {
    return store().run<Survey>([&](store::Tx& tx) -> Outcome<Survey> {
      return answer_survey(tx, cases->find(tx, number).value(), {solved, satisfied, std::move(words)}, standards.now()->policy.survey,
                           time.now());
    });
  }
  // The pack says something else of what customers are asked, and of which services are complaints.
  template <class Change>
  void with_policy(const Change& change) {
    change(std::const_pointer_cast<standards::Snapshot>(standards.now())->policy);
  }
  void say(const std::string& service, std::vector<cases::Answer> answers) {
    auto asked = pothole();
    asked.service = service;
    asked.answers = std::move(answers);
    opened(asked);
  }
  Figures told() {
    const auto today = cases::city_day(*directory.now(), time.now());
    return read([&](store::Reader& reader) { return figures(reader, today - std::chrono::days(60), today); });
  }
};
ON_EACH_DATABASE(Feedback);

TEST_P(Feedback, AsksADayAfterTheOutcomeAndRemindsOnce) {
  const auto hole = asked_by("ana@example.org"), silent = opened(pothole());
  ASSERT_TRUE(try_update(hole.number, "FIXED", "We filled it."));
  ASSERT_TRUE(try_update(silent.number, "FIXED", "We filled it."));
  heard();
  const Instant closed = found(hole.number)->closing->at;
  EXPECT_THAT(notes("survey"), ElementsAre(survey_key(hole.id, closed))) << "nobody can be asked who left no address";
  EXPECT_THAT(notes("reminder"), ElementsAre(reminder_key(hole.id, closed)));
  read([&](store::Reader& reader) {
    EXPECT_THAT(notify::waiting(reader, closed + 24h - 1ms, {}, 100),
                testing::Each(testing::Field(&notify::Note::template_code, testing::Ne("survey"))));
    return 0;
  });
  heard(true);
  EXPECT_EQ(notes("survey").size(), 1u) << "once, also when the ledger is read again";
  EXPECT_EQ(told().all, (Counts{.closed = 2, .asked = 1}));
}

TEST_P(Feedback, IsAnsweredOnceAndCountsWhereItEnded) {
  const auto hole = asked_by("ana@example.org");
  EXPECT_FALSE(answered(hole.number, Solved::yes, 5)) << "it has not ended";
  ASSERT_TRUE(try_update(hole.number, "FIXED", "We filled it."));
  heard();
  const auto kept = answered(hole.number, Solved::no, 2, "It is still there.");
  ASSERT_TRUE(kept);
  EXPECT_THAT(notes("reminder"), IsEmpty()) << "nobody is reminded of what they have done";
  EXPECT_FALSE(answered(hole.number, Solved::yes, 5)) << "once";
  heard();
  const Figures figures = told();
  EXPECT_EQ(figures.all, (Counts{.closed = 1, .asked = 1, .answered = 1, .unsolved = 1}));
  ASSERT_EQ(figures.services.size(), 1u);
  EXPECT_EQ(figures.services[0].code, "POTHOLE");
  EXPECT_EQ(figures.agencies[0].counts, figures.all);
  heard(true);
  EXPECT_EQ(told().all, figures.all) << "made again from the ledger";
}

TEST_P(Feedback, TakesAnAnswerForThirtyDays) {
  const auto hole = opened(pothole()), late = opened(pothole());
  ASSERT_TRUE(try_update(hole.number, "FIXED", "We filled it."));
  ASSERT_TRUE(try_update(late.number, "FIXED", "We filled it."));
  later(30 * 24h);
  EXPECT_TRUE(answered(hole.number, Solved::yes, 5)) << "who was not asked may answer too, by the receipt";
  later(1ms);
  const auto refused = answered(late.number, Solved::yes, 5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Refused::conflict);
}

TEST_P(Feedback, AsksWhenThePackSays) {
  with_policy([](standards::Policy& policy) { policy.survey = {2, 3, 10}; });
  const auto hole = asked_by("ana@example.org");
  ASSERT_TRUE(try_update(hole.number, "FIXED", "We filled it."));
  heard();
  std::map<std::string, Instant> due;
  read([&](store::Reader& reader) {
    for (const auto& note : notify::waiting(reader, Instant::max(), {}, 100)) due[note.template_code] = note.not_before;
    return 0;
  });
  const Instant closed = found(hole.number)->closing->at;
  EXPECT_EQ(due.at("survey"), closed + 2h);
  EXPECT_EQ(due.at("reminder"), closed + 2h + std::chrono::days(3));
  later(std::chrono::days(10) + 1ms);
  const auto refused = answered(hole.number, Solved::yes, 5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().faults.at(0).accepted, "an answer within 10 days of the end");
}

TEST_P(Feedback, CountsComplaintsAndComplimentsByTheRightTheyName) {
  with_policy([](standards::Policy& policy) { policy.voices = {{"GRAFFITI", false, "HOWMANY"}, {"POTHOLE", true, ""}}; });
  say("GRAFFITI", {{"HOWMANY", {"one"}}});
  say("GRAFFITI", {{"HOWMANY", {"one"}}});
  say("POTHOLE", {});
  heard();
  const auto voices = told().voices;
  const auto count = [](const std::vector<VoiceLine>& lines, const std::string& right) {
    std::pair<std::int64_t, std::int64_t> sum;
    for (const auto& line : lines)
      if (line.right == right) sum.first += line.complaints, sum.second += line.compliments;
    return sum;
  };
  EXPECT_EQ(count(voices, "one"), std::pair(std::int64_t{2}, std::int64_t{0}));
  EXPECT_EQ(count(voices, ""), std::pair(std::int64_t{0}, std::int64_t{1})) << "a compliment that names no right";
  heard(true);
  EXPECT_EQ(told().voices, voices) << "made again from the ledger";
  http::testing::Table table(routes(store(), *cases, directory, standards, time));
  const auto page = [&](const std::string& path) { return table.answer(http::Method::get, path, {}); };
  EXPECT_THAT(page("/feedback.json").body, AllOf(HasSubstr("\"rights\":{"), HasSubstr("\"one\":{\"complaints\":2,\"compliments\":0}")));
  EXPECT_THAT(page("/feedback").body, AllOf(HasSubstr("By right"), HasSubstr("One"), HasSubstr("No right named")));
}

TEST_P(Feedback, TakesTheQuestionsBackWhenTheRequestIsOpenAgain) {
  const auto hole = asked_by("ana@example.org");
  ASSERT_TRUE(try_update(hole.number, "FIXED", "We filled it."));
  heard();
  ASSERT_TRUE(store().run<cases::Case>(
      [&](store::Tx& tx) { return cases->contest_case(tx, hole.number, "It is still there.", cases::Acting{"customer"}); }));
  heard();
  EXPECT_THAT(notes("survey"), IsEmpty());
  EXPECT_THAT(notes("reminder"), IsEmpty());
  EXPECT_EQ(told().all, (Counts{.closed = 1, .contested = 1, .reopened = 1, .asked = 1}));
  later(2h);
  ASSERT_TRUE(try_update(hole.number, "FIXED", "Now it is."));
  heard();
  EXPECT_EQ(notes("survey").size(), 1u) << "the new outcome has a survey of its own";
}

TEST_P(Feedback, ForgetsTheWordsOfACaseThatIsRedacted) {
  const auto hole = asked_by("ana@example.org");
  ASSERT_TRUE(try_update(hole.number, "FIXED", "We filled it."));
  ASSERT_TRUE(answered(hole.number, Solved::yes, 5, "My name is Ana and I live next door."));
  const auto said = [&] {
    return read([&](store::Reader& reader) { return tables::answered_of(reader, hole.id).at(0).answers.value().words; });
  };
  EXPECT_EQ(said(), "My name is Ana and I live next door.");
  const auto city = directory.now();
  const cases::Case subject = found(hole.number).value();
  EXPECT_THAT(answered_on(store(), subject, "en", *city),
              AllOf(HasSubstr("Very satisfied"), HasSubstr("<bdi>My name is Ana and I live next door.</bdi>")));
  EXPECT_EQ(answered_on(store(), found(asked_by("bo@example.org").number).value(), "en", *city), "");
  ASSERT_TRUE(store().run<cases::Case>([&](store::Tx& tx) { return cases->redact_case(tx, hole.number, {"wish", false}, {"person:1"}); }));
  heard();
  EXPECT_EQ(said(), "");
  EXPECT_THAT(answered_on(store(), subject, "en", *city), Not(HasSubstr("Ana")));
}

}  // namespace
}  // namespace portico::feedback
