// What a resident holds in hand: it stands without the database, and nothing in it can be another.
#include "platform/ledger/proof.h"

#include <gmock/gmock.h>

#include "platform/ledger/heads.h"
#include "platform/ledger/testing_story.h"

namespace portico::ledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Receipt : public LedgerStory {
 protected:
  void SetUp() override {
    LedgerStory::SetUp();
    for (int turn = 1; turn <= 5; ++turn)
      for (int subject = 1; subject <= 3; ++subject)
        happened(told("case:" + std::to_string(subject), turn, "CaseOpened/1", R"({"turn":)" + std::to_string(turn) + "}"));
    ledger().seal_now();
  }
  Outcome<Proof> proof(std::string_view subject = "case:2", std::int64_t size = 0) {
    std::optional<Outcome<Proof>> made;
    store().read([&](store::Reader& reader) { made = prove(reader, settings().folder, subject, size); });
    return *made;
  }
};
ON_EACH_DATABASE(Receipt);

TEST_P(Receipt, ProvesEveryEventOfItsSubject) {
  const auto made = proof();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->events.size(), 5u);
  EXPECT_THAT(check(*made, {}), IsEmpty());
  EXPECT_THAT(check(*made, {made->head}), IsEmpty());
  const auto read = parse_proof(to_json(*made));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, *made);
}

TEST_P(Receipt, StandsUnderAnOlderHeadThatSomebodyKept) {
  const auto older = *ledger().newest_head();
  happened(told("case:2", 6, "CaseClosed/1"));
  ledger().seal_now();
  EXPECT_EQ(proof()->events.size(), 6u);
  const auto under = proof("case:2", older.size);
  ASSERT_TRUE(under);
  EXPECT_EQ(under->events.size(), 5u);
  EXPECT_THAT(check(*under, {older}), IsEmpty());
  EXPECT_THAT(check(*proof(), {older}), ElementsAre("no head of this size was kept elsewhere: ask for a proof under one that was"));
}

TEST_P(Receipt, NothingInItCanBeAnother) {
  const auto made = *proof();
  auto words = made;
  words.events[1].leaf.replace(words.events[1].leaf.find("\"turn\":2"), 8, "\"turn\":3");
  EXPECT_THAT(check(words, {}), ElementsAre(HasSubstr("does not stand under the head")));
  auto moved = made;
  std::swap(moved.events[0].position, moved.events[1].position);
  EXPECT_EQ(check(moved, {}).size(), 2u);
  auto path = made;
  path.events[0].path[0][3] ^= 1;
  EXPECT_THAT(check(path, {}), ElementsAre(HasSubstr("does not stand under the head")));
  auto other = made;
  other.subject = "case:3";
  EXPECT_EQ(check(other, {}).size(), 5u);
  auto forged = made;
  forged.head.at += std::chrono::seconds(1);
  EXPECT_THAT(check(forged, {}), ElementsAre("the head's signature is not by this key"));
  auto empty = made;
  empty.events.clear();
  EXPECT_THAT(check(empty, {}), ElementsAre("the proof holds no event"));
  auto kept = made.head;
  kept.root[0] ^= 1;
  EXPECT_THAT(check(made, {kept}), ElementsAre("the head of this size that was kept elsewhere is another one"));
}

TEST_P(Receipt, IsRefusedWhereThereIsNothingToShow) {
  EXPECT_EQ(proof("case:9").error().faults[0].reason, "nothing of it is sealed under this head yet");
  EXPECT_EQ(proof("case:2", 14).error().faults[0].reason, "no head has 14 events");
  EXPECT_THAT(parse_proof("{}").error().faults[0].reason, HasSubstr("this is no proof"));
  EXPECT_THAT(parse_proof("[").error().faults[0].reason, HasSubstr("this is no proof"));
}

}  // namespace
}  // namespace portico::ledger
