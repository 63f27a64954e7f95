#include "platform/ledger/json.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/chance.h"
#include "platform/ledger/salted.h"

namespace portico::ledger {
namespace {

TEST(Payload, IsWrittenOneWayOnly) {
  EXPECT_EQ(Payload{}.str(), "{}");
  EXPECT_EQ(Payload{}.add("agency", "DPW").add("case", 4711).add("minus", -1).str(), R"({"agency":"DPW","case":4711,"minus":-1})");
  const std::vector<std::string> flags = {"edge", "late"};
  EXPECT_EQ(Payload{}.add("flags", flags).add("none", std::vector<std::string>{}).str(), R"({"flags":["edge","late"],"none":[]})");
  EXPECT_EQ(Payload{}.add("clock", Payload{}.add("due", 7)).add("kind", "first").str(), R"({"clock":{"due":7},"kind":"first"})");
}

TEST(Payload, EscapesWhatMustBeEscapedAndNothingElse) {
  EXPECT_EQ(Payload{}.add("t", "a\"b\\c/d\n\t\r\b\f\x01\x1f é हि \x7f").str(),
            "{\"t\":\"a\\\"b\\\\c/d\\n\\t\\r\\b\\f\\u0001\\u001f é हि \x7f\"}");
  EXPECT_EQ(Payload{}.add("t", std::string("a\0b", 3)).str(), R"({"t":"a\u0000b"})");
}

TEST(Payload, RefusesWhatWouldHaveTwoWritings) {
  EXPECT_THROW(Payload{}.add("b", 1).add("a", 2), std::logic_error);
  EXPECT_THROW(Payload{}.add("a", 1).add("a", 2), std::logic_error);
  EXPECT_THROW(Payload{}.add("a", "\xC3"), std::invalid_argument);
  EXPECT_EQ(Payload{}.add("", 1).add("A", 1).add("a", 1).str(), R"({"":1,"A":1,"a":1})");
}

TEST(OneJsonObject, EndsWhereItsBraceCloses) {
  for (const char* whole : {"{}", R"({"a":1})", R"({"a":{"b":["}",1]}})", R"({"a":"\"}{"})", R"({"a":"\\"})"})
    EXPECT_TRUE(is_one_json_object(whole));
  for (const char* other : {"", "[]", "{", "{}}", "{} ", R"({"a":1},"b":{})", R"({"a":"})", R"({"a":[})", R"({"a":1]})", "null"})
    EXPECT_FALSE(is_one_json_object(other)) << other;
}

TEST(SaltedHash, TellsNothingWithoutItsSalt) {
  crypto::SystemChance chance;
  const auto salt = new_salt(chance), other = new_salt(chance);
  EXPECT_EQ(salt.size(), 16u);
  EXPECT_EQ(salted_hash(salt, "555-0100").size(), 64u);
  EXPECT_EQ(salted_hash(salt, "555-0100"), salted_hash(salt, "555-0100"));
  EXPECT_NE(salted_hash(salt, "555-0100"), salted_hash(other, "555-0100"));
  EXPECT_NE(salted_hash(salt, "555-0100"), salted_hash(salt, "555-0101"));
}

}  // namespace
}  // namespace portico::ledger
