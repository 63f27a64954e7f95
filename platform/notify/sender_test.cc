#include "platform/notify/sender.h"

#include <gmock/gmock.h>

#include <set>

#include "platform/notify/tables_tellings.h"
#include "platform/notify/testing_town.h"

namespace portico::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using State = Telling::State;

class ASender : public Town {};
ON_EACH_DATABASE(ASender);

TEST_P(ASender, TellsEachPersonOnceInTheirLanguage) {
  book.people["reporter:1"] = {by_mail("reporter:1", "ana@town.example")};
  book.people["role:crew"] = {by_mail("person:1", "ben@town.example"), by_mail("person:2", "eva@town.example")};
  book.people["role:crew"][1].language = "es";
  note("a", "reporter:1");
  note("b", "role:crew");
  rounds();
  EXPECT_THAT(mail.to(), UnorderedElementsAre("ana@town.example", "ben@town.example", "eva@town.example"));
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(3));
  const Message& first = mail.messages.front();
  EXPECT_EQ(first.subject, "News of 7");
  EXPECT_EQ(first.text, "Dear Ana, it goes on. https://311.town.example/r/reporter:1");
  EXPECT_EQ(first.id, sender->marks().message_id("a", "reporter:1", "311.town.example"));
  EXPECT_EQ(first.unsubscribe_url, "") << "news of one's own request";
  const Telling kept = of("a");
  EXPECT_EQ(kept.state, State::sent);
  EXPECT_EQ(kept.tries, 1);
  EXPECT_EQ(kept.message_id, first.id);
  EXPECT_EQ(kept.language, "en");
  EXPECT_EQ(kept.address, sender->marks().address(ChannelKind::mail, "ana@town.example"));
  EXPECT_THAT(read([](store::Reader& reader) { return waiting(reader, Instant::max(), std::nullopt, 10); }), IsEmpty());
}

TEST_P(ASender, FallsBackToTheFirstLanguageAndSaysSo) {
  book.people["reporter:1"] = {by_mail("reporter:1", "ana@town.example")};
  book.people["reporter:1"][0].language = "ko";
  note("a", "reporter:1");
  rounds();
  EXPECT_EQ(mail.messages.at(0).language, "en");
  EXPECT_EQ(of("a").language, "en");
}

TEST_P(ASender, KeepsWhatNobodyKnowsHowToTellAndEndsWhatIsForNobody) {
  book.people["reporter:2"] = {};
  note("strange", "somebody:1");
  note("words", "reporter:2", "no_such_kind");
  note("nobody", "reporter:2");
  rounds();
  EXPECT_EQ(read([](store::Reader& reader) { return standing(reader); }).notes_unknown, 2);
  EXPECT_THAT(mail.messages, IsEmpty());
  book.people["somebody:1"] = {by_mail("somebody:1", "sam@town.example")};
  rounds();
  EXPECT_THAT(mail.messages, IsEmpty()) << "it is looked at again by the next program";
  make_sender();
  sender->start();
  sender->stop();
  rounds();
  EXPECT_THAT(mail.to(), ElementsAre("sam@town.example"));
}

TEST_P(ASender, TriesAgainAndGivesUpInTheEnd) {
  book.people["reporter:1"] = {by_mail("reporter:1", "ana@town.example")};
  mail.answer = [](const Message&) { return Delivery{Delivery::Kind::later, "451 4.7.1 <ana@town.example> greylisted", ""}; };
  note("a", "reporter:1");
  rounds();
  EXPECT_EQ(of("a").state, State::due);
  EXPECT_EQ(of("a").reason, "451 4.7.1 <…> greylisted") << "without the address";
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(1)) << "not before its time";
  for (int tried = 1; tried < settings_.back_off.tries; ++tried) {
    later(hours(5));
    rounds();
  }
  EXPECT_THAT(mail.messages, SizeIs(static_cast<std::size_t>(settings_.back_off.tries)));
  EXPECT_EQ(of("a").state, State::failed);
  const auto listed = read([](store::Reader& reader) { return failed(reader, 0, 10); });
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed[0].note_key, "a");
  EXPECT_THAT(listed[0].reason, HasSubstr("451"));
  std::set<std::string> ids;
  for (const auto& message : mail.messages) ids.insert(message.id);
  EXPECT_THAT(ids, SizeIs(1)) << "one message, however often";
  mail.answer = [](const Message&) { return Delivery{}; };
  EXPECT_TRUE(store().run<void>([&](store::Tx& tx) { return try_again(tx, listed[0].id, time.now()); }));
  rounds();
  EXPECT_EQ(of("a").state, State::sent);
  EXPECT_FALSE(store().run<void>([&](store::Tx& tx) { return try_again(tx, listed[0].id, time.now()); }));
}

