// Mail comes in: an answer lands on its case, a new one waits for a person, what a machine wrote is answered by nothing.
#include "city/contacts/contacts.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "city/contacts/events.h"
#include "city/contacts/routes.h"
#include "city/contacts/testing_mail_in.h"

namespace portico::contacts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string golden(const std::string& name) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/city/contacts/events/" + name + ".json");
  std::ostringstream text;
  text << file.rdbuf();
  return std::string(trim(text.str()));
}

TEST(Events, StandAsTheyWereReleased) {
  const ContactReceived received{12, "mail", "person", "landed", "es", 4711, 2, *parse_instant("2026-03-02T21:42:00Z", "")};
  EXPECT_EQ(to_json(received), golden("ContactReceived"));
  EXPECT_EQ(from_json<ContactReceived>(golden("ContactReceived")), received);
  const ContactDecided decided{12, "dismissed", 0, *parse_instant("2026-03-02T21:50:00Z", "")};
  EXPECT_EQ(to_json(decided), golden("ContactDecided"));
  EXPECT_EQ(from_json<ContactDecided>(golden("ContactDecided")), decided);
  const ContactRedacted redacted{12, "wish", *parse_instant("2026-03-02T21:55:00Z", "")};
  EXPECT_EQ(to_json(redacted), golden("ContactRedacted"));
  EXPECT_EQ(from_json<ContactRedacted>(golden("ContactRedacted")), redacted);
}

TEST(ReplyAddresses, AreReadInAnyCaseAndHoldForOnePersonAndOneCase) {
  const std::string number = cases::case_number(4711, "a secret of thirty-two bytes ....");
  const ReplyAddresses replies("another secret of 32 bytes .....", "Reply.town.example");
  const std::string address = replies.address(number, "reporter:4711");
  EXPECT_LE(address.find('@'), 64U) << "RFC 5321 takes no longer one";
  std::string shouted = address;
  for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto claim = replies.read(shouted);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->number, number);
  EXPECT_TRUE(replies.right(*claim, "reporter:4711"));
  EXPECT_FALSE(replies.right(*claim, "follower:4711"));
  EXPECT_FALSE(replies.read("reply+" + number + "@reply.town.example"));
  EXPECT_FALSE(replies.read(address.substr(0, address.find('@')) + "@elsewhere.example"));
  EXPECT_EQ(ReplyAddresses("another secret of 32 bytes .....", "").address(number, "reporter:4711"), "");
}

ON_EACH_DATABASE(MailIn);

TEST_P(MailIn, AnAnswerLandsOnItsCaseAndChangesNothingOfIt) {
  const auto opened = pothole();
  const auto before = read([&](store::Reader& reader) { return cases->find_for_staff(reader, opened.number)->version; });
  const std::string at = contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id));
  EXPECT_EQ(take(written(at, "It is by the school, too.", "1")).verdict, Verdict::accepted);
  EXPECT_THAT(waiting(), IsEmpty());
  const auto heard = of_case(opened.id);
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].state, State::landed);
  EXPECT_EQ(heard[0].email, "ana@example.org");
  EXPECT_THAT(heard[0].words, HasSubstr("by the school"));
  EXPECT_EQ(read([&](store::Reader& reader) { return cases->find_for_staff(reader, opened.number)->version; }), before);
  const auto subject = read([&](store::Reader& reader) { return *cases->find_for_staff(reader, opened.number); });
  EXPECT_THAT(heard_on(store(), subject, "en", *directory.now()), HasSubstr("It is by the school, too."));
}

TEST(Languages, AreTheCitysWhateverTheirRegion) {
  const std::vector<std::string> city{"en", "zh-Hant", "es"};
  EXPECT_EQ(spoken(city, "es"), "es");
  EXPECT_EQ(spoken(city, "ES-mx"), "es");
  EXPECT_EQ(spoken(city, "zh"), "zh-Hant");
  EXPECT_EQ(spoken(city, "pt"), "");
  EXPECT_EQ(spoken(city, ""), "");
}

