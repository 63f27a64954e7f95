#include "city/standards/promises.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "city/directory/pack.h"
#include "city/standards/record.h"

namespace portico::standards {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }

constexpr std::string_view clocks = R"(
[[sla.clock]]
kind = "first_status"
target = "1d"
calendar = "office"

[[sla.clock]]
kind = "outcome"
target = "48H"
share = 80
pauses = ["waiting_for_customer"]
)";

// A pack of two services in a temporary folder.
class PackOfPromises : public testing::Test {
 protected:
  PackOfPromises() {
    char name[] = "/tmp/portico-promises.XXXXXX";
    folder_ = mkdtemp(name);
    write("calendars.toml", "[calendar.office]\nweek = { mon = [\"09:00-12:00\", \"13:00-17:00\"], tue = [\"09:00-17:00\"] }\n");
    write("slas.toml", sla("POTHOLE", "2026-01-01") + sla("TREE", "2026-01-01"));
    city_.city.zone = "America/New_York";
    city_.city.languages = {"en", "es"};
    for (const auto* code : {"POTHOLE", "TREE"}) {
      directory::Service service;
      service.code = code;
      city_.services.push_back(service);
    }
    city_.prepare();
  }
  ~PackOfPromises() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& file, std::string_view text) {
    std::filesystem::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file) << text;
  }
  static std::string sla(std::string_view service, std::string_view effective) {
    return "[[sla]]\nservice = \"" + std::string(service) + "\"\neffective = " + std::string(effective) + "\n" + std::string(clocks);
  }
  Promises read() {
    auto promises = read_promises(folder_, city_, on("2026-11-22"));
    EXPECT_TRUE(promises.has_value()) << (promises ? "" : promises.error().faults[0].field + ": " + promises.error().faults[0].reason);
    return promises.value_or(Promises{});
  }
  std::vector<std::string> faults() {
    std::vector<Fault> found;
    read_promises(folder_, city_, on("2026-11-22"), found);
    std::vector<std::string> told;
    for (const auto& fault : found) told.push_back(fault.field + ": " + fault.reason + " [" + fault.accepted + "]");
    return told;
  }

  std::filesystem::path folder_;
  directory::Snapshot city_;
};

TEST_F(PackOfPromises, IsReadIntoCalendarsAndPromises) {
  const auto promises = read();
  ASSERT_EQ(promises.calendars.size(), 1u);
  EXPECT_EQ(promises.calendars[0].zone, "America/New_York");
  EXPECT_EQ(promises.calendars[0].week[0].size(), 2u);
  ASSERT_EQ(promises.slas.size(), 2u);
  EXPECT_EQ(record_of(promises.slas[0]),
            R"({"clocks":[{"by":"close","calendar":"office","kind":"first_status","pauses":[],"share":90,"target":"1d"},)"
            R"({"by":"close","calendar":"","kind":"outcome","pauses":["waiting_for_customer"],"share":80,"target":"48H"}],)"
            R"("effective":"2026-01-01","service":"POTHOLE","words":{}})");
}

TEST_F(PackOfPromises, HolidaysAndExceptionsShapeTheYear) {
  write("holidays/city.ics",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:New "
        "Year\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  write("calendars.toml",
        "[calendar.office]\nweek = { mon = [\"09:00-17:00\"] }\nholidays = [\"holidays/city.ics\"]\nzone = \"Europe/Lisbon\"\n"
        "closed = { \"2026-07-03\" = \"Bridge day\" }\nopen = { \"2026-07-04\" = [\"10:00-12:00\"] }\n");
  const auto office = read().calendars.at(0);
  EXPECT_EQ(office.zone, "Europe/Lisbon");
  EXPECT_EQ(office.closed.size(), 12u);  // 2026 to 2036, and the bridge day
  EXPECT_EQ(office.closed.rbegin()->first, on("2036-01-01"));
  EXPECT_EQ(office.exceptional.at(on("2026-07-04")).size(), 1u);
}

TEST_F(PackOfPromises, TranslationsGoToTheNewestPromise) {
  write("slas.toml", sla("TREE", "2026-01-01") + sla("POTHOLE", "2026-06-01") +
                         "[[sla]]\nservice = \"POTHOLE\"\neffective = 2024-01-01\nwords = \"Soon.\"\n" + std::string(clocks));
  write("texts/es.toml", "\"sla.POTHOLE.words\" = \"Pronto.\"\n");
  const auto promises = read();
  ASSERT_EQ(promises.slas.size(), 3u);
  EXPECT_EQ(promises.slas[0].words, (std::map<std::string, std::string>{{"en", "Soon."}}));
  EXPECT_EQ(promises.slas[1].words, (std::map<std::string, std::string>{{"es", "Pronto."}}));
}