TEST_P(ASender, GoesAnotherWayWhereOneIsClosed) {
  book.people["reporter:1"] = {by_mail("reporter:1", "old@town.example"), by_sms("reporter:1", "+15550100")};
  mail.answer = [](const Message&) { return Delivery{Delivery::Kind::no_such_address, "550 5.1.1", ""}; };
  note("a", "reporter:1");
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(1));
  EXPECT_THAT(sms.to(), ElementsAre("+15550100"));
  EXPECT_EQ(sms.messages[0].sms, "News of 7 https://311.town.example/r/reporter:1");
  EXPECT_EQ(of("a").state, State::sent);
  EXPECT_EQ(of("a").channel, ChannelKind::sms);
  note("b", "reporter:1");
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(1)) << "the address is not used again";
  EXPECT_THAT(sms.messages, SizeIs(2));
  book.people["reporter:1"].pop_back();
  note("c", "reporter:1");
  rounds();
  EXPECT_EQ(of("c").state, State::failed) << "nobody was told of their own request: somebody should look";
  EXPECT_EQ(of("c").reason, "suppressed: bounced");
}

TEST_P(ASender, TakesNoTryFromMessagesWhileAChannelIsDown) {
  for (int each = 0; each < 10; ++each) {
    const std::string who = "reporter:" + std::to_string(each);
    book.people[who] = {by_mail(who, who + "@town.example")};
    note(who, who);
  }
  book.people["reporter:texts"] = {by_sms("reporter:texts", "+15550100")};
  note("texts", "reporter:texts");
  mail.answer = [](const Message&) { return Delivery{Delivery::Kind::down, "no connection", ""}; };
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(3)) << "then it rests";
  EXPECT_THAT(sms.messages, SizeIs(1)) << "and the others go on";
  const auto states = sender->channels();
  EXPECT_EQ(states[0].rests_until, time.now() + std::chrono::seconds(5));
  EXPECT_EQ(states[0].why, "no connection");
  for (int each = 0; each < 50; ++each) {
    later(minutes(5));
    rounds();
  }
  EXPECT_LT(mail.messages.size(), 60U);
  for (int each = 0; each < 10; ++each) EXPECT_EQ(of("reporter:" + std::to_string(each)).tries, 0);
  mail.answer = [](const Message&) { return Delivery{}; };
  later(minutes(5));
  rounds();
  for (int each = 0; each < 10; ++each) EXPECT_EQ(of("reporter:" + std::to_string(each)).state, State::sent);
  EXPECT_EQ(sender->channels()[0].rests_until, std::nullopt);
}

TEST_P(ASender, CountsTheTriesOfAMessageThatBreaksTheConversationWhileOthersGo) {
  for (const char* who : {"reporter:1", "reporter:2"}) book.people[who] = {by_mail(who, std::string(who) + "@town.example")};
  mail.answer = [](const Message& message) {
    return message.address.starts_with("reporter:1") ? Delivery{Delivery::Kind::down, "cut off", ""} : Delivery{};
  };
  note("a", "reporter:1");
  note("b", "reporter:2");
  rounds();
  EXPECT_EQ(of("b").state, State::sent);
  EXPECT_EQ(of("a").tries, 1);
}

TEST_P(ASender, LeavesPeopleInPeaceAtNightUnlessItIsUrgent) {
  book.people["reporter:1"] = {by_sms("reporter:1", "+15550100")};
  time.set(parse_instant("2026-03-02T23:00:00Z", "").value());
  note("a", "reporter:1");
  rounds();
  EXPECT_THAT(sms.messages, IsEmpty());
  EXPECT_EQ(of("a").next_at, parse_instant("2026-03-03T08:00:00Z", "").value());
  note("b", "reporter:1", "alarm");
  rounds();
  EXPECT_THAT(sms.messages, SizeIs(1));
  later(hours(9));
  rounds();
  EXPECT_THAT(sms.messages, SizeIs(2));
  EXPECT_EQ(of("a").tries, 1);
}

TEST_P(ASender, GathersADaysNewsForWhoeverWantsThemSo) {
  Reach reach = by_mail("follower:1", "ana@town.example");
  reach.digest = Digest::daily;
  reach.service_mail = false;
  book.people["follower:1"] = {reach};
  for (int each = 1; each <= 3; ++each) note("n" + std::to_string(each), "follower:1", "status", each);
  rounds();
  EXPECT_THAT(mail.messages, IsEmpty());
  EXPECT_EQ(read([](store::Reader& reader) { return standing(reader); }).gathering, 3);
  time.set(parse_instant("2026-03-03T08:00:00Z", "").value());
  rounds();
  ASSERT_THAT(mail.messages, SizeIs(1));
  const Message& digest = mail.messages[0];
  EXPECT_EQ(digest.subject, "3 messages from your city");
  for (const char* subject : {"News of 1", "News of 2", "News of 3"}) EXPECT_THAT(digest.text, HasSubstr(subject));
  EXPECT_THAT(digest.html, HasSubstr("<a href=\"https://311.town.example/r/follower:1\">"));
  EXPECT_THAT(digest.unsubscribe_url, HasSubstr("https://311.town.example/unsubscribe/"));
  for (const char* key : {"n1", "n2", "n3"}) {
    EXPECT_EQ(of(key).state, State::sent);
    EXPECT_EQ(of(key).message_id, digest.id);
  }
  note("n4", "follower:1", "status", 4);
  rounds();
  time.set(parse_instant("2026-03-04T08:00:00Z", "").value());
  rounds();
  ASSERT_THAT(mail.messages, SizeIs(2));
  EXPECT_EQ(mail.messages[1].subject, "News of 4") << "one alone is itself";
}

