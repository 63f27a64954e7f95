// A pack whose roles name what no route knows is refused before anybody relies on it.
#include "app/permissions.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "app/command.h"
#include "app/testing.h"
#include "base/text.h"
#include "platform/store/testing.h"

namespace portico::app {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The demo city, with other words in its roles.toml.
class APackOfRoles : public ::testing::Test {
 protected:
  APackOfRoles() { std::filesystem::copy(PORTICO_ROOT "/demo", pack(), std::filesystem::copy_options::recursive); }
  std::filesystem::path pack() const { return folder_.path() / "pack"; }
  int line_of(std::string_view words) const {
    std::ifstream file(pack() / "roles.toml");
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.find(words) != std::string::npos) return number;
    }
    return 0;
  }
  void write(const std::string& words, const std::string& others) {
    std::ostringstream text;
    text << std::ifstream(pack() / "roles.toml").rdbuf();
    std::string changed = text.str();
    ASSERT_NE(changed.find(words), std::string::npos);
    changed.replace(changed.find(words), words.size(), others);
    std::ofstream(pack() / "roles.toml") << changed;
  }
  store::TemporaryFolder folder_;
  HeardConsole console_;
};

TEST_F(APackOfRoles, IsRefusedWithTheLineAndTheNearestThatThereIs) {
  EXPECT_EQ(city_check(pack(), console_), done) << console_.complained;
  write("\"contest_case\"]", "\"contest_cases\"]");
  EXPECT_EQ(city_check(pack(), console_), refused);
  EXPECT_THAT(console_.complained, AllOf(HasSubstr("roles.toml:" + std::to_string(line_of("contest_cases"))),
                                         HasSubstr("The role \"call_taker\" has \"contest_cases\""), HasSubstr("perhaps 'contest_case'")));
}

TEST(ARolesPermission, HasAScopeOnlyWhereTheRoutesKnowOne) {
  directory::Pack pack;
  pack.role_permissions = {
      {"roles.toml:3", "crew", "close_case:AGENCY"}, {"roles.toml:3", "crew", "storm_mode:AGENCY"}, {"roles.toml:7", "pilot", "qqqqqqq"}};
  std::vector<Fault> faults;
  check_role_permissions(pack, faults);
  EXPECT_THAT(faults, ElementsAre(AllOf(Field(&Fault::field, "roles.toml:3"), Field(&Fault::accepted, "\"storm_mode\"")),
                                  AllOf(Field(&Fault::field, "roles.toml:7"),
                                        Field(&Fault::accepted, HasSubstr("one of accept_case, announce, answer_contact, audit")))));
  pack.role_permissions.resize(1);
  faults.clear();
  check_role_permissions(pack, faults);
  EXPECT_THAT(faults, IsEmpty());
}

}  // namespace
}  // namespace portico::app