TEST_P(MailIn, WhoeverWritesIsToldOnceADayThatItCameIn) {
  EXPECT_EQ(take(written("311@town.example", "A hole.", "1", "Content-Language: es-MX\r\n")).verdict, Verdict::accepted);
  ASSERT_EQ(told().size(), 1U);
  const auto note = told()[0];
  EXPECT_EQ(note.template_code, "contact_received");
  const auto ways = read([&](store::Reader& reader) { return book().reaches(reader, note); });
  ASSERT_TRUE(ways && ways->size() == 1);
  EXPECT_EQ(ways->front().address, "ana@example.org");
  EXPECT_EQ(ways->front().language, "") << "the town speaks English alone";
  const auto filled = read([&](store::Reader& reader) { return book().filling(reader, note, ways->front()); });
  EXPECT_EQ(filled.facts, (notify::Facts{{"city", std::string("Town")}})) << "nothing that a stranger wrote goes back";
  time.set(time.now() + std::chrono::hours(23));
  EXPECT_EQ(take(written("311@town.example", "Another.", "2")).verdict, Verdict::accepted);
  EXPECT_EQ(told().size(), 1U);
  time.set(time.now() + std::chrono::hours(2));
  EXPECT_EQ(take(written("311@town.example", "A third.", "3")).verdict, Verdict::accepted);
  EXPECT_EQ(told().size(), 2U);
}

TEST_P(MailIn, ItsWordsSayTheLanguageBeforeWhatTheMailSays) {
  directory::Directory bilingual(town_that_speaks({"en", "es"}));
  const std::string secret = "another secret of 32 bytes .....";
  contacts = std::make_unique<Contacts>(store(), bilingual, *cases, *files, notify::Marks("a third secret of 32 bytes ......"),
                                        ReplyAddresses(secret, "reply.town.example"), secret, time);
  const std::string utf8 = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n";
  take(written("311@town.example", "Hay un bache grande frente a la escuela y los niños se caen.", "1",
               utf8 + "Content-Language: en-US\r\n"));
  take(written("311@town.example", "118", "2", "Content-Language: es-MX\r\n"));
  take(written("311@town.example", "Latarnia przed naszym domem nie świeci od dwóch tygodni.", "3", utf8 + "Content-Language: pl\r\n"));
  const auto all = waiting();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].language, "es");
  EXPECT_TRUE(all[0].recognised);
  EXPECT_EQ(all[1].language, "es-MX") << "nothing is clear from a number";
  EXPECT_FALSE(all[1].recognised);
  EXPECT_EQ(all[2].language, "pl") << "the town does not speak it: as it says";
  EXPECT_FALSE(all[2].recognised);
}

TEST_P(MailIn, NobodyIsToldWhoIsAMachineOrAsksForSilenceOrHasAnswered) {
  const auto opened = pothole();
  const std::string at = contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id));
  const auto before = told().size();
  int turn = 0;
  for (const char* more :
       {"Auto-Submitted: auto-replied\r\n", "List-Id: <all.example.org>\r\n", "Precedence: bulk\r\n", "X-Auto-Response-Suppress: All\r\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n"})
    EXPECT_EQ(take(written("311@town.example", "Words.", std::to_string(++turn), more)).verdict, Verdict::accepted);
  EXPECT_EQ(take(written(at, "It is by the school.", "answer")).verdict, Verdict::accepted);
  EXPECT_EQ(contacts->take(written("311@town.example", "Words.", "null"), {.from = "", .to = {}}).verdict, Verdict::accepted);
  EXPECT_EQ(told().size(), before);
}

TEST(AnAcknowledgement, IsForAPersonWhoWaitsAndHadNoneOfLate) {
  EXPECT_TRUE(is_acknowledged(State::fresh, {.may_be_answered = true}));
  EXPECT_FALSE(is_acknowledged(State::landed, {.may_be_answered = true}));
  EXPECT_FALSE(is_acknowledged(State::fresh, {.may_be_answered = false}));
  EXPECT_FALSE(is_acknowledged(State::fresh, {.may_be_answered = true, .crowd = true}));
  EXPECT_FALSE(is_acknowledged(State::fresh, {.may_be_answered = true, .was_of_late = true}));
}

