// Who may come in, by what the operator wrote.
#include "app/gate.h"

#include <gmock/gmock.h>

#include <fstream>
#include <memory>

#include "app/command.h"
#include "app/testing.h"
#include "app/time.h"
#include "platform/identity/code.h"
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
  Outcome<http::Principal> ask(const std::string& key) {
    http::Request request;
    request.headers = {{"authorization", "Bearer " + key}};
    return gate()(request);
  }
  std::function<Outcome<http::Principal>(const http::Request&)> gate() {
    return gate_of(settings_, {house().identity, house().directory, house().surroundings});
  }
  // One house for all: what the operator wrote stands in settings_ alone.
  House& house() {
    if (!house_) {
      Settings wanted;
      wanted.data = folder_.path() / "data";
      house_ = std::make_unique<House>(wanted, log_, time_);
    }
    return *house_;
  }
  store::TemporaryFolder folder_;
  Settings settings_;
  SilentLog log_;
  SystemTime time_;
  std::unique_ptr<House> house_;
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
  EXPECT_FALSE(gate()(http::Request{}));
}

class AGateForPeople : public AGate {
 protected:
  void SetUp() override {
    ASSERT_EQ(carry_out(house(), Load{PORTICO_ROOT "/demo"}, console_), done) << console_.complained;
    ASSERT_EQ(carry_out(house(), AddPerson{"ana@city.example", "Ana R.", "Streets", "four words in a row"}, console_), done);
    ASSERT_EQ(carry_out(house(), GrantPerson{true, "ana@city.example", "dispatcher", "DSW", "north"}, console_), done)
        << console_.complained;
    token_ = house().identity.sign_in("ana@city.example", "four words in a row", "127.0.0.1", "").value().token;
  }
  http::Request asking(http::Method method, http::Pairs headers = {}, std::string body = {}) {
    http::Request request;
    request.method = method;
    request.headers = std::move(headers);
    request.headers.emplace_back("cookie", "lang=es; portico=" + token_);
    request.headers.emplace_back("host", "127.0.0.1:8311");
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = std::move(body);
    return request;
  }
  HeardConsole console_;
  std::string token_;
};

TEST_F(AGateForPeople, TurnsASessionIntoWhoItIsAndWhatTheirRolesAllow) {
  const auto ana = gate()(asking(http::Method::get));
  ASSERT_TRUE(ana);
  EXPECT_EQ(ana->actor, "person:1");
  EXPECT_EQ(ana->public_name, "Ana R.");
  EXPECT_EQ(ana->department, "Streets");
  EXPECT_EQ(ana->agency, "DSW");
  EXPECT_EQ(ana->unit, "north");
  EXPECT_TRUE(ana->may("pause_case", "DSW"));
  EXPECT_FALSE(ana->may("pause_case", "DPT")) << "another agency's";
  EXPECT_TRUE(ana->may("own_account", "*"));
  ASSERT_EQ(carry_out(house(), GrantPerson{false, "ana@city.example", "dispatcher", "DSW", "north"}, console_), done);
  EXPECT_FALSE(gate()(asking(http::Method::get))->may("pause_case", "DSW")) << "from the next request on";
}

TEST_F(AGateForPeople, OpensNothingAfterAPasswordAloneForARoleThatWantsASecondFactor) {
  const CitySurroundings strict(house().directory, {"dispatcher"});
  const auto ask_strictly = gate_of(settings_, {house().identity, house().directory, strict});
  EXPECT_FALSE(ask_strictly(asking(http::Method::get))->may("pause_case", "DSW"));
  EXPECT_TRUE(ask_strictly(asking(http::Method::get))->may("own_account", "*")) << "where it is switched on";
  token_ = house().identity.enter_by_oidc("ana@city.example", "127.0.0.1", "").value().token;
  EXPECT_TRUE(ask_strictly(asking(http::Method::get))->may("pause_case", "DSW")) << "another house's word has its own";
  const CitySurroundings others(house().directory, {"administrator"});
  EXPECT_FALSE(others.wants_second_factor(house().identity.who(token_)->person));
}

TEST_F(AGateForPeople, OpensAtOnceWhereTheSecondFactorIsSwitchedOnAndForThatSessionAlone) {
  const CitySurroundings strict(house().directory, {"dispatcher"});
  const auto ask_strictly = gate_of(settings_, {house().identity, house().directory, strict});
  const std::string other = house().identity.sign_in("ana@city.example", "four words in a row", "127.0.0.1", "").value().token;
  const auto who = house().identity.who(token_).value();
  const auto secret = house().identity.begin_second_factor(who).value();
  EXPECT_FALSE(ask_strictly(asking(http::Method::get))->may("pause_case", "DSW")) << "begun is not switched on";
  ASSERT_TRUE(house().identity.confirm_second_factor(who, identity::code_at(secret, identity::step_of(house().time.now()))));
  EXPECT_TRUE(ask_strictly(asking(http::Method::get))->may("pause_case", "DSW"));
  token_ = other;
  EXPECT_FALSE(ask_strictly(asking(http::Method::get))->may("pause_case", "DSW")) << "it began with a password alone";
}

