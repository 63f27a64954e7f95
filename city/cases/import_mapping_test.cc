// Reading mappings: what a date may look like, and what is wrong with a mapping told with file and line.
#include "city/cases/import_mapping.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace portico::cases {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;

Instant read_as(std::string_view pattern, std::string_view text) {
  const auto reading = DateFormat::make(pattern, "dates")->read(text);
  if (!reading) return from_millis(0);
  return Instant(reading->local.time_since_epoch() - reading->offset.value_or(std::chrono::minutes(0)));
}

Instant instant(std::string_view text) { return *parse_instant(text, ""); }

TEST(DateFormat, ReadsWhatCitiesWrite) {
  EXPECT_EQ(read_as("iso", "2026-04-13T02:56:23.000"), instant("2026-04-13T02:56:23Z"));
  EXPECT_EQ(read_as("iso", "2016-07-13 15:11:07+00:00"), instant("2016-07-13T15:11:07Z"));
  EXPECT_EQ(read_as("iso", "2016-07-13T15:11:07.25-0500"), instant("2016-07-13T20:11:07.250Z"));
  EXPECT_EQ(read_as("iso", "2016-07-13"), instant("2016-07-13T00:00:00Z"));
  EXPECT_EQ(read_as("%m/%d/%Y %I:%M:%S %p", "05/01/2022 12:00:03 AM"), instant("2022-05-01T00:00:03Z"));
  EXPECT_EQ(read_as("%m/%d/%Y %I:%M:%S %p", "5/1/2022 12:07:53 pm"), instant("2022-05-01T12:07:53Z"));
  EXPECT_EQ(read_as("%d.%m.%Y %H:%M", "29.02.2024 23:59"), instant("2024-02-29T23:59:00Z"));
}

TEST(DateFormat, DoesNotGuess) {
  const Instant nothing = from_millis(0);
  EXPECT_EQ(read_as("iso", "2026-02-30T00:00:00"), nothing);
  EXPECT_EQ(read_as("iso", "2026-04-13T24:00:00"), nothing);
  EXPECT_EQ(read_as("iso", "2026-04-13T02:56:23 and more"), nothing);
  EXPECT_EQ(read_as("iso", "04/13/2026"), nothing);
  EXPECT_EQ(read_as("%m/%d/%Y %I:%M:%S %p", "13/01/2022 01:00:00 AM"), nothing);
  EXPECT_EQ(read_as("%m/%d/%Y %I:%M:%S %p", "05/01/2022 13:00:00 PM"), nothing);
  EXPECT_EQ(read_as("%m/%d/%Y", ""), nothing);
}

RC_GTEST_PROP(DateFormat, ReadsEveryInstantAsItIsWritten, ()) {
  const auto millis = *rc::gen::inRange<std::int64_t>(-2'000'000'000'000, 4'000'000'000'000);
  RC_ASSERT(read_as("iso", iso8601(from_millis(millis))) == from_millis(millis));
}

RC_GTEST_PROP(DateFormat, TakesAnyTextWithoutHarm, (const std::string& text, const std::string& pattern)) {
  (void)read_as("iso", text);
  if (const auto format = DateFormat::make(pattern, "dates")) (void)format->read(text);
}

std::vector<Fault> faults_of(std::string_view text) {
  const auto mapping = Mapping::parse(text, "town.toml");
  return mapping ? std::vector<Fault>{} : mapping.error().faults;
}

TEST(Mapping, NamesWhatIsWrongWithFileAndLine) {
  const auto faults = faults_of(R"(name = "Town"
zone = "Mars/Olympus"
dates = ["%Q"]
[columns]
opened = "created"
servise = "type"
latitude = "lat"
[service]
by = "smell"
[channel]
table = { PHONE = "telegraph" }
[[outcome.sign]]
status = "REOPEN"
words = ["again"]
[[compare]]
set = "ward"
column = "ward"
pattern = "{letters}"
)");
  const auto at = [](const std::string& place, const std::string& reason) {
    return Contains(AllOf(Field(&Fault::field, HasSubstr(place)), Field(&Fault::reason, HasSubstr(reason))));
  };
  EXPECT_THAT(faults, at("town.toml:2", "Mars/Olympus"));
  EXPECT_THAT(faults, at("town.toml:3", "%Q"));
  EXPECT_THAT(faults, at("town.toml:4", "\"service\" is missing"));
  EXPECT_THAT(faults, at("town.toml:4", "both latitude and longitude"));
  EXPECT_THAT(faults, at("town.toml:6", "\"servise\" is not known"));
  EXPECT_THAT(faults, at("town.toml:9", "smell"));
  EXPECT_THAT(faults, at("town.toml:11", "telegraph"));
  EXPECT_THAT(faults, at("town.toml:13", "does not close"));
  EXPECT_THAT(faults, at("town.toml:18", "in braces"));
}

TEST(Mapping, OfADifferentTextIsAnotherMapping) {
  const std::string text = "name = \"Town\"\nzone = \"UTC\"\n[columns]\nopened = \"at\"\nservice = \"type\"\n";
  const auto one = Mapping::parse(text, "town.toml"), same = Mapping::parse(text, "copy.toml"),
             other = Mapping::parse(text + "\n", "town.toml");
  ASSERT_TRUE(one && same && other);
  EXPECT_EQ(one->hash, same->hash);
  EXPECT_NE(one->hash, other->hash);
}

TEST(Mapping, ThoseThatComeWithPorticoAreInOrder) {
  for (const char* name : {"nyc-soda", "nyc-portal", "nyc-api", "san-francisco"}) {
    const auto mapping = Mapping::read(std::filesystem::path(PORTICO_ROOT) / "mappings" / (std::string(name) + ".toml"));
    EXPECT_TRUE(mapping.has_value()) << name << ": "
                                     << (mapping ? "" : mapping.error().faults[0].field + " " + mapping.error().faults[0].reason);
  }
}

}  // namespace
}  // namespace portico::cases
