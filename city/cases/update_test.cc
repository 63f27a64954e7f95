// News of a case, as the update extension brings it.
#include <gmock/gmock.h>

#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using standards::ClockKind;

class News : public TownStory {};
ON_EACH_DATABASE(News);

TEST_P(News, StopsTheClocksAndIsRead) {
  const Opened pot = opened(pothole());
  later(1h);
  const auto first = try_update(pot.number, "INVESTIGATING", "We looked at it.", "u1");
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->number, pot.number);
  EXPECT_GT(first->id, 0);
  later(80h);
  ASSERT_TRUE(try_update(pot.number, "FIXED", "Filled.", "u2").has_value());

  const auto on_file = found(pot.number);
  EXPECT_EQ(on_file->status, Status::closed);
  EXPECT_EQ(on_file->closing->reason, "Filled.");
  EXPECT_EQ(on_file->closing->at, monday_noon + 81h);
  EXPECT_EQ(on_file->clock(ClockKind::first_status)->state, ClockState::kept);
  EXPECT_EQ(on_file->clock(ClockKind::first_status)->stopped, monday_noon + 1h);
  EXPECT_EQ(on_file->clock(ClockKind::outcome)->state, ClockState::missed);
  EXPECT_EQ(on_file->status_notes, "Filled.");
  EXPECT_EQ(on_file->version, 4);

  const auto messages = read([&](store::Reader& reader) { return cases->messages(reader, pot.id); });
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].update_status, "INVESTIGATING");
  EXPECT_EQ(messages[1].update_id, "u2");
}

TEST_P(News, OfAnUnknownCaseOrSentTwiceIsRefused) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(try_update("2345-6789", "FIXED", "?").error().kind, Refused::not_found);
  ASSERT_TRUE(try_update(pot.number, "IN_PROGRESS", "On it.", "u1").has_value());
  const auto again = try_update(pot.number, "IN_PROGRESS", "On it.", "u1");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().kind, Refused::invalid);
  EXPECT_EQ(again.error().faults[0].field, "update_id");
  EXPECT_EQ(try_update(pot.number, "SOLVED", "?").error().faults[0].field, "status");
  EXPECT_EQ(found(pot.number)->version, 2);
}

TEST_P(News, OfATimeThatCannotBeIsRefused) {
  const Opened pot = opened(pothole());
  Update update;
  update.text = "News.";
  for (const Instant at : {monday_noon - 1h, monday_noon + 1h}) {
    update.at = at;
    const auto sent = store().run<Message>([&](store::Tx& tx) { return cases->update(tx, pot.number, update); });
    ASSERT_FALSE(sent.has_value());
    EXPECT_EQ(sent.error().faults[0].field, "at");
  }
  update.at = monday_noon + 4min;  // another system's clock may run a little ahead
  EXPECT_EQ(store().run<Message>([&](store::Tx& tx) { return cases->update(tx, pot.number, update); })->at, monday_noon);
}

TEST_P(News, OfARequestFromBeforeTheClockWasSetBackIsTakenAndNotMeasured) {
  const Opened pot = opened(pothole());
  later(-72h);
  ASSERT_TRUE(try_update(pot.number, "IN_PROGRESS", "On it.").has_value());
  ASSERT_TRUE(try_update(pot.number, "CLOSED", "Done.").has_value());
  const auto closed = found(pot.number);
  EXPECT_EQ(closed->closing->at, closed->opened);
  for (const Clock& clock : closed->clocks) EXPECT_EQ(clock.state, ClockState::not_applicable);
}

TEST_P(News, ReopensAndClosesAgain) {
  const Opened pot = opened(pothole());
  later(1h);
  ASSERT_TRUE(try_update(pot.number, "CLOSED", "Done.").has_value());
  later(1h);
  ASSERT_TRUE(try_update(pot.number, "REOPEN", "It came back.").has_value());
  EXPECT_EQ(found(pot.number)->status, Status::open);
  EXPECT_FALSE(found(pot.number)->closing.has_value());
  const auto closed = store().run<Closing>([&](store::Tx& tx) { return cases->close(tx, pot.id, {time.now(), "fixed", "Now for good."}); });
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(found(pot.number)->closing->outcome, "fixed");
  const auto twice = store().run<Closing>([&](store::Tx& tx) { return cases->close(tx, pot.id, {time.now(), "fixed", ""}); });
  EXPECT_EQ(twice.error().kind, Refused::conflict);
}

TEST_P(News, IsReadOfManyCasesAtOnceButNotOfUnlistedOnes) {
  const Opened pot = opened(pothole());
  Asked private_matter = pothole();
  private_matter.service = "NEIGHBOUR";
  const Opened hidden = opened(private_matter);
  later(1min);
  ASSERT_TRUE(try_update(pot.number, "", "One.").has_value());
  ASSERT_TRUE(try_update(hidden.number, "", "Secret.").has_value());
  later(1min);
  ASSERT_TRUE(try_update(pot.number, "", "Two.").has_value());
  const auto news = read([&](store::Reader& reader) { return cases->messages_between(reader, monday_noon, monday_noon + 1h, 10); });
  ASSERT_EQ(news.size(), 2u);
  EXPECT_EQ(news[0].text, "Two.");
  EXPECT_EQ(news[0].number, pot.number);
}

}  // namespace
}  // namespace portico::cases
