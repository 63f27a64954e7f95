#include <gmock/gmock.h>

#include <fstream>

#include "platform/ledger/testing_story.h"

namespace portico::ledger {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
namespace fs = std::filesystem;

const store::Statement edit{"ledger_test.edit", "UPDATE ledger_event SET payload = $2 WHERE position = $1"};
const store::Statement backdate{"ledger_test.backdate", "UPDATE ledger_event SET at = at - 5000 WHERE position = $1"};
const store::Statement remove_event{"ledger_test.remove_event", "DELETE FROM ledger_event WHERE position = $1"};
const store::Statement remove_after{"ledger_test.remove_after", "DELETE FROM ledger_event WHERE position > $1"};
const store::Statement move{"ledger_test.move", "UPDATE ledger_event SET position = $2 WHERE position = $1"};
const store::Statement insert{"ledger_test.insert",
                              "INSERT INTO ledger_event (position, at, actor, subject, version, type, payload) "
                              "SELECT $1, at, actor, subject, version, type, payload FROM ledger_event WHERE position = 1"};
const store::Statement edit_tile{"ledger_test.edit_tile", "UPDATE ledger_tile SET hashes = $2 WHERE level = $1 AND tile = 0"};
const store::Statement remove_tile{"ledger_test.remove_tile", "DELETE FROM ledger_tile WHERE level = $1 AND tile = 0"};
const store::Statement edit_head{"ledger_test.edit_head", "UPDATE ledger_head SET at = at + 1 WHERE size = $1"};
const store::Statement remove_tiles{"ledger_test.remove_tiles", "DELETE FROM ledger_tile"};
const store::Statement remove_heads{"ledger_test.remove_heads", "DELETE FROM ledger_head"};

class Rewriting : public LedgerStory {
 protected:
  void SetUp() override {
    LedgerStory::SetUp();
    for (const int count : {1, 299, 300, 100}) {
      happened_often(count);
      ledger().seal_now();
    }
    kept_ = read_heads(heads_file()).value();
    ASSERT_EQ(kept_.size(), 4u);
    ASSERT_EQ(kept_.back().size, 700);
    ASSERT_THAT(findings(kept_), IsEmpty());
  }
  std::vector<std::string> findings(const std::vector<Head>& kept = {}) { return verify(store(), settings().folder, kept).findings; }

  // The worst that somebody who owns the machine can do: tiles, heads and the file of heads made anew for the changed events, signed with
  // the very key.
  void recompute_everything() {
    meddle(remove_tiles, {});
    meddle(remove_heads, {});
    fs::remove(heads_file());
    make_ledger();
    ledger().seal_now();
  }
  std::vector<Head> kept_;
};
ON_EACH_DATABASE(Rewriting);

TEST_P(Rewriting, IsNotFoundWhereNothingWasRewritten) {
  happened(told("case:1", 9));
  if (dialect() == store::Dialect::postgres) {
    EXPECT_EQ(verify(store(), settings().folder, {}).events, 700);  // the new one has no place yet
    ledger().seal_now();
  }
  const auto verdict = verify(store(), settings().folder, kept_);
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.events, 701);
  EXPECT_EQ(verdict.unsealed, dialect() == store::Dialect::postgres ? 0 : 1);
  EXPECT_EQ(verdict.heads, dialect() == store::Dialect::postgres ? 5 : 4);
  EXPECT_EQ(verdict.kept_heads, 4);
}

TEST_P(Rewriting, OfAnEventIsFoundAndNamed) {
  meddle(edit, {512, R"({"n":"nothing happened"})"});
  EXPECT_THAT(findings(), Contains("event 512 is not what was sealed"));
  EXPECT_THAT(findings(), Contains(HasSubstr("the head of size 600 in the database was signed for another history")));
  EXPECT_THAT(findings(), Not(Contains(HasSubstr("size 300 "))));
}

TEST_P(Rewriting, WithAllHashesRecomputedIsFoundByAnOldHead) {
  meddle(edit, {512, R"({"n":"nothing happened"})"});
  recompute_everything();
  EXPECT_THAT(findings(), IsEmpty());  // by itself it is without a flaw
  EXPECT_THAT(findings(kept_), ElementsAre(HasSubstr("the head of size 600 kept elsewhere was signed for another history"),
                                           HasSubstr("the head of size 700 kept elsewhere was signed for another history")));
  EXPECT_THAT(findings({kept_[1]}), IsEmpty());  // a head from before the change cannot know of it
}