TEST_F(AGateForPeople, RefusesToAskASecondFactorOfARoleThatTheCityHasNot) {
  EXPECT_TRUE(check_second_factor_for(settings_, *house().directory.now()));
  settings_.people.second_factor_for = {"dispatcher", "dispacher"};
  settings_.people.second_factor_place = "portico.toml:4";
  const auto refused = check_second_factor_for(settings_, *house().directory.now());
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().faults.size(), 1U);
  EXPECT_EQ(refused.error().faults[0].field, "portico.toml:4");
  EXPECT_THAT(refused.error().faults[0].reason, ::testing::HasSubstr("no role \"dispacher\""));
  EXPECT_THAT(refused.error().faults[0].accepted, ::testing::HasSubstr("dispatcher"));
  EXPECT_THAT(check_second_factor_for(settings_, {}).error().faults.at(0).accepted, ::testing::HasSubstr("has not been loaded"));
}

TEST_F(AGateForPeople, TakesChangesFromPagesOfTheSessionAlone) {
  const std::string csrf = gate()(asking(http::Method::get))->csrf;
  EXPECT_TRUE(gate()(asking(http::Method::post, {}, "a=b&csrf=" + csrf)));
  EXPECT_TRUE(gate()(asking(http::Method::post, {{"x-csrf-token", csrf}})));
  EXPECT_TRUE(gate()(asking(http::Method::post, {{"origin", "http://127.0.0.1:8311"}}, "csrf=" + csrf)));
  EXPECT_EQ(gate()(asking(http::Method::post, {}, "a=b")).error().kind, Refused::invalid);
  EXPECT_FALSE(gate()(asking(http::Method::post, {}, "csrf=" + std::string(csrf.size(), '0'))));
  EXPECT_FALSE(gate()(asking(http::Method::post, {{"origin", "https://evil.example"}}, "csrf=" + csrf)));
  EXPECT_FALSE(gate()(asking(http::Method::post, {{"origin", "null"}}, "csrf=" + csrf)));
  token_ = "made up";
  EXPECT_EQ(gate()(asking(http::Method::get)).error().kind, Refused::forbidden);
}

TEST_F(AGateForPeople, ShowsABrowserTheWayToSignIn) {
  const auto page = refused_page_of(house().surroundings);
  http::Request request;
  request.target = "/desk/requests?state=open";
  EXPECT_FALSE(page(request, 401)) << "no browser";
  request.headers = {{"accept", "text/html,*/*"}, {"accept-language", "es"}};
  ASSERT_TRUE(page(request, 401));
  EXPECT_EQ(page(request, 401)->headers.at(0).second, "/es/sign-in?back=%2Fdesk%2Frequests%3Fstate%3Dopen");
  EXPECT_EQ(page(request, 403)->status, 403);
  EXPECT_THAT(page(request, 403)->body, HasSubstr("Sus funciones no abren esta página"));
  request.method = http::Method::post;
  EXPECT_FALSE(page(request, 401));
  EXPECT_THAT(page(request, 400)->body, HasSubstr("Este formulario es demasiado antiguo"));
}

TEST_F(AGate, AsksForHttpsUnlessTheServerIsReachedOnThisMachine) {
  for (const auto& [url, secure] : {std::pair("", false), std::pair("http://localhost:8311", false), std::pair("http://127.0.0.1", false),
                                    std::pair("http://[::1]:80", false), std::pair("https://localhost", true),
                                    std::pair("http://311.city.example", true), std::pair("http://localhost.evil.example", true)}) {
    settings_.public_url = url;
    EXPECT_EQ(secure_cookies(settings_), secure) << url;
  }
  settings_.people.plain_cookies = true;
  settings_.public_url = "http://311.city.example";
  EXPECT_FALSE(secure_cookies(settings_));
}

TEST_F(AGate, NamesRolesPermissionsThatNoRouteKnows) {
  directory::Snapshot city;
  city.roles.push_back({.code = "crew", .permissions = {"read_case:AGENCY", "storm_mode:AGENCY", "fly"}});
  const auto unknown = unknown_permissions(city, {route("public"), route("read_case:AGENCY"), route("storm_mode")});
  EXPECT_THAT(unknown,
              ElementsAre(HasSubstr("\"storm_mode:AGENCY\", but the routes know storm_mode without"), HasSubstr("\"fly\", which no")));
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
