#include "platform/i18n/uses.h"

#include <gmock/gmock.h>

namespace portico::i18n {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Uses, OfAMessageAreTold) {
  const auto uses =
      uses_of("{has_name, select, yes {Dear {name},} other {{count, plural, one {# day} other {{count, number} days}}}} {due}");
  ASSERT_THAT(uses, SizeIs(5));
  EXPECT_EQ(uses[0].argument, "has_name");
  EXPECT_EQ(uses[0].as, Use::As::select);
  EXPECT_THAT(uses[0].cases, ElementsAre("yes", "other"));
  EXPECT_EQ(uses[1].argument, "name");
  EXPECT_EQ(uses[1].as, Use::As::plain);
  ASSERT_THAT(uses[1].within, SizeIs(1));
  EXPECT_EQ(uses[1].within[0].argument, "has_name");
  EXPECT_EQ(uses[1].within[0].chosen, "yes");
  EXPECT_EQ(uses[2].as, Use::As::plural);
  EXPECT_EQ(uses[2].within[0].chosen, "other");
  EXPECT_EQ(uses[3].as, Use::As::simple);
  EXPECT_EQ(uses[3].style, "number");
  EXPECT_THAT(uses[3].within, SizeIs(1)) << "a plural is no choice that somebody made";
  EXPECT_EQ(uses[4].argument, "due");
  EXPECT_THAT(uses[4].within, IsEmpty());
}

TEST(Uses, OfWhatIsNoMessageAreNone) {
  EXPECT_THAT(uses_of("Dear {name"), IsEmpty());
  EXPECT_THAT(uses_of(""), IsEmpty());
  EXPECT_THAT(uses_of("It's '{not}' one"), IsEmpty());
}

}  // namespace
}  // namespace portico::i18n