TEST_P(ASender, MakesADigestOfAFlood) {
  book.people["reporter:1"] = {by_mail("reporter:1", "ana@town.example")};
  for (int each = 0; each < 100; ++each) note("n" + std::to_string(each), "reporter:1", "status", each);
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(20));
  note("now", "reporter:1", "alarm");
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(21)) << "what is urgent is not held";
  later(hours(1));
  rounds();
  ASSERT_THAT(mail.messages, SizeIs(22));
  EXPECT_EQ(mail.messages.back().subject, "80 messages from your city");
  EXPECT_THAT(mail.messages.back().text, HasSubstr("There are 30 further messages"));
  for (int each = 0; each < 100; ++each) EXPECT_EQ(of("n" + std::to_string(each)).state, State::sent);
}

TEST_P(ASender, EndsWhatItHasNoWordsOrNobodyFor) {
  book.people["reporter:1"] = {by_mail("reporter:1", "ana@town.example")};
  ASSERT_TRUE(store().run<bool>(
      [&](store::Tx& tx) -> Outcome<bool> { return put(tx, {"empty", "case:1", "reporter:1", "status", "{}", time.now()}, time.now()); }));
  note("gone", "reporter:1");
  mail.answer = [](const Message&) { return Delivery{Delivery::Kind::later, "busy", ""}; };
  rounds();
  EXPECT_EQ(of("empty").state, State::failed);
  EXPECT_EQ(of("empty").reason, "There is no number to tell.");
  book.people["reporter:1"] = {};
  later(hours(1));
  rounds();
  EXPECT_EQ(of("gone").state, State::dropped);
}

// What a kill between sending and recording leaves: the carrier has it, the record does not.
TEST_P(ASender, SendsAgainUnderTheSameNameWhatWasNotRecorded) {
  for (int each = 0; each < 5; ++each) {
    const std::string who = "reporter:" + std::to_string(each);
    book.people[who] = {by_mail(who, who + "@town.example")};
    note(who, who);
  }
  struct Killed {};
  mail.answer = [&](const Message&) -> Delivery {
    if (mail.messages.size() == 3) throw Killed{};
    return {};
  };
  EXPECT_THROW(rounds(), Killed);
  EXPECT_EQ(of("reporter:0").state, State::due) << "nothing was recorded";
  mail.answer = [](const Message&) { return Delivery{}; };
  make_sender();
  rounds();
  std::map<std::string, std::set<std::string>> ids;
  for (const auto& message : mail.messages) ids[message.address].insert(message.id);
  EXPECT_THAT(ids, SizeIs(5)) << "each at least once";
  for (const auto& [address, names] : ids) EXPECT_THAT(names, SizeIs(1)) << "a repeat is known for one";
  EXPECT_THAT(mail.messages, SizeIs(8));
}

TEST_P(ASender, RunsByItselfAndIsWokenByWhatIsPut) {
  settings_.rest = Millis(1);
  settings_.parallel = 4;
  make_sender();
  sender->start();
  for (int each = 0; each < 200; ++each) {
    const std::string who = "reporter:" + std::to_string(each);
    book.people[who] = {by_mail(who, who + "@town.example")};
  }
  for (int each = 0; each < 200; ++each) note("n" + std::to_string(each), "reporter:" + std::to_string(each));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (of("n199").state != State::sent && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  sender->stop();
  rounds();
  EXPECT_THAT(mail.messages, SizeIs(200));
}

TEST_P(ASender, LetsOneOfSeveralNodesSend) {
  if (dialect() != store::Dialect::postgres) return;  // the embedded database has one process
  const auto turn = [&](const char* who) {
    return *store().run<bool>(
        [&](store::Tx& tx) -> Outcome<bool> { return tables::take_turn(tx, who, time.now(), time.now() + minutes(1)); });
  };
  EXPECT_TRUE(turn("one"));
  EXPECT_FALSE(turn("another"));
  EXPECT_TRUE(turn("one"));
  later(minutes(1));
  EXPECT_TRUE(turn("another"));
  EXPECT_FALSE(turn("one"));
}

}  // namespace
}  // namespace portico::notify