TEST_P(MailIn, AWrongSignatureMakesAnOrdinaryContact) {
  const auto opened = pothole();
  std::string at = contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id));
  char& last = at[at.find('@') - 1];
  last = last == '0' ? '1' : '0';
  EXPECT_EQ(take(written(at, "Close it.", "1")).verdict, Verdict::accepted);
  EXPECT_THAT(of_case(opened.id), IsEmpty());
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting()[0].state, State::fresh);
}

TEST_P(MailIn, TheSameMailTwiceIsOneContact) {
  for (int turn = 0; turn < 2; ++turn) EXPECT_EQ(take(written("311@town.example", "A hole.", "1")).verdict, Verdict::accepted);
  EXPECT_EQ(waiting().size(), 1U);
  EXPECT_EQ(take(written("311@town.example", "Another.", "2")).verdict, Verdict::accepted);
  EXPECT_EQ(waiting().size(), 2U);
}

TEST_P(MailIn, WhatAMachineWroteWaitsForNobodyEvenAtARightAddress) {
  const auto opened = pothole();
  const std::string at = contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id));
  EXPECT_EQ(take(written(at, "I am away.", "1", "Auto-Submitted: auto-replied\r\n")).verdict, Verdict::accepted);
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_THAT(of_case(opened.id), IsEmpty());
  const auto kept = read([](store::Reader& reader) { return *tables::find(reader, 1); });
  EXPECT_EQ(kept.state, State::ignored);
  EXPECT_EQ(kept.why, "auto_reply");
}

TEST_P(MailIn, ManyFromOneAddressWithinAnHourAreKeptAndMarked) {
  for (int turn = 0; turn <= crowd_of_sender; ++turn)
    EXPECT_EQ(take(written("311@town.example", "Again.", std::to_string(turn))).verdict, Verdict::accepted);
  const auto all = waiting();
  ASSERT_EQ(all.size(), static_cast<std::size_t>(crowd_of_sender) + 1);
  EXPECT_THAT(all.front().doubts, IsEmpty());
  EXPECT_THAT(all.back().doubts, ElementsAre("crowd"));
  time.set(time.now() + std::chrono::hours(2));
  EXPECT_EQ(take(written("311@town.example", "Later.", "later")).verdict, Verdict::accepted);
  EXPECT_THAT(waiting().back().doubts, IsEmpty());
}

TEST_P(MailIn, APersonMakesItACaseOrPutsItToOneOrDismissesItOnce) {
  const auto opened = pothole();
  for (const char* id : {"1", "2", "3"}) ASSERT_EQ(take(written("311@town.example", "A hole.", id)).verdict, Verdict::accepted);
  cases::Asked asked;
  asked.service = "POTHOLE";
  asked.channel = cases::Channel::email;
  asked.place.address = "118 Quay Street";
  asked.reporter.email = waiting()[0].email;
  const auto opening = cases->prepare_opening(asked).value();
  const auto made = store().run<cases::Opened>([&](store::Tx& tx) { return contacts->open_case(tx, 1, opening, "person:1"); });
  ASSERT_TRUE(made);
  EXPECT_EQ(of_case(made->id).size(), 1U);
  const auto put = [&](std::int64_t id, const std::string& number) {
    return store().run<std::string>([&](store::Tx& tx) { return contacts->put_to_case(tx, id, number, "person:1"); });
  };
  const auto dismissed = [&](std::int64_t id, const std::string& why) {
    return store().run<std::string>([&](store::Tx& tx) { return contacts->dismiss(tx, id, why, "person:1"); });
  };
  EXPECT_EQ(put(2, "2222-2222").error().faults.at(0).field, "number");
  EXPECT_TRUE(put(2, opened.number));
  EXPECT_EQ(of_case(opened.id).size(), 1U);
  EXPECT_EQ(dismissed(3, " ").error().faults.at(0).field, "reason");
  EXPECT_TRUE(dismissed(3, "An advertisement."));
  EXPECT_EQ(dismissed(3, "Once more.").error().kind, Refused::conflict);
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_P(MailIn, WhatIsNoMailIsRefused) { EXPECT_EQ(take("").verdict, Verdict::refused); }

}  // namespace
}  // namespace portico::contacts
