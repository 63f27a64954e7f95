// What only the whole house can show: every statement on both databases, every route's table entry, what the health page says.
#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "app/control.h"
#include "app/gate.h"
#include "app/log.h"
#include "app/routes.h"
#include "app/testing.h"
#include "app/time.h"
#include "city/registers/routes.h"
#include "platform/http/testing.h"
#include "platform/store/testing.h"

namespace portico::app {
namespace {

class WholeHouse : public store::DatabaseTest {
 protected:
  void SetUp() override {
    Settings wanted;
    wanted.data = settings().folder;
    wanted.database = settings().postgres;
    wanted.schema = settings().schema;
    house_ = std::make_unique<House>(wanted, log_, time_);
  }
  void TearDown() override { house_.reset(); }
  House& house() { return *house_; }
  int load_demo() { return carry_out(house(), Load{PORTICO_ROOT "/demo"}, console_); }

  SilentLog log_;
  SystemTime time_;
  HeardConsole console_;
  std::unique_ptr<House> house_;
};

TEST_P(WholeHouse, EveryRouteHasAPermissionASentenceAndSaysWhatItGives) {
  std::set<std::string> seen;
  for (const auto& route : all_routes(house(), house().settings, [] { return http::Traffic{}; })) {
    EXPECT_THAT(route.permission, ::testing::MatchesRegex("[a-z][a-z_]*[a-z](:[A-Z]+)?"))
        << route.pattern << ": public, verb or verb:SCOPE";
    EXPECT_THAT(route.sentence, ::testing::EndsWith(".")) << route.pattern;
    EXPECT_FALSE(route.gives.empty()) << route.pattern;
    EXPECT_TRUE(seen.insert(std::to_string(static_cast<int>(route.method)) + " " + route.pattern).second)
        << route.pattern << " is declared twice";
  }
  EXPECT_TRUE(seen.contains("0 /requests.{format}"));
  EXPECT_TRUE(seen.contains("0 /health"));
}

TEST_P(WholeHouse, TheRoutesAreListedWithWhatOpensThem) {
  EXPECT_EQ(carry_out(house(), ListRoutes{}, console_), done) << console_.complained;
  EXPECT_THAT(console_.said, ::testing::HasSubstr("GET\t/health\tpublic\tJSON"));
  EXPECT_THAT(console_.said,
              ::testing::HasSubstr("GET\t/{language}/people/{id}\tmanage_people\tHTML\tOne account. In a language of the city.\n"));
  EXPECT_THAT(console_.said, ::testing::HasSubstr("POST\t/desk/requests/{number}/close\tclose_case:AGENCY\t"));
}

// "/proposals/{id}.{format}" → "/proposals/x.x".
std::string path_like(std::string pattern) {
  for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{'))
    pattern.replace(open, pattern.find('}', open) - open + 1, "x");
  return pattern;
}

TEST_P(WholeHouse, NoRouteThatIsNotPublicOpensToNobodyOrToAKeyWithoutItsPermission) {
  const auto routes = all_routes(house(), house().settings, [] { return http::Traffic{}; });
  Settings known;
  known.keys = {{"key-of-one-who-may-nothing", "nobody"}, {"key-of-one-who-may-all-else", "all else"}};
  for (const auto& route : routes) {
    const auto colon = route.permission.find(':');
    known.permissions["all else"].permissions.push_back(route.permission.substr(0, colon) + "_but_not_quite");
    if (colon == std::string::npos) known.permissions["all else"].permissions.push_back(route.permission + ":ONE-PART-OF-IT");
  }
  http::Settings settings;
  settings.port = 0;
  settings.gate = gate_of(known, {house().identity, house().directory, house().surroundings});
  settings.quick_on_loop = house().store->dialect() == store::Dialect::sqlite;
  http::Server server(settings, routes, log_);
  server.start();
  http::testing::Client client(server.port());
  int guarded = 0;
  for (const auto& route : routes) {
    const std::string method(http::name_of(route.method)), path = path_like(route.pattern), named = method + " " + path;
    const int without_key = client.ask(method, path, "", "").status;
    if (route.permission == "public") {
      EXPECT_NE(without_key, 401) << named;
      continue;
    }
    ++guarded;
    EXPECT_EQ(without_key, 401) << named;
    EXPECT_EQ(client.ask(method, path, "Authorization: Bearer made-up-by-the-asker\r\n", "").status, 401) << named;
    EXPECT_EQ(client.ask(method, path, "Authorization: Bearer key-of-one-who-may-nothing\r\n", "").status, 403) << named;
    EXPECT_EQ(client.ask(method, path, "Authorization: Bearer key-of-one-who-may-all-else\r\n", "").status, 403) << named;
  }
  server.stop(Millis{5000});
  EXPECT_GT(guarded, 10) << "of those there are many";
}

TEST_P(WholeHouse, EveryPathOfOpenDataIsARoute) {
  std::set<std::string> known;
  for (const auto& route : all_routes(house(), house().settings, [] { return http::Traffic{}; }))
    if (route.method == http::Method::get && route.permission == "public") known.insert(route.pattern);
  for (const auto& path : registers::open_data_paths()) {
    const std::string any_format = path.substr(0, path.rfind('.')) + ".{format}";
    EXPECT_TRUE(known.contains(path) || known.contains(any_format)) << path << ": /data names it, and nobody answers";
  }
}

TEST_P(WholeHouse, EveryStatementOfEveryModuleCanBePrepared) { EXPECT_THAT(store::prepare_all(*house().store), ::testing::IsEmpty()); }

TEST_P(WholeHouse, TheDemoCityLoadsOnceAndChangesNothingAgain) {
  EXPECT_EQ(load_demo(), done) << console_.complained;
  EXPECT_EQ(house().directory.now()->city.code, "harborview");
  console_.said.clear();
  EXPECT_EQ(load_demo(), done) << console_.complained;
  EXPECT_THAT(console_.said, ::testing::HasSubstr("0 added, 0 changed, 0 retired"));
}

TEST_P(WholeHouse, AnOrderIsCarriedOutByTheProcessThatServes) {
  const auto control = take_orders(house(), log_);
  HeardConsole asker;
  EXPECT_EQ(carry_out_in_server(house().settings, Load{PORTICO_ROOT "/demo"}, asker), done) << asker.complained;
  EXPECT_EQ(house().directory.now()->city.code, "harborview");
  EXPECT_EQ(carry_out_in_server(house().settings, VerifyLedger{}, asker), done);
  EXPECT_EQ(carry_out_in_server(house().settings, Check{}, asker), done);
  EXPECT_EQ(carry_out_in_server(house().settings, Import{"/no/such/mapping.toml", {}}, asker), refused);
  EXPECT_THAT(asker.said, ::testing::HasSubstr("all is as it was signed"));
  EXPECT_THAT(asker.complained, ::testing::HasSubstr("/no/such/mapping.toml"));
}

TEST_P(WholeHouse, EverySlowPublicReadSaysWhatBecomesOfItInAStorm) {
  const std::set<std::string> as_ever{"/health", "/metrics"};
  for (const auto& route : all_routes(house(), house().settings, [] { return http::Traffic{}; })) {
    if (route.method != http::Method::get || route.permission != "public" || route.cost != http::Cost::work) continue;
    EXPECT_TRUE(route.heavy || route.kept_as || as_ever.contains(route.pattern))
        << route.pattern << ": heavy, kept_as, or one of those that go on as ever";
  }
}

TEST_P(WholeHouse, AnEmergencyIsDeclaredExtendedAndEndedByTheProcessThatServes) {
  ASSERT_EQ(load_demo(), done) << console_.complained;
  const auto file = settings().folder / "storm.toml";
  const Instant now = house().time.now();
  std::ofstream(file) << "code = \"snow\"\nkind = \"suspend\"\nservices = [\"POTHOLE\"]\ngroups = [\"trees\"]\nuntil = "
                      << iso8601(now + std::chrono::hours(48)) << "\n[words]\nen = \"Because of the snow storm.\"\n";
  const auto control = take_orders(house(), log_);
  HeardConsole asker;
  EXPECT_EQ(carry_out_in_server(house().settings, DeclareEmergency{file}, asker), done) << asker.complained;
  ASSERT_EQ(house().standards.now()->emergencies.size(), 1u) << "the snapshot is read anew";
  EXPECT_TRUE(house().standards.now()->emergencies[0].names("POTHOLE"));
  EXPECT_EQ(carry_out_in_server(house().settings, DeclareEmergency{file}, asker), refused);
  EXPECT_THAT(asker.complained, ::testing::HasSubstr("storm.toml:1: there has been an emergency 'snow' already"));
  EXPECT_EQ(carry_out_in_server(house().settings, ExtendEmergency{"snow", now + std::chrono::hours(72)}, asker), done);
  EXPECT_EQ(carry_out_in_server(house().settings, EndEmergency{"snow"}, asker), done);
  EXPECT_EQ(carry_out_in_server(house().settings, EndEmergency{"snow"}, asker), refused);
  asker.said.clear();
  EXPECT_EQ(carry_out_in_server(house().settings, ListEmergencies{}, asker), done);
  EXPECT_THAT(asker.said, ::testing::HasSubstr("snow  suspend (over)"));
}

TEST_P(WholeHouse, StormModeIsSwitchedByTheProcessThatServes) {
  const auto control = take_orders(house(), log_);
  HeardConsole asker;
  EXPECT_EQ(carry_out_in_server(house().settings, SwitchStorm{StormMode::on}, asker), done);
  EXPECT_TRUE(house().storm.intake_only());
  EXPECT_EQ(carry_out_in_server(house().settings, SwitchStorm{}, asker), done);
  EXPECT_THAT(asker.said, ::testing::HasSubstr("on intake only: the operator said so"));
  EXPECT_EQ(carry_out_in_server(house().settings, SwitchStorm{StormMode::automatic}, asker), done);
  EXPECT_FALSE(house().storm.intake_only());
}

TEST_P(WholeHouse, NobodyServesAnIdleFolder) {
  HeardConsole asker;
  EXPECT_EQ(carry_out_in_server(house().settings, Check{}, asker), std::nullopt);
}

ON_EACH_DATABASE(WholeHouse);

TEST(Listen, TakesAnAddressAndAPort) {
  Settings settings;
  EXPECT_TRUE(read_listen("[::1]:80", settings));
  EXPECT_EQ(settings.address, "::1");
  EXPECT_EQ(settings.port, 80);
  EXPECT_TRUE(read_listen(":0", settings));
  EXPECT_EQ(settings.port, 0);
  for (const char* wrong : {"", "localhost", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x"})
    EXPECT_FALSE(read_listen(wrong, settings)) << wrong;
}

}  // namespace
}  // namespace portico::app
