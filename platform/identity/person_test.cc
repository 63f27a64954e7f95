// What a name and a password may be, how long whoever guesses waits, and the codes of the second factor: pure rules.
#include "platform/identity/person.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "platform/crypto/crypto.h"
#include "platform/identity/code.h"
#include "platform/identity/throttle.h"

namespace portico::identity {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

Instant at(std::int64_t seconds) { return from_millis(seconds * 1000); }

TEST(Names, AreFoldedAndOfLettersThatNamesHaveHere) {
  EXPECT_EQ(fold_name("  Ana.Ruiz@City.Example "), "ana.ruiz@city.example");
  for (const char* good : {"ana", "ana.ruiz@city.example", "crew-7"}) EXPECT_TRUE(check_name(good, "name")) << good;
  for (const char* wrong : {"", "an", "@city.example", "ana@", "a@b@c", "ana ruiz", "ana\nruiz", "añа"})
    EXPECT_FALSE(check_name(wrong, "name")) << wrong;
}

TEST(Passwords, AreLongAndNotTheName) {
  EXPECT_TRUE(check_password("four words in a row", "ana", "password"));
  EXPECT_TRUE(check_password("contraseña ñ", "ana", "password"));
  const auto refused = check_password("elevenlette", "ana", "password");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().faults.front().field, "password");
  EXPECT_THAT(refused.error().faults.front().reason, HasSubstr("fewer than 12"));
  EXPECT_THAT(refused.error().faults.front().accepted, HasSubstr("12 to 200 characters"));
  for (const char* wrong : {"Ana.Ruiz@city.example", "ana.ruizlonger", "aaaaaaaaaaaaaa"})
    EXPECT_FALSE(
        check_password(wrong, wrong == std::string("ana.ruizlonger") ? "ana.ruizlonger@city.example" : "ana.ruiz@city.example", "password"))
        << wrong;
  EXPECT_FALSE(check_password(std::string(201, 'x') + "y", "ana", "password"));
}

TEST(Waits, GrowWithEachFailureAndEnd) {
  EXPECT_EQ(wait_for({4, at(0)}, of_name, at(0)), Millis{0});
  EXPECT_EQ(wait_for({5, at(0)}, of_name, at(0)), Millis{1'000});
  EXPECT_EQ(wait_for({8, at(0)}, of_name, at(3)), Millis{5'000});
  EXPECT_EQ(wait_for({8, at(0)}, of_name, at(8)), Millis{0});
  EXPECT_EQ(wait_for({1'000'000, at(0)}, of_name, at(0)), of_name.longest) << "never for ever";
  EXPECT_EQ(wait_for({19, at(0)}, of_address, at(0)), Millis{0}) << "a whole office shares one address";
  EXPECT_EQ(remembered({8, at(0)}, at(10'800)), 1) << "half is forgotten with every hour";
  EXPECT_EQ(remembered({8, at(0)}, at(1'000'000'000)), 0);
  EXPECT_EQ(remembered({8, at(100)}, at(0)), 8) << "a clock that was set back";
  EXPECT_EQ(wait_for({8, at(259'200)}, of_name, at(0)), Millis{0}) << "nobody waits three days for it";
  EXPECT_EQ(wait_for({8, at(1)}, of_name, at(0)), Millis{9'000}) << "of two machines one is a second ahead";
}

RC_GTEST_PROP(Waits, NobodyIsEverLockedOutForLongerThanTheLongestWait, ()) {
  const Attempts attempts{*rc::gen::inRange<std::int64_t>(0, 1'000'000), at(*rc::gen::inRange(0, 1'000'000))};
  const Instant now = attempts.last + Millis{*rc::gen::inRange(0, 10'000'000)};
  RC_ASSERT(wait_for(attempts, of_name, now) <= of_name.longest);
  RC_ASSERT(wait_for(attempts, of_name, now + of_name.longest) == Millis{0});
}

TEST(Codes, AreThoseOfRfc6238) {
  const std::string secret = "12345678901234567890";
  const std::pair<std::int64_t, const char*> known[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                                                        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : known) EXPECT_EQ(code_at(secret, step_of(at(seconds))), code) << seconds;
}

TEST(Codes, AreTakenOnceAndAStepEarlyOrLate) {
  const std::string secret = "12345678901234567890";
  const std::int64_t step = step_of(at(1111111111));
  EXPECT_EQ(step_with(secret, "050 471", 0, at(1111111111)), step);
  EXPECT_EQ(step_with(secret, "050471", 0, at(1111111111 + 30)), step);
  EXPECT_EQ(step_with(secret, "050471", 0, at(1111111111 - 30)), step);
  EXPECT_EQ(step_with(secret, "050471", 0, at(1111111111 + 61)), std::nullopt);
  EXPECT_EQ(step_with(secret, "050471", step, at(1111111111)), std::nullopt) << "used already";
  EXPECT_EQ(step_with(secret, "050471", step + 8'640, at(1111111111)), step) << "used three days ahead: the clock was set back";
  for (const char* none : {"", "05047", "0504710", "x"}) EXPECT_EQ(step_with(secret, none, 0, at(1111111111)), std::nullopt);
}

TEST(Codes, GoToAPhoneAsAnAddress) {
  EXPECT_EQ(otpauth("12345678901234567890", "Harbor City", "ana@city.example"),
            "otpauth://totp/"
            "Harbor%20City:ana%40city.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Harbor%20City&algorithm=SHA1&digits=6&"
            "period=30");
}

TEST(RecoveryCodes, AreTenUnlikeOnesThatCanBeReadAloud) {
  crypto::SystemChance chance;
  const auto codes = draw_recovery_codes(chance);
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
  for (const auto& code : codes) EXPECT_THAT(code, MatchesRegex("[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{2}"));
  EXPECT_EQ(fold_recovery_code(" abcd-efgh jk\n"), "ABCDEFGHJK");
  EXPECT_TRUE(check_password(draw_password(chance), "ana", "password"));
}

}  // namespace
}  // namespace portico::identity
