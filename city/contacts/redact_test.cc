// What people wrote goes: by somebody's word, with its case, or since it was kept long enough. From every row, and from every file.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "city/cases/events.h"
#include "city/cases/redact.h"
#include "city/contacts/check.h"
#include "city/contacts/events.h"
#include "city/contacts/person.h"
#include "city/contacts/redactions.h"
#include "city/contacts/testing_mail_in.h"

namespace portico::contacts {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const store::Statement data_folder("contacts_test.data_folder", "SELECT ''", "SELECT current_setting('data_directory')");

class RedactedMail : public MailIn {
 protected:
  Outcome<int> redact(std::int64_t id, std::string_view reason = "wish") {
    return store().run<int>([&](store::Tx& tx) -> Outcome<int> {
      if (auto done = contacts->redact_contact(tx, id, reason, "person:9"); !done) return std::unexpected(done.error());
      return 0;
    });
  }
  Redactions redactions() { return {store(), *contacts, settings().folder}; }
  std::string listed() {
    std::ifstream in(settings().folder / "redactions.jsonl");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  Contact contact(std::int64_t id) {
    return read([&](store::Reader& reader) { return *tables::find(reader, id); });
  }
  void hear_of(const cases::Case& redacted) {  // as the ledger tells of it
    cases::CaseRedacted redaction;
    redaction.id = redacted.id;
    ledger::Event event;
    event.type = cases::CaseRedacted::type;
    event.payload = cases::to_json(redaction);
    (void)store().run<int>([&](store::Tx& tx) -> Outcome<int> {
      redaction_subscriber(time).handle(tx, event);
      return 0;
    });
  }
  // Which of these words stand in any file of the database, the log included.
  std::vector<std::string> words_in_files(const std::vector<std::string>& words) {
    fs::path folder = settings().folder;
    if (store().dialect() == store::Dialect::postgres)
      folder = read([](store::Reader& reader) {
        return reader.one(data_folder, {}, [](const store::Row& row) { return std::string(row.text(0)); }).value_or("");
      });
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.last_write_time() < begun_) continue;  // no older file can hold them
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << file.rdbuf();
      for (const auto& word : words)
        if (bytes.str().find(word) != std::string::npos) found.push_back(word + " in " + entry.path().filename().string());
    }
    return found;
  }
  const fs::file_time_type begun_ = fs::file_time_type::clock::now() - std::chrono::seconds(2);
};
ON_EACH_DATABASE(RedactedMail);

const std::vector<std::string> all_words{"Xylophonequartz", "Wolframzephyr", "jackdawvex"};

std::string telling(const std::string& to, const std::string& id) {
  return "From: Wolframzephyr <Jackdawvex@example.org>\r\nTo: " + to +
         "\r\nSubject: Xylophonequartz\r\nDate: Mon, 02 Mar 2026 11:00:00 +0000\r\n" + "Message-ID: <" + id +
         "@example.org>\r\n\r\nXylophonequartz lives next door.\r\n";
}

TEST_P(RedactedMail, SaysNothingAnyMoreAndWaitsForNobody) {
  take(telling("311@town.example", "1"));
  ASSERT_TRUE(redact(1));
  const auto left = contact(1);
  EXPECT_EQ(left.words + left.subject + left.email + left.name + left.sender, "");
  EXPECT_TRUE(left.redacted);
  EXPECT_THAT(waiting(), IsEmpty());
  const auto events = events_of("contact:1");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].actor, "person:9");
  EXPECT_EQ(from_json<ContactRedacted>(events[1].payload), (ContactRedacted{1, "wish", time.now()}));
  const auto note = told().at(0);
  EXPECT_THAT(read([&](store::Reader& reader) { return *book().reaches(reader, note); }), IsEmpty()) << "nobody is left to be told";
  EXPECT_THAT(check(store(), *files, *directory.now()).findings, IsEmpty());
}

TEST_P(RedactedMail, LeavesNoWordInAnyLiveFile) {
  take(telling("311@town.example", "1"));
  const auto opened = pothole();
  take(telling(contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id)), "2"));
  for (int more = 0; more < 30; ++more) take(written("311@town.example", "A hole.", "more" + std::to_string(more)));
  EXPECT_THAT(words_in_files({"Xylophonequartz"}), Not(IsEmpty())) << "else this test would look in the wrong place";
  ASSERT_TRUE(redact(1));
  hear_of(read([&](store::Reader& reader) { return *cases->find_for_staff(reader, opened.number); }));
  EXPECT_EQ(redactions().erase(), 2);
  EXPECT_EQ(redactions().erase(), 0) << "once";
  EXPECT_THAT(words_in_files(all_words), IsEmpty());
}

TEST_P(RedactedMail, GoesWithTheRequestThatItStandsWith) {
  const auto opened = pothole();
  take(telling(contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id)), "1"));
  ASSERT_EQ(of_case(opened.id).size(), 1U);
  hear_of(read([&](store::Reader& reader) { return *cases->find_for_staff(reader, opened.number); }));
  const auto left = of_case(opened.id);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].words + left[0].subject + left[0].email + left[0].name + left[0].sender, "");
  EXPECT_EQ(left[0].state, State::landed);
}

