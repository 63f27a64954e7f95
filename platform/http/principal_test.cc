#include <gmock/gmock.h>

#include "platform/http/http.h"

namespace portico::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(APrincipal, MayUseAVerbWithinTheScopesThatItWasGiven) {
  const Principal street_works{"street works", {"propose_sla:TRANSPORT", "propose_sla:PARKS", "pause_case"}};
  EXPECT_THAT(street_works.scopes("propose_sla"), ElementsAre("TRANSPORT", "PARKS"));
  EXPECT_TRUE(street_works.may("propose_sla", "PARKS"));
  EXPECT_FALSE(street_works.may("propose_sla", "FIRE"));
  EXPECT_FALSE(street_works.may("propose_sla", "*")) << "two scopes are not all scopes";
}

TEST(APrincipal, MayUseAVerbEverywhereWhereItHasNoScope) {
  const Principal desk{"desk", {"pause_case"}};
  EXPECT_THAT(desk.scopes("pause_case"), ElementsAre("*"));
  EXPECT_TRUE(desk.may("pause_case", "FIRE"));
}

TEST(APrincipal, MayNotUseAVerbThatOnlyBeginsAlike) {
  const Principal desk{"desk", {"pause_case_for_ever", "pause"}};
  EXPECT_THAT(desk.scopes("pause_case"), IsEmpty());
  EXPECT_THAT(Principal{}.scopes("pause_case"), IsEmpty());
}

Request with_headers(Pairs headers) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

TEST(AKey, ComesInTheHeaderTheQueryOrTheForm) {
  EXPECT_EQ(key_of(with_headers({{"authorization", "Bearer  secret "}})), "secret");
  EXPECT_EQ(key_of(with_headers({{"authorization", "bearer secret"}})), "secret");
  Request asked;
  asked.query = {{"api_key", "of the query"}};
  EXPECT_EQ(key_of(asked), "of the query");
  Request sent = with_headers({{"content-type", "application/x-www-form-urlencoded"}});
  sent.body = "a=1&api_key=of+the+form";
  EXPECT_EQ(key_of(sent), "of the form");
}

TEST(AKey, IsNoneWhereNoneCame) {
  EXPECT_EQ(key_of(Request{}), "");
  EXPECT_EQ(key_of(with_headers({{"authorization", "Basic c2VjcmV0"}})), "");
  Request other = with_headers({{"content-type", "application/json"}});
  other.body = R"({"api_key":"in a body that is no form"})";
  EXPECT_EQ(key_of(other), "");
}

}  // namespace
}  // namespace portico::http
