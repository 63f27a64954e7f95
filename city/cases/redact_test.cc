// Words that must go: from every row, from every file, and again when an older back-up brings them back.
#include "city/cases/redact.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "city/cases/check.h"
#include "city/cases/events.h"
#include "city/cases/person.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const store::Statement data_folder("cases_test.data_folder", "SELECT ''", "SELECT current_setting('data_directory')");

class Redacted : public TownStory {
 protected:
  Redactions redactions() { return {store(), *cases, settings().folder}; }
  Outcome<Case> redact(const Opened& of, std::string reason = "wish", bool place = false) {
    return store().run<Case>([&](store::Tx& tx) { return cases->redact_case(tx, of.number, {reason, place}, {"person:9"}); });
  }
  Opened told_in_full() {
    Asked asked = pothole();
    asked.description = "Xylophonequartz lives next door.";
    asked.reporter = {.first_name = "Wolframzephyr", .last_name = "Doe", .email = "jackdawvex@example.org"};
    asked.place.address = "9 Sphinxglyph Street";
    const Opened pot = opened(asked);
    (void)try_update(pot.number, "FIXED", "Told by Brickquiz over the telephone.");
    return pot;
  }
  // Which of these words stand in any file of the database, the log included.
  std::vector<std::string> words_in_files(const std::vector<std::string>& words) {
    fs::path folder = settings().folder;
    if (store().dialect() == store::Dialect::postgres)
      store().read([&](store::Reader& reader) {
        folder = reader.one(data_folder, {}, [](const store::Row& row) { return std::string(row.text(0)); }).value_or("");
      });
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.last_write_time() < begun_) continue;  // no older file can hold them
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << file.rdbuf();
      const std::string all = bytes.str();
      for (const auto& word : words)
        if (all.find(word) != std::string::npos) found.push_back(word + " in " + entry.path().filename().string());
    }
    return found;
  }
  const fs::file_time_type begun_ = fs::file_time_type::clock::now() - std::chrono::seconds(2);
  std::string file() {
    std::ifstream in(settings().folder / "redactions.jsonl");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
};
ON_EACH_DATABASE(Redacted);

const std::vector<std::string> all_words{"Xylophonequartz", "Wolframzephyr", "jackdawvex", "Brickquiz"};

TEST_P(Redacted, NothingOfItIsReadAgain) {
  const Opened pot = told_in_full();
  ASSERT_TRUE(redact(pot));
  const auto read = found(pot.number);
  EXPECT_EQ(read->description + read->status_notes + read->closing->reason, "");
  EXPECT_EQ(read->place.address, "9 Sphinxglyph Street") << "the place stays unless it is named";
  EXPECT_EQ(this->read([&](store::Reader& reader) { return cases->messages(reader, pot.id); }).at(0).text, "");
  EXPECT_FALSE(this->read([&](store::Reader& reader) { return cases->reporter(reader, pot.id); }));
  EXPECT_EQ(read->status, Status::closed);
  EXPECT_EQ(read->clock(standards::ClockKind::outcome)->state, ClockState::kept) << "the promise stays";
  ASSERT_TRUE(redact(pot, "law", true));
  EXPECT_EQ(found(pot.number)->place.address, "");
  EXPECT_FALSE(found(pot.number)->place.point);
  SilentLog log;
  ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
  EXPECT_THAT(check(store(), *directory.now(), *standards.now(), "a secret of thirty-two bytes ....").findings, IsEmpty());
}

TEST_P(Redacted, NoLiveFileHoldsTheWords) {
  const Opened pot = told_in_full();
  for (int more = 0; more < 50; ++more) opened(pothole());
  EXPECT_THAT(words_in_files({"Xylophonequartz"}), testing::Not(IsEmpty())) << "else this test would look in the wrong place";
  ASSERT_TRUE(redact(pot, "wish", true));
  EXPECT_EQ(redactions().erase(), 1);
  EXPECT_EQ(redactions().erase(), 0) << "once";
  auto words = all_words;
  words.push_back("Sphinxglyph");
  EXPECT_THAT(words_in_files(words), IsEmpty());
}

