#include "city/open311/columns.h"

#include <gmock/gmock.h>

#include "city/cases/town.h"

namespace portico::open311 {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view few = R"toml(
name = "A few"
zone = "America/New_York"
date = "%m/%d/%Y %I:%M:%S %p"
key = "Key"
[[column]]
title = "Key"
value = "{own_number}"
[[column]]
title = "Opened"
value = "{opened}"
[[column]]
title = "State"
value = "{status}"
table = { open = "In Progress", closed = "Closed" }
[[column]]
title = "Nothing"
[[column]]
title = "Point"
value = "({latitude}, {longitude})"
[[column]]
title = "Street"
value = "{address_street}"
[[column]]
title = "Town"
value = "{address_town}"
[[column]]
title = "Zip"
value = "{address_code}"
[[column]]
title = "Ward"
value = "{district.ward}"
table = { West = "01 WEST", "" = "Unspecified" }
[[column]]
title = "Said"
value = "{told}"
[[column]]
title = "Words"
value = "{description}"
)toml";

class SomebodysColumns : public testing::Test {
 protected:
  View view{cases::small_town(), cases::small_promises(), "en"};
  Columns columns = *Columns::parse(few, "few.toml");
  cases::Case subject = [] {
    cases::Case made;
    made.number = "2345-678X";
    made.external_id = "54049402";
    made.service = "POTHOLE";
    made.agency = "DSW";
    made.opened = cases::monday_noon;
    made.place = {.point = cases::west_side, .address = "1006 GERARD AVENUE, BRONX, 10452", .address_id = "", .to_be_found = false};
    made.districts = {{"ward", "west", false}};
    made.description = "Deep, and \"wide\"";
    return made;
  }();
  std::string row(std::optional<Instant> told = std::nullopt) const { return columns.row(subject, view, told); }
};

TEST_F(SomebodysColumns, CarryWhatTheFileSays) {
  EXPECT_EQ(columns.head(), "Key,Opened,State,Nothing,Point,Street,Town,Zip,Ward,Said,Words\r\n");
  EXPECT_EQ(row(cases::monday_noon + std::chrono::hours(13)),
            "54049402,03/02/2026 07:00:00 AM,In Progress,,\"(0.005, 0.002)\",1006 GERARD AVENUE,BRONX,10452,01 WEST,"
            "03/02/2026 08:00:00 PM,\"Deep, and \"\"wide\"\"\"\r\n");
  EXPECT_EQ(columns.key_title(), "Key");
  EXPECT_EQ(columns.key_of(subject, view), "54049402");
}

TEST_F(SomebodysColumns, AreEmptyWhereThereIsNothing) {
  subject.external_id.clear();
  subject.place = {};
  subject.districts.clear();
  subject.service = "GRAFFITI";  // whose words a person reads first
  EXPECT_EQ(row(), "2345-678X,03/02/2026 07:00:00 AM,In Progress,,,,,,Unspecified,,\r\n");
}

TEST_F(SomebodysColumns, TakeAnAddressApartSoThatItJoinsAgain) {
  const auto parts = [&](std::string address) {
    subject.place.address = std::move(address);
    subject.place.point.reset();
    const std::string text = row();
    const std::string_view from = std::string_view(text).substr(text.find("Progress,,,") + 11);
    return std::string(from.substr(0, from.find(",01 WEST")));
  };
  EXPECT_EQ(parts("1006 GERARD AVENUE, 10452"), "1006 GERARD AVENUE,,10452");
  EXPECT_EQ(parts("1006 GERARD AVENUE"), "1006 GERARD AVENUE,,");
  EXPECT_EQ(parts("10452"), ",,10452");
  EXPECT_EQ(parts("Quay 1, Floor 2, Old Port"), "Quay 1,\"Floor 2, Old Port\",");
}