TEST_F(PackOfPromises, NoServiceGoesWithoutAPromise) {
  write("slas.toml", sla("POTHOLE", "2027-01-01"));
  EXPECT_THAT(faults(), ElementsAre("slas.toml: the service 'POTHOLE' has no promise in force on 2026-11-22 "
                                    "[an [[sla]] with service = \"POTHOLE\" and a date up to then, or draft = true at the service]",
                                    "slas.toml: the service 'TREE' has no promise in force on 2026-11-22 "
                                    "[an [[sla]] with service = \"TREE\" and a date up to then, or draft = true at the service]"));
  city_.services[0].retired = true;
  city_.services[1].draft = true;  // nobody can ask for it yet
  write("slas.toml", "");
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(PackOfPromises, EachFaultIsNamedWithItsLine) {
  write("slas.toml", R"([[sla]]
service = "POTHOL"
effective = 2026-01-01
[[sla.clock]]
kind = "first_status"
target = "2 days"
calendar = "office"
[[sla.clock]]
kind = "outcome"
target = "2d"
calendar = "offise"
by = "noon"
share = 120
[[sla]]
service = "TREE"
effective = "soon"
colour = "red"
[[sla.clock]]
kind = "answer"
target = "48H"
calendar = "office"
[[sla]]
service = "POTHOLE"
effective = 2026-01-01
[[sla.clock]]
kind = "first_status"
target = "4h"
by = "same-time"
[[sla.clock]]
kind = "outcome"
target = "4H"
)");
  EXPECT_THAT(
      faults(),
      ElementsAre("slas.toml:2: there is no service 'POTHOL' [perhaps 'POTHOLE']",
                  "slas.toml:6: '2 days' is no target [90m or 4h of open time, 2d for open days, 48H for elapsed hours; at most ten years]",
                  "slas.toml:11: there is no calendar 'offise' [perhaps 'office']",
                  "slas.toml:12: 'noon' is no end of a day [close or same-time]", "slas.toml:13: 120 is no share [per cent, 1 to 100]",
                  "slas.toml:16: 'soon' is no date [a date, such as 2026-07-03]",
                  "slas.toml:19: 'answer' is no kind of clock [first_status or outcome]",
                  "slas.toml:21: elapsed hours are counted without a calendar [no calendar, or open time such as 48h]",
                  "slas.toml:14: the promise for 'TREE' has no clock first_status [[[sla.clock]] with kind = \"first_status\"]",
                  "slas.toml:14: the promise for 'TREE' has no clock outcome [[[sla.clock]] with kind = \"outcome\"]",
                  "slas.toml:25: the clock has no calendar [calendar = \"…\", or elapsed hours such as 48H]",
                  "slas.toml:28: only open days have an end of their own [a target in open days, such as 2d]",
                  testing::StartsWith("slas.toml:17: ")));
}

TEST_F(PackOfPromises, TwoPromisesOfOneDayAreAFault) {
  write("slas.toml", sla("POTHOLE", "2026-01-01") + sla("TREE", "2026-01-01") + sla("POTHOLE", "2026-01-01"));
  EXPECT_THAT(
      faults(),
      ElementsAre("slas.toml:29: 'POTHOLE' has a promise from 2026-01-01 already, at slas.toml:1 [one promise for each service and date]"));
}

TEST_F(PackOfPromises, FaultsOfCalendarsAreNamedToo) {
  write("calendars.toml",
        "[calendar.office]\nweek = { mon = [\"9-5\"], tues = [] }\nholidays = [\"../../etc/passwd\", \"holidays/none.ics\"]\n"
        "[calendar.empty]\nweek = {}\n[calendar.none]\n[calendar.far]\nzone = \"Mars/Olympus\"\nweek = { mon = [\"09:00-10:00\"] }\n");
  EXPECT_THAT(faults(), testing::UnorderedElementsAre(
                            "calendars.toml:2: '9-5' are no hours [hours from 00:00 to 24:00, such as 09:00-17:00]",
                            "calendars.toml:3: '../../etc/passwd' is no holiday file of the pack [holidays/NAME.ics]",
                            "calendars.toml:3: there is no file 'holidays/none.ics' [an iCalendar file in the pack's folder holidays]",
                            "calendars.toml:4: the calendar has no open minute in a week [hours on at least one day of the week]",
                            "calendars.toml:6: the calendar has no week [week = { mon = [\"09:00-17:00\"] }]",
                            "calendars.toml:7: there is no time zone 'Mars/Olympus' [a name of the IANA database, such as Europe/Lisbon]",
                            testing::StartsWith("calendars.toml:2: ")));
}

TEST_F(PackOfPromises, WithoutCalendarsNothingCanBePromised) {
  std::filesystem::remove(folder_ / "calendars.toml");
  EXPECT_THAT(faults(), testing::Contains("calendars.toml: the file is missing [the city's working hours]"));
}

TEST(DemoCity, PromisesSomethingForEveryService) {
  const std::filesystem::path demo = std::filesystem::path(PORTICO_ROOT) / "demo";
  std::vector<Fault> faults;
  const auto city = directory::snapshot_of(directory::read_pack(demo, faults));
  const auto promises = read_promises(demo, city, on("2026-11-22"), faults);
  for (const auto& fault : faults) ADD_FAILURE() << fault.field << ": " << fault.reason << " [" << fault.accepted << "]";
  EXPECT_GE(promises.slas.size(), 60u);
  EXPECT_GE(promises.calendars.size(), 3u);
}

}  // namespace
}  // namespace portico::standards