TEST_P(RedactedMail, IsRefusedWithoutAReasonTwiceAndWhereItStandsWithARequest) {
  take(telling("311@town.example", "1"));
  EXPECT_EQ(redact(1, "").error().faults.at(0), (Fault{"reason", "reason required", "law, wish, mistake, retention"}));
  EXPECT_EQ(redact(1, "Ana asked").error().faults.at(0).field, "reason");
  EXPECT_EQ(redact(4711).error().kind, Refused::not_found);
  ASSERT_TRUE(redact(1));
  EXPECT_EQ(redact(1).error().kind, Refused::conflict);
  const auto opened = pothole();
  take(telling(contacts->replies().address(opened.number, "reporter:" + std::to_string(opened.id)), "2"));
  EXPECT_EQ(redact(2).error().kind, Refused::conflict);
  EXPECT_THAT(contact(2).words, HasSubstr("Xylophonequartz"));
}

TEST_P(RedactedMail, LosesItsWordsAgainWhereAnOlderBackUpBringsThemBack) {
  take(telling("311@town.example", "1"));
  take(telling("311@town.example", "2"));
  ASSERT_TRUE(redact(1));
  redactions().list();
  const std::string message = contact(1).message, other = contact(2).message;
  EXPECT_EQ(listed(), to_line({message, time.now()}) + "\n");
  EXPECT_EQ(parse_redaction(to_line({message, time.now()}), "").value(), (Redaction{message, time.now()}));
  EXPECT_EQ(redactions().bring_together(), 0);
  redactions().list();
  EXPECT_EQ(listed(), to_line({message, time.now()}) + "\n") << "once";
  // A database from before it: the file is newer, holds lines of cases, and knows mails that are not there.
  std::ofstream(settings().folder / "redactions.jsonl", std::ios::app) << "{\"at\":1772452800000,\"case\":1,\"place\":false}\n"
                                                                       << to_line({other, time.now()}) << "\n"
                                                                       << to_line({std::string(32, '0'), time.now()}) << "\n";
  EXPECT_EQ(redactions().bring_together(), 1);
  EXPECT_EQ(contact(2).words, "");
  EXPECT_EQ(redactions().bring_together(), 0);
  for (const char* line : {"", "{}", "{\"at\":1,\"mail\":\"xyz\"}", "{\"at\":1,\"case\":1,\"place\":true}"})
    EXPECT_FALSE(parse_redaction(line, "redactions.jsonl:1")) << line;
  EXPECT_EQ(cases::Redactions(store(), *cases, settings().folder).bring_together(), 0) << "cases read past the lines of mails";
}

TEST_P(RedactedMail, GoesByItselfWhenItWasKeptAsLongAsThePackSays) {
  take(telling("311@town.example", "1"));
  take(written("311@town.example", "Away.", "2", "Auto-Submitted: auto-replied\r\n"));
  take(telling("311@town.example", "3"));
  ASSERT_TRUE(store().run<std::string>([&](store::Tx& tx) { return contacts->dismiss(tx, 1, "An advertisement.", "person:1"); }));
  const auto forget = [&] {
    return store().run<Contacts::Forgotten>([&](store::Tx& tx) { return contacts->forget_old(tx, 100); })->contacts;
  };
  time.set(time.now() + std::chrono::days(31));
  EXPECT_EQ(forget(), 0) << "without a word of the pack all is kept";
  (void)store().run<int>([&](store::Tx& tx) -> Outcome<int> {
    load_mail_policy(tx, {.rules = {}, .kept_days = 30});
    return 0;
  });
  EXPECT_EQ(forget(), 2);
  EXPECT_EQ(forget(), 0);
  EXPECT_TRUE(contact(1).redacted);
  EXPECT_EQ(contact(1).why, "") << "nor what was said of it";
  EXPECT_TRUE(contact(2).redacted);
  EXPECT_EQ(waiting().size(), 1U) << "what waits is nobody's to forget";
}

TEST_P(RedactedMail, IsNoPartOfWhatIsOnFileOfAPerson) {
  take(telling("311@town.example", "1"));
  take(telling("311@town.example", "2"));
  ASSERT_TRUE(redact(1));
  const auto told = read([](store::Reader& reader) { return mails_of_person(reader, " JACKDAWVEX@example.org"); });
  EXPECT_THAT(told, HasSubstr("\"subject\":\"Xylophonequartz\""));
  EXPECT_EQ(told.find("\"received\""), told.rfind("\"received\""));
  EXPECT_EQ(read([](store::Reader& reader) { return mails_of_person(reader, "eve@example.org"); }), "\"mails\":[]");
}

TEST_P(RedactedMail, IsCheckedWithAllThatContactsReferTo) {
  take(telling("311@town.example", "1"));
  EXPECT_EQ(check(store(), *files, *directory.now()).contacts, 1);
  EXPECT_THAT(check(store(), *files, *directory.now()).findings, IsEmpty());
  (void)store().run<int>([&](store::Tx& tx) -> Outcome<int> {
    tables::decide(tx, 1, State::put, 4711, "", false);
    load_mail_policy(tx, {.rules = {{"holes", "HOLES", {}, {"hole"}}}, .kept_days = {}});
    return 0;
  });
  EXPECT_THAT(check(store(), *files, *directory.now()).findings,
              ElementsAre("rule holes: there is no service HOLES", "mail 1 is of case 4711, which is not there"));
}

}  // namespace
}  // namespace portico::contacts
