// Escalations reach whoever holds the role that they go to.
#include "app/staff_book.h"

#include <gmock/gmock.h>

#include "platform/identity/migrations.h"
#include "platform/identity/people.h"
#include "platform/identity/testing.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Knows one recipient, and that nobody is to be told of what has ended.
class TownBook final : public notify::AddressBook {
 public:
  std::optional<std::vector<notify::Reach>> reaches(store::Reader&, const notify::Note& note) const override {
    if (note.about == "case:ended") return std::vector<notify::Reach>();
    if (note.recipient == "reporter:1") return std::vector<notify::Reach>{{.who = "reporter:1", .address = "ana@home.example"}};
    return std::nullopt;
  }
  notify::Filling filling(store::Reader&, const notify::Note&, const notify::Reach&) const override { return {"LAMP", {}}; }
  std::string first_language() const override { return "es"; }
};

class TheStaff : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
    for (const auto& module : {ledger::migrations(), identity::migrations()}) all.insert(all.end(), module.begin(), module.end());
    open(all);
  }
  void works(const std::string& name, const std::string& role, const std::string& agency) {
    ASSERT_TRUE(store().run<identity::Person>([&](store::Tx& tx) -> Outcome<identity::Person> {
      if (!identity::find_person(tx, name))
        if (auto added = identity::add_person(tx, {name, "R. Diaz", "Works"}, now, "setup"); !added) return added;
      return identity::grant_person(tx, name, {role, agency, ""}, now, "setup");
    }));
  }
  std::optional<std::vector<std::string>> told(const std::string& recipient, const std::string& about = "case:1") {
    std::optional<std::vector<std::string>> addresses;
    store().read([&](store::Reader& reader) {
      const auto ways = book.reaches(
          reader, {.key = "k", .about = about, .recipient = recipient, .template_code = "escalation", .data = "{}", .not_before = now});
      if (!ways) return;
      addresses.emplace();
      for (const auto& way : *ways) addresses->push_back(way.address);
    });
    return addresses;
  }
  const Instant now = *parse_instant("2026-03-02T12:00:00Z", "");
  TownBook town;
  identity::BareSurroundings around{"America/New_York"};
  StaffBook book{town, around};
};
ON_EACH_DATABASE(TheStaff);

TEST_P(TheStaff, IsToldByTheRoleAndTheAgency) {
  works("diaz@town.example", "dispatcher", "DSW");
  works("chief@town.example", "dispatcher", "");
  works("moss@town.example", "dispatcher", "PARKS");
  works("okafor@town.example", "crew", "DSW");
  works("kiosk", "dispatcher", "DSW");  // who signs in without an address has none
  EXPECT_THAT(*told("role:dispatcher@DSW"), ElementsAre("chief@town.example", "diaz@town.example"));
  EXPECT_THAT(*told("role:supervisor@DSW"), IsEmpty());
  ASSERT_TRUE(
      store().run<identity::Person>([&](store::Tx& tx) { return identity::disable_person(tx, "diaz@town.example", now, "setup"); }));
  EXPECT_THAT(*told("role:dispatcher@DSW"), ElementsAre("chief@town.example"));
  EXPECT_THAT(*told("role:dispatcher@DSW", "case:ended"), IsEmpty());
}

TEST_P(TheStaff, LeavesAllOthersToTheBookBelow) {
  EXPECT_THAT(*told("reporter:1"), ElementsAre("ana@home.example"));
  EXPECT_FALSE(told("horse:1"));
  EXPECT_FALSE(told("role:dispatcher")) << "of no agency";
  EXPECT_EQ(book.first_language(), "es");
}

}  // namespace
}  // namespace portico::app
