#include "platform/notify/outbox.h"

#include <gmock/gmock.h>

#include "platform/notify/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::notify {
namespace {

using ::testing::ElementsAre;

Instant at(std::string_view text) { return parse_instant(text, "test").value(); }

class Outbox : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    open(all);
  }
  bool put_note(const std::string& key, std::string_view not_before) {
    return *store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      return put(tx, {key, "case:1", "role:dispatcher@DOT", "escalation", R"({"share":80})", at(not_before)}, at("2026-03-01T00:00:00Z"));
    });
  }
  std::vector<std::string> keys(std::string_view until, const std::optional<Mark>& after = {}, int limit = 100) {
    std::vector<std::string> found;
    store().read([&](store::Reader& reader) {
      for (const Waiting& note : waiting(reader, at(until), after, limit)) found.push_back(note.key);
    });
    return found;
  }
};
ON_EACH_DATABASE(Outbox);

TEST_P(Outbox, TellsOnceUnderAKey) {
  EXPECT_TRUE(put_note("a", "2026-03-02T09:00:00Z"));
  EXPECT_FALSE(put_note("a", "2026-03-03T09:00:00Z"));
  store().read([&](store::Reader& reader) {
    EXPECT_EQ(count(reader), 1);
    const Waiting kept = waiting(reader, at("2026-03-04T00:00:00Z"), {}, 10).at(0);
    EXPECT_EQ(kept.not_before, at("2026-03-02T09:00:00Z"));
    EXPECT_EQ(kept.recipient, "role:dispatcher@DOT");
    EXPECT_EQ(kept.template_code, "escalation");
    EXPECT_EQ(kept.data, R"({"share":80})");
    EXPECT_EQ(kept.written, at("2026-03-01T00:00:00Z"));
  });
}

TEST_P(Outbox, TakesBackWhatNobodyWasToldYet) {
  put_note("reminder", "2026-03-02T09:00:00Z");
  const auto withdrawn = [&](std::string_view key) {
    return *store().run<bool>([&](store::Tx& tx) -> Outcome<bool> { return withdraw(tx, key); });
  };
  EXPECT_FALSE(withdrawn("another"));
  EXPECT_TRUE(withdrawn("reminder"));
  EXPECT_FALSE(withdrawn("reminder"));
  EXPECT_THAT(keys("2026-03-03T00:00:00Z"), ElementsAre());
  EXPECT_FALSE(put_note("reminder", "2026-03-02T09:00:00Z")) << "under its key it is done with";
}

TEST_P(Outbox, KeepsQuietHoursAndTheOrderOfTelling) {
  put_note("monday", "2026-03-02T09:00:00Z");
  put_note("sunday", "2026-03-01T09:00:00Z");
  put_note("monday too", "2026-03-02T09:00:00Z");
  EXPECT_THAT(keys("2026-03-01T08:59:59Z"), ElementsAre());
  EXPECT_THAT(keys("2026-03-01T09:00:00Z"), ElementsAre("sunday"));
  EXPECT_THAT(keys("2026-03-03T00:00:00Z"), ElementsAre("sunday", "monday", "monday too"));
  EXPECT_THAT(keys("2026-03-03T00:00:00Z", std::nullopt, 2), ElementsAre("sunday", "monday"));
  EXPECT_THAT(keys("2026-03-03T00:00:00Z", Mark{at("2026-03-02T09:00:00Z"), 1}), ElementsAre("monday too"));
}

TEST_P(Outbox, GoesWithTheCommandThatIsRefused) {
  const auto refused = store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    put(tx, {"a", "case:1", "role:crew@DOT", "escalation", "{}", at("2026-03-02T09:00:00Z")}, at("2026-03-01T00:00:00Z"));
    return refuse(Refused::conflict, "", "no");
  });
  EXPECT_FALSE(refused);
  EXPECT_THAT(keys("2026-03-09T00:00:00Z"), ElementsAre());
}

TEST_P(Outbox, TakesNoNoteToNobody) {
  EXPECT_THROW(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> { return put(tx, {"a", "case:1", "", "x", "{}", {}}, {}); }),
               std::logic_error);
}

}  // namespace
}  // namespace portico::notify
