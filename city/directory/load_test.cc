#include "city/directory/load.h"

#include <gmock/gmock.h>

#include "city/directory/migrations.h"
#include "city/directory/tables.h"
#include "city/directory/testing.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/testing.h"

namespace portico::directory {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class LoadStory : public store::DatabaseTest {
 protected:
  LoadStory() {
    std::vector<store::Migration> all(ledger::migrations().begin(), ledger::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    open(all);
  }

  Plan plan_of(const std::filesystem::path& folder) { return plan(*Directory(store()).now(), read_pack(folder).value()); }
  Outcome<std::int64_t> load(const Plan& plan) {
    return store().run<std::int64_t>([&](store::Tx& tx) { return apply(tx, plan, from_millis(1'772'574'120'000), "operator"); });
  }
  std::int64_t load(const std::filesystem::path& folder) { return load(plan_of(folder)).value(); }
};

TEST_P(LoadStory, BeforeTheFirstLoadTheCityIsEmpty) {
  const Directory directory(store());
  EXPECT_EQ(directory.now()->loaded, 0);
  EXPECT_EQ(directory.now()->city.code, "");
  EXPECT_THAT(directory.now()->services, IsEmpty());
}

TEST_P(LoadStory, APackIsLoadedAndReadBackToTheLastBit) {
  const PackFolder folder;
  EXPECT_EQ(load(folder.path()), 1);
  const Directory directory(store());
  const auto city = directory.now();
  EXPECT_EQ(city->loaded, 1);
  EXPECT_EQ(city->city.zone, "America/New_York");
  EXPECT_EQ(city->service("POTHOLE")->questions.at(0).choices.at(1).name.at("es"), "Carril bici");
  EXPECT_TRUE(city->server.limit_loopback);
  EXPECT_EQ(city->sites.at(0).point, (geo::Point{40.71, -74.01}));
  EXPECT_EQ(city->place({40.71, -73.99}, std::chrono::sys_days(std::chrono::year(2026) / 3 / 3)).at(0).area, "2");
  const Plan again = plan_of(folder.path());
  EXPECT_TRUE(again.empty()) << to_text(again);
  EXPECT_EQ(load(folder.path()), 1) << "nothing changed, so nothing is loaded";
}

TEST_P(LoadStory, ADraftBecomesPublicOnceAndStaysSo) {
  PackFolder folder;
  folder.change("services.toml", "code = \"TREE\"\n", "code = \"TREE\"\ndraft = true\n");
  load(folder.path());
  const auto draft = Directory(store()).now();
  EXPECT_TRUE(draft->service("TREE")->draft);
  EXPECT_FALSE(draft->service("TREE")->shown());
  const auto publication = plan_publication(*draft, "TREE");
  ASSERT_TRUE(publication.has_value());
  EXPECT_THAT(to_text(*publication), HasSubstr("~ service TREE (Fallen tree)\n    draft: true → (none)\n"));
  EXPECT_EQ(load(*publication).value(), 2);
  const auto city = Directory(store()).now();
  EXPECT_TRUE(city->service("TREE")->shown());
  EXPECT_EQ(plan_publication(*city, "TREE").error().kind, Refused::conflict);
  EXPECT_EQ(plan_publication(*city, "HORSE").error().kind, Refused::not_found);
  const Plan again = plan_of(folder.path());  // the pack still calls it a draft
  EXPECT_TRUE(again.empty());
  EXPECT_THAT(to_text(again), HasSubstr("note: service TREE is public and stays so"));
}

TEST_P(LoadStory, ThePlanSaysWhatChangesAndTheLoadDoesIt) {
  PackFolder folder;
  load(folder.path());
  folder.change("agencies.csv", "DPT,Parks and Trees,,,", "DPT,Parks and Trees,555-0101,,\nDEP,Clean Water,,,");
  folder.change("services.toml", "required = true", "required = false");
  folder.change("services.toml", "code = \"TREE\"\nname = \"Fallen tree\"\nagency = \"DPT\"",
                "code = \"LEAK\"\nname = \"Water leak\"\nagency = \"DEP\"");
  folder.change("texts/es.toml", "Bache", "Bache en la calle");
  const Plan planned = plan_of(folder.path());
  EXPECT_EQ(to_text(planned),
            "+ agency DEP (Clean Water)\n"
            "~ agency DPT (Parks and Trees)\n"
            "    phone: (none) → 555-0101\n"
            "+ service LEAK (Water leak)\n"
            "~ service POTHOLE (Pothole)\n"
            "    name.es: Bache → Bache en la calle\n"
            "    questions.WHERE.required: true → false\n"
            "- service TREE (Fallen tree): retired; what used it keeps it\n"
            "2 added, 2 changed, 1 retired; 6 as they were.\n");
  EXPECT_EQ(load(planned).value(), 2);
  const auto city = Directory(store()).now();
  EXPECT_EQ(city->agency("DPT")->phone, "555-0101");
  ASSERT_NE(city->service("TREE"), nullptr) << "nothing is deleted";
  EXPECT_TRUE(city->service("TREE")->retired);
  EXPECT_FALSE(city->service("LEAK")->retired);
  EXPECT_TRUE(plan_of(folder.path()).empty()) << "what is retired stays retired";
}

TEST_P(LoadStory, WhatComesBackIsInForceAgain) {
  PackFolder folder;
  load(folder.path());
  folder.change("services.toml", "[[service]]\ncode = \"TREE\"\nname = \"Fallen tree\"\nagency = \"DPT\"\n", "");
  load(folder.path());
  folder.change("services.toml", "[[group]]", "[[service]]\ncode = \"TREE\"\nname = \"Tree\"\nagency = \"DPT\"\n[[group]]");
  const Plan planned = plan_of(folder.path());
  EXPECT_THAT(to_text(planned), AllOf(HasSubstr("^ service TREE (Tree): in force again\n    name.en: Fallen tree → Tree\n"),
                                      HasSubstr("0 added, 0 changed, 0 retired, 1 in force again")));
  load(planned).value();
  EXPECT_FALSE(Directory(store()).now()->service("TREE")->retired);
  store().read([](store::Reader& reader) {
    EXPECT_EQ(newest_version(reader, Kind::service, "TREE"), 3) << "added, retired, revived: each is kept";
  });
}

TEST_P(LoadStory, ARetiredSetPlacesNothingAnymoreButItsAreasKeepTheirNames) {
  PackFolder folder;
  load(folder.path());
  folder.change("city.toml", "boundary = \"council\"\n", "");
  folder.remove("districts.toml");
  load(folder.path());
  const auto city = Directory(store()).now();
  EXPECT_THAT(city->place({40.71, -73.99}, std::chrono::sys_days(std::chrono::year(2026) / 3 / 3)), IsEmpty());
  EXPECT_TRUE(city->inside_city({0, 0}));
  EXPECT_EQ(city->area("council", "2")->name, "East");
}

TEST_P(LoadStory, AStalePlanIsRefused) {
  PackFolder folder;
  const Plan first = plan_of(folder.path());
  folder.change("agencies.csv", "Parks and Trees", "Parks");
  const Plan second = plan_of(folder.path());
  load(first).value();
  const auto refused = load(second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Refused::conflict);
  EXPECT_EQ(Directory(store()).now()->loaded, 1);
  EXPECT_EQ(Directory(store()).now()->agency("DPT")->name.at("en"), "Parks and Trees") << "nothing of it is there";
}

TEST_P(LoadStory, ADirectoryShowsALoadOnceItIsToldTo) {
  const PackFolder folder;
  Directory directory(store());
  const auto before = directory.now();
  load(folder.path());
  EXPECT_EQ(directory.now(), before);
  directory.refresh();
  EXPECT_EQ(directory.now()->loaded, 1);
  EXPECT_EQ(before->loaded, 0) << "who still holds the old snapshot keeps it whole";
}

TEST_P(LoadStory, TheLedgerTellsEachChange) {
  PackFolder folder;
  load(folder.path());
  folder.change("services.toml", "name = \"Pothole\"", "name = \"Hole\"");
  load(folder.path());
  const StillTime time(from_millis(1'772'574'180'000));
  crypto::SystemChance chance;
  SilentLog log;
  ledger::Ledger ledger(store(), {.folder = settings().folder}, time, chance, log);
  ledger.seal_now();
  std::vector<std::pair<std::string, std::int64_t>> told;
  store().read([&](store::Reader& reader) {
    for (const auto& event : ledger::events_of(reader, "service:POTHOLE")) {
      told.emplace_back(event.type, event.version);
      if (event.version == 2) {
        EXPECT_THAT(event.payload, AllOf(HasSubstr("\"change\":\"changed\""), HasSubstr("\"fields\":[\"name.en\"]")));
      }
    }
  });
  EXPECT_THAT(told, ElementsAre(Pair("ServiceChanged/1", 1), Pair("ServiceChanged/1", 2)));
}

TEST_P(LoadStory, TheDemoCityIsLoadedTwiceAndTheSecondTimeNothingChanges) {
  const auto demo = std::filesystem::path(PORTICO_ROOT) / "demo";
  EXPECT_EQ(load(demo), 1);
  const auto city = Directory(store()).now();
  EXPECT_GE(city->services.size(), 60U);
  EXPECT_TRUE(plan_of(demo).empty());
  for (const auto& site : city->sites) {
    EXPECT_TRUE(city->inside_city(*site.point)) << site.code;
    EXPECT_FALSE(city->place(*site.point, std::chrono::sys_days(std::chrono::year(2026) / 3 / 3)).empty()) << site.code;
  }
}

ON_EACH_DATABASE(LoadStory);

}  // namespace
}  // namespace portico::directory
