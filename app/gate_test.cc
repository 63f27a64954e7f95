// Who may come in, by what the operator wrote.
#include "app/gate.h"

#include <gmock/gmock.h>

#include <fstream>

#include "platform/store/testing.h"

namespace portico::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

http::Route route(std::string permission) { return {http::Method::get, "/", std::move(permission), http::Cost::quick, "", "", "", {}}; }

class AGate : public ::testing::Test {
 protected:
  Outcome<void> read(std::string_view config) {
    const auto file = folder_.path() / "portico.toml";
    std::ofstream(file) << config;
    return read_config(file, settings_);
  }
  Outcome<http::Principal> ask(std::string key) {
    http::Request request;
    request.headers = {{"authorization", "Bearer " + key}};
    return gate_of(settings_)(request);
  }
  store::TemporaryFolder folder_;
  Settings settings_;
};

TEST_F(AGate, KnowsTheHolderOfAKeyAndWhatTheyMayDo) {
  ASSERT_TRUE(
      read("[keys]\nparks = \"a-key-of-sixteen-or-more\"\ndesk = \"another-key-of-sixteen\"\n"
           "[permissions]\nparks = [\"propose_sla:PARKS\", \"publish_service\"]\n"));
  const auto parks = ask("a-key-of-sixteen-or-more");
  ASSERT_TRUE(parks);
  EXPECT_EQ(parks->name, "parks");
  EXPECT_THAT(parks->permissions, ElementsAre("propose_sla:PARKS", "publish_service"));
  ASSERT_TRUE(ask("another-key-of-sixteen"));
  EXPECT_TRUE(ask("another-key-of-sixteen")->permissions.empty());
  EXPECT_FALSE(ask("a-key-of-sixteen-or-mor"));
  EXPECT_FALSE(gate_of(settings_)(http::Request{}));
}

TEST_F(AGate, RefusesPermissionsOfAHolderWithoutAKey) {
  const auto refused = read("[keys]\nparks = \"a-key-of-sixteen-or-more\"\n[permissions]\nparcs = [\"publish_service\"]\n");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().faults.front().field, HasSubstr("portico.toml:4"));
  EXPECT_EQ(refused.error().faults.front().reason, "parcs is given permissions but has no key");
}

TEST_F(AGate, RefusesAtStartWhatNoRouteKnowsAndListsWhatThereIs) {
  const std::vector<http::Route> routes{route("public"), route("publish_service"), route("propose_sla:AGENCY")};
  ASSERT_TRUE(
      read("[keys]\nparks = \"a-key-of-sixteen-or-more\"\n[permissions]\n"
           "parks = [\"publish_services\", \"publish_service:PARKS\", \"propose_sla:PARKS\", \"propose_sla:\"]\n"));
  const auto refused = check_permissions(settings_, routes);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().faults.size(), 3U);
  EXPECT_THAT(refused.error().faults[0].field, HasSubstr("portico.toml:4"));
  EXPECT_EQ(refused.error().faults[0].reason, "there is no permission \"publish_services\"");
  EXPECT_EQ(refused.error().faults[0].accepted, "propose_sla or propose_sla:AGENCY, publish_service");
  EXPECT_EQ(refused.error().faults[1].accepted, "publish_service");
  EXPECT_EQ(refused.error().faults[2].accepted, "propose_sla or propose_sla:AGENCY");
  EXPECT_TRUE(check_permissions({}, routes));
}

}  // namespace
}  // namespace portico::app