TEST_F(SomebodysColumns, RefuseDistrictsThatTheCityDoesNotHave) {
  EXPECT_TRUE(columns.fit(*view.city).has_value());
  const auto bare = std::const_pointer_cast<directory::Snapshot>(cases::small_town());
  bare->districts.clear();
  const auto fits = columns.fit(*bare);
  ASSERT_FALSE(fits.has_value());
  EXPECT_EQ(fits.error().faults[0].field, "Ward");
  EXPECT_EQ(fits.error().faults[0].reason, "The city has no districts \"ward\".");
}

std::vector<std::string> faults_in(std::string_view text) {
  const auto read = Columns::parse(text, "c.toml");
  std::vector<std::string> faults;
  if (!read)
    for (const Fault& fault : read.error().faults) faults.push_back(fault.field + ": " + fault.reason + " (" + fault.accepted + ")");
  return faults;
}

TEST(AFileOfColumns, IsReadStrictly) {
  EXPECT_THAT(faults_in("name = \"x\"\nkey = \"A\"\n[[column]]\ntitle = \"A\"\nvalue = \"{numbr}\"\n"),
              ElementsAre(AllOf(HasSubstr("c.toml:5: There is no field {numbr}."), HasSubstr("'number'")),
                          HasSubstr("c.toml:2: No column that carries something has the title \"A\".")));
  EXPECT_THAT(faults_in("name = \"x\"\nkey = \"A\"\n[[column]]\ntitle = \"A\"\nvalue = \"{number\"\n")[0],
              HasSubstr("c.toml:5: A brace is not closed."));
  EXPECT_THAT(faults_in("name = \"x\"\nkey = \"A\"\n[[column]]\ntitle = \"A\"\nvalue = \"{number}\"\n[[column]]\ntitle = \"A\"\n"),
              ElementsAre(HasSubstr("c.toml:7: There are two columns A.")));
  EXPECT_THAT(faults_in("name = \"x\"\nkey = \"A\"\ncolour = 1\n[[column]]\ntitle = \"A\"\nvalue = \"{number}\"\n"),
              ElementsAre(HasSubstr("colour")));
  EXPECT_THAT(faults_in("name = \"x\"\nzone = \"Mars\"\ndate = \"%q\"\nkey = \"A\"\n[[column]]\ntitle = \"A\"\nvalue = \"{number}\"\n"),
              ElementsAre(HasSubstr("c.toml:2"), HasSubstr("c.toml:3")));
}

TEST(AFileOfColumns, OfThisProjectIsWhatItSays) {
  int read = 0;
  for (const auto& file : std::filesystem::directory_iterator(PORTICO_ROOT "/mappings/columns")) {
    const auto columns = Columns::read(file.path());
    ASSERT_TRUE(columns.has_value()) << columns.error().faults[0].field << columns.error().faults[0].reason;
    ++read;
  }
  EXPECT_GT(read, 0);
}

// Written and read, a date is the same instant; only the hour that comes twice is not told apart by a local time.
TEST(ADateOfAnotherSystem, IsReadAsItIsWritten) {
  const auto zone = *calendar::Zone::find("America/New_York", "");
  for (const char* pattern : {"%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%d.%m.%Y %H:%M:%S %z", "iso"}) {
    const auto format = *cases::DateFormat::make(pattern, "");
    for (const char* at : {"2026-03-02T05:00:00Z", "2026-07-01T16:59:59Z", "2026-07-01T04:00:00Z", "2026-12-31T23:05:09Z"}) {
      const Instant instant = *parse_instant(at, "");
      const auto reading = format.read(format.write(instant, zone));
      ASSERT_TRUE(reading.has_value()) << pattern << " " << format.write(instant, zone);
      const Instant again =
          reading->offset ? Instant(reading->local.time_since_epoch() - *reading->offset) : zone.instant_of(reading->local).at;
      EXPECT_EQ(again, instant) << pattern << " " << format.write(instant, zone);
    }
  }
}

}  // namespace
}  // namespace portico::open311
