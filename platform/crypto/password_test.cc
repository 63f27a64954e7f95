#include "platform/crypto/password.h"

#include <gtest/gtest.h>

namespace portico::crypto {
namespace {

constexpr PasswordCost small{.kibibytes = 64, .passes = 1};
constexpr auto salt = "sixteen bytes it";

TEST(Passwords, FitTheirHashAndNoOther) {
  const std::string kept = hash_password("four words in a row", salt, small);
  EXPECT_TRUE(kept.starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << kept;
  EXPECT_TRUE(password_fits(kept, "four words in a row"));
  EXPECT_FALSE(password_fits(kept, "four words in a ro"));
  EXPECT_FALSE(password_fits(kept, ""));
  EXPECT_NE(kept, hash_password("four words in a row", "sixteen bytes to", small));
}

TEST(Passwords, GiveTheAnswerOfTheReferenceImplementation) {
  EXPECT_TRUE(password_fits("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password"));
}

TEST(Passwords, FitNothingThatIsNoHash) {
  for (const char* none : {"", "password", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$c29tZXNhbHQ"})
    EXPECT_FALSE(password_fits(none, "password")) << none;
}

TEST(Passwords, TellTheirCostSoThatItCanBeRaised) {
  const std::string kept = hash_password("four words in a row", salt, small);
  EXPECT_TRUE(password_cost_is(kept, small));
  EXPECT_FALSE(password_cost_is(kept, PasswordCost{}));
  EXPECT_THROW(hash_password("four words in a row", "too short", small), std::invalid_argument);
}

}  // namespace
}  // namespace portico::crypto
