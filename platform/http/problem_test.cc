#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/http.h"

namespace portico::http {
namespace {

using testing::HasSubstr;

TEST(AProblem, NamesEveryFaultAndWhatWouldBeAccepted) {
  const Response response =
      problem(Refusal{Refused::invalid, {{"lat", "lies outside the city", "a point in the city"}, {"", "no \"x\"", ""}}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.type, "application/problem+json");
  EXPECT_EQ(response.body, R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"lies outside the city","errors":[)"
                           R"({"field":"lat","reason":"lies outside the city","accepted":"a point in the city"},{"reason":"no \"x\""}]})");
}

TEST(AProblem, TellsWhenToComeAgain) {
  const Response response = problem(Refusal{Refused::unavailable, {{"", "the queue is full", ""}}});
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Retry-After", "1")));
}

TEST(AProblem, HasAStatusForEachKindOfRefusal) {
  const std::vector<std::pair<Refused, int>> expected{{Refused::invalid, 400},  {Refused::forbidden, 403},  {Refused::not_found, 404},
                                                      {Refused::conflict, 409}, {Refused::too_large, 413},  {Refused::mismatch, 422},
                                                      {Refused::too_many, 429}, {Refused::unavailable, 503}};
  for (const auto& [kind, status] : expected) {
    EXPECT_EQ(status_of(kind), status);
    EXPECT_FALSE(reason_phrase(status).empty());
  }
}

TEST(ABreakage, SaysACodeForThePhoneAndNothingElse) {
  const Response response = broken("K7QX");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("K7QX"));
}

TEST(EscapedHtml, IsTextInsideAndOutsideOfQuotes) {
  EXPECT_EQ(escape_html("<b class=\"x\">Tom & 'Jerry'</b>"), "&lt;b class=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;");
  EXPECT_EQ(escape_html("plain"), "plain");
}

}  // namespace
}  // namespace portico::http