TEST_P(Rewriting, OfAnInstantIsFound) {
  meddle(backdate, {100});
  EXPECT_THAT(findings(), Contains("event 100 is earlier than the event before it"));
  EXPECT_THAT(findings(), Contains("event 100 is not what was sealed"));
}

TEST_P(Rewriting, ByLeavingOutIsFound) {
  meddle(remove_event, {300});
  EXPECT_THAT(findings(), Contains("event 300 is missing"));
  EXPECT_THAT(findings(), Not(Contains("event 301 is not what was sealed")));
}

TEST_P(Rewriting, ByCuttingOffTheEndIsFoundByTheHeads) {
  meddle(remove_after, {650});
  EXPECT_THAT(findings(), Contains("the head of size 700 in heads.jsonl:4 was signed, but the ledger holds only 650 events"));
  recompute_everything();
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_THAT(findings(kept_), ElementsAre("the head of size 700 kept elsewhere was signed, but the ledger holds only 650 events"));
}

TEST_P(Rewriting, ByPuttingInIsFound) {
  for (int position = 700; position > 650; --position) meddle(move, {position, position + 1});
  meddle(insert, {651});
  EXPECT_THAT(findings(), Contains("event 651 is not what was sealed"));
  recompute_everything();
  EXPECT_THAT(findings(kept_), Contains(HasSubstr("the head of size 700 kept elsewhere")));
  meddle(insert, {-3});
  EXPECT_THAT(findings(), Contains("event -3 stands before the first position"));
}

TEST_P(Rewriting, OfTheOrderIsFound) {
  meddle(move, {20, 9999});
  meddle(move, {30, 20});
  meddle(move, {9999, 30});
  EXPECT_THAT(findings(), Contains("event 20 is not what was sealed"));
  EXPECT_THAT(findings(), Contains("event 30 is not what was sealed"));
  recompute_everything();
  EXPECT_THAT(findings(kept_), Contains(HasSubstr("the head of size 700 kept elsewhere")));
}

TEST_P(Rewriting, OfTheStoredTreeIsFound) {
  meddle(edit_tile, {1, store::Blob{std::string(64, 'x')}});
  EXPECT_THAT(findings(), Contains("the stored node 1 of height 8 was changed"));
  meddle(remove_tile, {0});
  EXPECT_THAT(findings(), Contains("the stored tree lacks the node 0 of height 0"));
}

TEST_P(Rewriting, OfAHeadIsFound) {
  meddle(edit_head, {300});
  EXPECT_THAT(findings(), ElementsAre("the head of size 300 in the database has a signature that does not fit"));
}

TEST_P(Rewriting, OfTheFileIsFound) {
  std::ofstream(heads_file(), std::ios::app) << to_line(kept_[0]) << "\nnonsense\n" << "torn";
  EXPECT_THAT(findings(), ElementsAre("heads.jsonl:5 has a smaller size than the line before it", "heads.jsonl:6 is no signed head"));
}

TEST_P(Rewriting, UnderAnotherKeyIsFoundByAnOldHead) {
  fs::remove(settings().folder / "ledger.key");
  fs::remove(settings().folder / "ledger.pub");
  recompute_everything();
  EXPECT_THAT(findings(kept_), IsEmpty());  // the old key's public half is still known, and the history is the same
  auto forged = kept_;
  forged[2].key = "0123456789abcdef";
  EXPECT_THAT(findings(forged), ElementsAre(HasSubstr("signed by the key 0123456789abcdef, which is not known here")));
}

TEST_P(Rewriting, OfThousandsIsToldInFewSentences) {
  const store::Statement* all = [] {
    static const store::Statement edit_all{"ledger_test.edit_all", "UPDATE ledger_event SET actor = 'nobody'"};
    return &edit_all;
  }();
  meddle(*all, {});
  EXPECT_LT(findings(kept_).size(), 60u);
  EXPECT_THAT(findings(kept_), Contains("changed events: 680 more"));
}

}  // namespace
}  // namespace portico::ledger
