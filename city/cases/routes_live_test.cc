// A page that stays open hears that something was written of its request.
#include "city/cases/routes_live.h"

#include <gmock/gmock.h>

#include "city/cases/testing.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class LivePages : public TownStory {
 protected:
  http::Response stay(const std::string& number, http::Pairs query, http::Pairs headers = {}) {
    http::Request request;
    request.parts = {{"number", number}};
    request.query = std::move(query);
    request.headers = std::move(headers);
    http::Response given;
    given.status = 0;
    live_route(store(), *cases, feed).handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    return given;
  }
  // What the page of this case would carry now.
  std::string since() {
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
    std::string position;
    store().read([&](store::Reader& reader) { position = std::to_string(ledger::last_position(reader)); });
    return position;
  }
  http::Feed feed;
};
ON_EACH_DATABASE(LivePages);

TEST_P(LivePages, WhatWasWrittenSinceThePageWasReadIsToldAtOnce) {
  const Opened pot = opened(pothole()), other = opened(pothole());
  const std::string before = since();
  EXPECT_THAT(stay(pot.number, {{"since", before}}).body, Not(HasSubstr("changed")));
  ASSERT_TRUE(try_update(other.number, "INVESTIGATING", "On our way.").has_value());
  since();
  EXPECT_THAT(stay(pot.number, {{"since", before}}).body, Not(HasSubstr("changed")));  // of another request
  ASSERT_TRUE(try_update(pot.number, "INVESTIGATING", "On our way.").has_value());
  const std::string after = since();
  EXPECT_THAT(stay(pot.number, {{"since", before}}).body, HasSubstr("id: " + after + "\nevent: changed\n"));
  // A browser that comes again says what it heard last, and its page's own position no longer counts.
  EXPECT_THAT(stay(pot.number, {{"since", before}}, {{"last-event-id", after}}).body, Not(HasSubstr("changed")));
}

TEST_P(LivePages, StaysOpenAboutThatRequestAlone) {
  const Opened pot = opened(pothole());
  const http::Response open = stay(pot.number, {{"since", since()}});
  ASSERT_TRUE(open.stays);
  EXPECT_EQ(open.type, "text/event-stream");
  EXPECT_THAT(open.headers, Contains(Pair("Cache-Control", "no-store")));
  EXPECT_EQ(feed.seats(), 1U);
}

TEST_P(LivePages, WhatIsNotPublicNeedsItsToken) {
  Asked asked = pothole();
  asked.service = "NEIGHBOUR";
  const Opened secret = opened(asked);
  EXPECT_EQ(stay(secret.number, {}).status, 404);
  EXPECT_EQ(stay("2345-6789", {}).status, 404);
  EXPECT_FALSE(feed.anybody());
  EXPECT_TRUE(stay(secret.number, {{"token", secret.token}}).stays);
}

TEST_P(LivePages, OfNobodysSinceBeginNow) {
  const Opened pot = opened(pothole());
  since();
  EXPECT_THAT(stay(pot.number, {}).body, Not(HasSubstr("changed")));
  EXPECT_THAT(stay(pot.number, {{"since", "nonsense"}}).body, Not(HasSubstr("changed")));
}

}  // namespace
}  // namespace portico::cases