TEST_P(Redacted, AnOlderBackUpLosesThemAgain) {
  const Opened pot = told_in_full(), other = opened(pothole());
  ASSERT_TRUE(redact(pot, "wish", true));
  EXPECT_EQ(redactions().bring_together(), 0);
  EXPECT_EQ(file(), "{\"at\":" + std::to_string(to_millis(time.now())) + ",\"case\":1,\"place\":true}\n");
  EXPECT_EQ(redactions().bring_together(), 0);
  // A database from before it: the same cases, nothing redacted; the file is newer.
  std::ofstream(settings().folder / "redactions.jsonl", std::ios::app) << "{\"at\":1772452800000,\"case\":2,\"place\":false}\n"
                                                                       << "{\"at\":1772452800000,\"case\":77,\"place\":false}\n";
  EXPECT_EQ(redactions().bring_together(), 1) << "case 77 is not there any more";
  EXPECT_EQ(found(other.number)->description, "");
  EXPECT_EQ(found(other.number)->place.address, "118 Quay Street");
  EXPECT_EQ(redactions().bring_together(), 0);
}

TEST_P(Redacted, IsRefusedWithoutAReasonThatTheLedgerMayTell) {
  const Opened pot = told_in_full();
  EXPECT_EQ(redact(pot, "").error().faults[0], (Fault{"reason", "reason required", "law, wish, mistake, retention"}));
  EXPECT_EQ(redact(pot, "Ana asked").error().faults[0].reason, "this reason is not known");
  ASSERT_TRUE(redact(pot));
  SilentLog log;
  ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
  const auto told = read([&](store::Reader& reader) { return ledger::events_of(reader, "case:1"); }).back();
  EXPECT_EQ(from_json<CaseRedacted>(told.payload).why, "wish");
  EXPECT_EQ(told.actor, "person:9");
}

TEST_P(Redacted, APersonGetsAllThatIsOnFileOfThem) {
  const Opened pot = told_in_full(), other = opened(pothole());
  ASSERT_TRUE(store().run<Following>([&](store::Tx& tx) { return cases->follow_case(tx, other.number, "JackDawVex@example.org", "en"); }));
  const auto all = read([&](store::Reader& reader) { return to_json(cases_of_person(reader, *cases, " Jackdawvex@Example.org")); });
  EXPECT_THAT(all,
              testing::AllOf(HasSubstr("Xylophonequartz"), HasSubstr("Brickquiz"), HasSubstr(pot.number), HasSubstr("\"follows\":true")));
  EXPECT_THAT(all, testing::Not(HasSubstr("212-555-0100"))) << "another's words";
  ASSERT_TRUE(redact(pot));
  EXPECT_THAT(read([&](store::Reader& reader) { return to_json(cases_of_person(reader, *cases, "jackdawvex@example.org")); }),
              testing::Not(HasSubstr(pot.number)));
}

TEST_P(Redacted, WordsGoWhenTheyWereKeptLongEnough) {
  const auto rules = std::const_pointer_cast<standards::Snapshot>(standards.now());
  rules->policy.retentions = {{{}, 30}, {{"GRAFFITI"}, 90}};
  Asked wall = pothole();
  wall.service = "GRAFFITI";
  wall.answers = {{"HOWMANY", {"one"}}};
  const Opened old = told_in_full(), other = opened(wall), open = opened(pothole());
  (void)try_update(other.number, "FIXED", "Painted over.");
  const auto forget = [&] {
    int cases_gone = 0;
    for (bool more = true; more;) {
      const auto slice = *store().run<Cases::Forgotten>([&](store::Tx& tx) { return cases->forget_old_words(tx, 2); });
      cases_gone += slice.cases;
      more = slice.more;
    }
    return cases_gone;
  };
  later(29 * 24h);
  EXPECT_EQ(forget(), 0);
  later(2 * 24h);
  EXPECT_EQ(forget(), 1);
  EXPECT_EQ(found(old.number)->description, "");
  EXPECT_NE(found(other.number)->status_notes, "") << "its service keeps them longer";
  EXPECT_NE(found(open.number)->description, "") << "open";
  EXPECT_EQ(forget(), 0);
  later(60 * 24h);
  EXPECT_EQ(forget(), 1);
  EXPECT_EQ(found(other.number)->status_notes, "");
}

TEST(RedactionLine, IsReadStrictly) {
  const Redaction line{12, from_millis(1772452800000), true};
  EXPECT_EQ(parse_redaction(to_line(line), "x"), line);
  for (const char* bad :
       {"", "{}", R"({"at":1,"case":0,"place":true})", R"({"at":1,"case":2,"place":1})", R"({"at":1,"case":2,"place":true}x)"})
    EXPECT_FALSE(parse_redaction(bad, "file:3")) << bad;
  EXPECT_EQ(parse_redaction("{}", "file:3").error().faults[0].field, "file:3");
}

}  // namespace
}  // namespace portico::cases
