#include "platform/identity/events.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace portico::identity {
namespace {

template <class Event>
void stands_as(std::string_view name, const Event& event) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/platform/identity/events/" + std::string(name) + ".json");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(to_json(event), trim(text.str())) << name;
}

TEST(Events, StandAsTheyWereReleased) {
  stands_as("PersonAdded", PersonAdded{17});
  stands_as("PersonGranted", PersonGranted{17, "dispatcher", "DSW", "north"});
  stands_as("PersonGranted-everywhere", PersonGranted{17, "auditor", "", ""});
  stands_as("PersonRevoked", PersonRevoked{17, "dispatcher", "DSW", "north"});
  stands_as("PersonDisabled", PersonDisabled{17});
  stands_as("PersonEnabled", PersonEnabled{17});
  stands_as("PasswordSet", PasswordSet{17});
  stands_as("SecondFactorSwitchedOn", SecondFactorSwitchedOn{17});
  stands_as("SecondFactorReset", SecondFactorReset{17});
  stands_as("SignedIn", SignedIn{17, "second_factor"});
  stands_as("SignInRefused", SignInRefused{17, "wrong_code"});
}

}  // namespace
}  // namespace portico::identity
