// A note that leads nowhere is found, whatever of it is wrong.
#include "city/cases/check_outbox.h"

#include <gmock/gmock.h>

#include "city/cases/testing.h"
#include "platform/notify/outbox.h"

namespace portico::cases {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ACheckOfTheOutbox : public TownStory {
 protected:
  ACheckOfTheOutbox() {
    Asked asked = pothole();
    asked.reporter.email = "ana@example.org";
    number = opened(asked).number;
    id = found(number)->id;
  }
  CheckedOutbox checked() {
    const auto town = std::const_pointer_cast<directory::Snapshot>(small_town());
    town->roles.push_back({.code = "crew"});
    town->prepare();
    return check_outbox(store(), *town);
  }
  void put(const std::string& about, const std::string& recipient, const std::string& data = "{}") {
    const auto kept = store().run<int>([&](store::Tx& tx) {
      notify::put(tx, {"planted:" + std::to_string(++planted), about, recipient, "status", data, time.now()}, time.now());
      return 1;
    });
    ASSERT_TRUE(kept.has_value());
  }
  std::string here() const { return "case:" + std::to_string(id); }

  std::string number;
  std::int64_t id = 0, planted = 0;
};
ON_EACH_DATABASE(ACheckOfTheOutbox);

TEST_P(ACheckOfTheOutbox, FindsNothingWhereAllIsWhole) {
  ASSERT_TRUE(try_update(number, "IN_PROGRESS", "Next week.").has_value());
  put(here(), "role:crew@DSW");
  put(here(), "follower:4711");  // who has taken the address back
  EXPECT_EQ(checked().notes, 4) << "the receipt, the message and these";
  EXPECT_THAT(checked().findings, IsEmpty());
}

TEST_P(ACheckOfTheOutbox, FindsANoteOfACaseThatIsNotThere) {
  put("case:4711", "role:crew@DSW");
  put("case:pothole", "role:crew@DSW");
  EXPECT_THAT(checked().findings,
              ElementsAre("note 2 is of case:4711, which is not there", "note 3 is of case:pothole, which is not there"));
}

TEST_P(ACheckOfTheOutbox, FindsANoteOfAMessageThatIsNotThere) {
  put(here(), "follower:1", R"({"message":4711})");
  EXPECT_THAT(checked().findings, ElementsAre("note 2 tells message 4711, which is not there"));
}

TEST_P(ACheckOfTheOutbox, FindsANoteForNobody) {
  put(here(), "role:jester@DSW");
  put(here(), "role:crew@MOON");
  put(here(), "reporter:4711");
  put(here(), "ana");
  EXPECT_THAT(checked().findings,
              ElementsAre("note 2 is for the role jester, which the city does not have",
                          "note 3 is for the agency MOON, which the city does not have",
                          "note 4 is for whoever asked for case 4711, which is not there", "note 5 is for nobody that is known"));
}

TEST_P(ACheckOfTheOutbox, LeavesOtherModulesNotesToThem) {
  put("person:17", "anybody");
  EXPECT_THAT(checked().findings, IsEmpty());
}

TEST_P(ACheckOfTheOutbox, TellsTheFirstHundredAndCountsTheRest) {
  for (int i = 0; i < 520; ++i) put("case:4711", "role:crew@DSW");
  const CheckedOutbox found = checked();
  EXPECT_EQ(found.notes, 521);
  EXPECT_THAT(found.findings, SizeIs(101));
  EXPECT_EQ(found.findings.back(), "and 420 notes more");
}

}  // namespace
}  // namespace portico::cases
