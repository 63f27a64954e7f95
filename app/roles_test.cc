// Each role of the demo city against each route that is not public, over HTTP, by the real table of routes and the real gate. Handlers are
// stood in for by one that says that it was reached, so that nothing is done and no handler's own answer is taken for the gate's.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "app/command.h"
#include "app/gate.h"
#include "app/log.h"
#include "app/permissions.h"
#include "app/routes.h"
#include "app/testing.h"
#include "app/time.h"
#include "platform/formats/formats.h"
#include "platform/http/testing.h"
#include "platform/store/testing.h"

namespace portico::app {
namespace {

// Routes that are not public. Whoever adds one, or takes one away, says so here.
constexpr int guarded_routes = 160;

constexpr int reached = 299, refused_status = 403, unknown_status = 401;
constexpr auto password = "four words in a row", agency = "DSW", unit = "technology";
constexpr auto key_of_nothing = "key-of-one-who-may-nothing", key_of_agency = "key-of-the-agencys-program";

// What a role may do, read from the pack without the directory: "read_case:DSW".
std::map<std::string, std::set<std::string>> roles_as_written() {
  std::map<std::string, std::set<std::string>> roles;
  std::vector<Fault> faults;
  const auto document = formats::TomlTable::read(PORTICO_ROOT "/demo/roles.toml").value();
  for (const auto& role : document.tables("role", faults)) {
    for (std::string permission : role.texts("permissions", faults)) {
      if (const auto at = permission.find(":AGENCY"); at != std::string::npos) permission.replace(at, 7, ":" + std::string(agency));
      if (const auto at = permission.find(":UNIT"); at != std::string::npos) permission.replace(at, 5, ":" + std::string(unit));
      roles[role.text("code", faults)].insert(permission);
    }
    roles[role.text("code", faults)].insert("own_account");
  }
  EXPECT_TRUE(faults.empty());
  return roles;
}

// Whether whoever holds these comes through to a route: it names the verb held whole, or, where it knows a scope, held within any.
bool opens(const std::set<std::string>& held, const std::string& permission) {
  const auto colon = permission.find(':');
  const std::string verb = permission.substr(0, colon);
  if (held.contains(verb)) return true;
  const auto within = held.lower_bound(verb + ":");
  return colon != std::string::npos && within != held.end() && within->starts_with(verb + ":");
}

std::string path_like(std::string pattern) {
  for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{'))
    pattern.replace(open, pattern.find('}', open) - open + 1, "x");
  return pattern;
}

class RolesAndRoutes : public store::DatabaseTest {
 protected:
  void SetUp() override {
    Settings wanted;
    wanted.data = settings().folder;
    wanted.database = settings().postgres;
    wanted.schema = settings().schema;
    house_ = std::make_unique<House>(wanted, log_, time_);
    ASSERT_EQ(carry_out(*house_, Load{PORTICO_ROOT "/demo"}, console_), done) << console_.complained;
    known_.keys = {{key_of_nothing, "nobody"}, {key_of_agency, "program"}};
    known_.permissions["program"].permissions = {"pause_case:DSW", "read_proposals"};
  }
  void TearDown() override { house_.reset(); }

  // The headers of somebody who has the role, signed in.
  std::string signed_in_as(const std::string& role) {
    const std::string name = role + "@city.example";
    EXPECT_EQ(carry_out(*house_, AddPerson{name, "R.", "Streets", password}, console_), done) << console_.complained;
    EXPECT_EQ(carry_out(*house_, GrantPerson{true, name, role, agency, unit}, console_), done) << console_.complained;
    const auto entered = house_->identity.sign_in(name, password, "127.0.0.1", "");
    EXPECT_TRUE(entered);
    return "Cookie: portico=" + entered->token + "\r\nX-CSRF-Token: " + identity::csrf_of(entered->token) + "\r\n";
  }
  std::vector<http::Route> guarded() {
    std::vector<http::Route> routes;
    for (auto& route : all_routes(*house_, known_, [] { return http::Traffic{}; })) {
      if (route.permission == "public") continue;
      route.handle = [](const http::Request&, const http::Responder& respond) { respond({.status = reached, .body = "reached"}); };
      routes.push_back(std::move(route));
    }
    return routes;
  }
  http::Settings server_settings() {
    http::Settings settings;
    settings.port = 0;
    settings.gate = gate_of(known_, {house_->identity, house_->directory, house_->surroundings});
    settings.quick_on_loop = house_->store->dialect() == store::Dialect::sqlite;
    return settings;
  }

  SilentLog log_;
  SystemTime time_;
  HeardConsole console_;
  Settings known_;
  std::unique_ptr<House> house_;
};
ON_EACH_DATABASE(RolesAndRoutes);

TEST_P(RolesAndRoutes, EachRoleReachesWhatItsPermissionsNameAndNothingElse) {
  struct Asker {
    std::string who, headers;
    std::set<std::string> held;
  };
  std::vector<Asker> askers;
  for (const auto& [role, held] : roles_as_written()) askers.push_back({role, signed_in_as(role), held});
  EXPECT_EQ(askers.size(), 8U);
  askers.push_back({"a key of nothing", std::string("Authorization: Bearer ") + key_of_nothing + "\r\n", {}});
  askers.push_back(
      {"an agency's key", std::string("Authorization: Bearer ") + key_of_agency + "\r\n", {"pause_case:DSW", "read_proposals"}});
  const auto routes = guarded();
  EXPECT_EQ(routes.size(), static_cast<std::size_t>(guarded_routes)) << "a route more or less: say so above";
  http::Server server(server_settings(), routes, log_);
  server.start();
  http::testing::Client client(server.port());
  std::map<std::string, int> opened;
  for (const auto& route : routes) {
    const std::string method(http::name_of(route.method)), path = path_like(route.pattern), named = method + " " + path;
    EXPECT_EQ(client.ask(method, path, "", "").status, unknown_status) << named << " for nobody";
    EXPECT_EQ(client.ask(method, path, "Cookie: portico=made-up-by-the-asker\r\n", "").status, unknown_status) << named;
    for (const auto& asker : askers) {
      const bool may = opens(asker.held, route.permission);
      opened[asker.who] += may ? 1 : 0;
      EXPECT_EQ(client.ask(method, path, asker.headers, "").status, may ? reached : refused_status)
          << named << " (" << route.permission << ") for " << asker.who;
    }
  }
  server.stop(Millis{5000});
  for (const auto& [who, count] : opened) EXPECT_LT(count, guarded_routes) << who << " may not do everything";
  EXPECT_EQ(opened["a key of nothing"], 0);
  EXPECT_GT(opened["administrator"], opened["crew"]);
}

TEST_P(RolesAndRoutes, EveryPermissionOfARoleIsOneThatARouteKnows) {
  const auto city = house_->directory.now();
  EXPECT_EQ(city->roles.size(), 8U);
  EXPECT_THAT(unknown_permissions(*city, all_routes(*house_, known_, [] { return http::Traffic{}; })), ::testing::IsEmpty());
}

TEST_P(RolesAndRoutes, ThePermissionsThatPacksAreHeldAgainstAreThoseOfTheRoutes) {
  std::map<std::string, bool> named, known;
  for (const auto& route : guarded()) {
    const bool scoped = route.permission.find(':') != std::string::npos;
    const auto [at, fresh] = named.emplace(route.permission.substr(0, route.permission.find(':')), scoped);
    if (!fresh && !scoped) at->second = false;
  }
  for (const auto& [verb, scoped] : known_permissions()) known[std::string(verb)] = scoped;
  EXPECT_EQ(known, named) << "app/permissions.cc is behind the routes";
}

TEST_P(RolesAndRoutes, NothingIsChangedByASessionsBrowserWithoutTheFieldOfOurForms) {
  std::string headers = signed_in_as("administrator");
  headers = headers.substr(0, headers.find("X-CSRF-Token"));
  http::Server server(server_settings(), guarded(), log_);
  server.start();
  http::testing::Client client(server.port());
  int posts = 0;
  for (const auto& route : guarded()) {
    if (route.method == http::Method::get) continue;
    ++posts;
    EXPECT_EQ(client.ask(std::string(http::name_of(route.method)), path_like(route.pattern), headers, "").status, 400) << route.pattern;
  }
  EXPECT_EQ(client.get("/account", headers).status, reached);
  server.stop(Millis{5000});
  EXPECT_GT(posts, 10);
}

TEST_P(RolesAndRoutes, ARoleThatIsTakenAwayOpensNothingFromTheNextRequestOn) {
  const std::string headers = signed_in_as("auditor");
  http::Server server(server_settings(), guarded(), log_);
  server.start();
  http::testing::Client client(server.port());
  EXPECT_EQ(client.get("/audit", headers).status, reached);
  ASSERT_EQ(carry_out(*house_, GrantPerson{false, "auditor@city.example", "auditor", agency, unit}, console_), done);
  EXPECT_EQ(client.get("/audit", headers).status, refused_status);
  EXPECT_EQ(client.get("/account", headers).status, reached);
  ASSERT_EQ(carry_out(*house_, DisablePerson{true, "auditor@city.example"}, console_), done);
  EXPECT_EQ(client.get("/account", headers).status, unknown_status);
  server.stop(Millis{5000});
}

}  // namespace
}  // namespace portico::app
