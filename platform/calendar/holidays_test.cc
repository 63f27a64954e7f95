#include <gtest/gtest.h>

#include "platform/calendar/calendar.h"

namespace portico::calendar {
namespace {

using std::chrono::sys_days;

sys_days on(std::string_view text) { return sys_days{*parse_date(text, "test")}; }
std::string file(std::string_view events) {
  std::string ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n";
  for (std::size_t start = 0; start < events.size();) {
    const auto end = std::min(events.find('\n', start), events.size());
    ics += std::string(events.substr(start, end - start)) + "\r\n";
    start = end + 1;
  }
  return ics + "END:VCALENDAR\r\n";
}
std::string event(std::string_view lines) { return "BEGIN:VEVENT\nUID:1\n" + std::string(lines) + "\nEND:VEVENT\n"; }
std::string told(std::string_view events, std::string_view until = "2028-12-31") {
  const auto read = read_holidays(file(events), "city.ics", on(until));
  std::string text;
  if (!read) {
    for (const auto& fault : read.error().faults) text += fault.field + ": " + fault.reason + "\n";
    return text;
  }
  for (const auto& [date, why] : *read) {
    const Date day{date};
    char line[200];
    std::snprintf(line, sizeof line, "%04d-%02u-%02u %s\n", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()), why.c_str());
    text += line;
  }
  return text;
}

TEST(Holidays, AreWholeDays) {
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20261126\nSUMMARY:Thanksgiving")), "2026-11-26 Thanksgiving\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas")),
            "2026-12-24 Christmas\n2026-12-25 Christmas\n2026-12-26 Christmas\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20261224\nDURATION:P2D\nSUMMARY:Christmas")), "2026-12-24 Christmas\n2026-12-25 Christmas\n");
}

TEST(Holidays, RepeatByRule) {
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\nSUMMARY:New Year's Day")),
            "2026-01-01 New Year's Day\n2027-01-01 New Year's Day\n2028-01-01 New Year's Day\n");
  // The fourth Thursday of November, with one year left out and one day more.
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20251127\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nEXDATE;VALUE=DATE:20271125\nRDATE;VALUE=DATE:"
                       "20271124\nSUMMARY:Thanksgiving")),
            "2025-11-27 Thanksgiving\n2026-11-26 Thanksgiving\n2027-11-24 Thanksgiving\n2028-11-23 Thanksgiving\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;COUNT=2\nSUMMARY:A")), "2026-01-01 A\n2027-01-01 A\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;UNTIL=20270101\nSUMMARY:A")), "2026-01-01 A\n2027-01-01 A\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;COUNT=99\nSUMMARY:A"), "2026-12-31"), "2026-01-01 A\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\nSUMMARY:Leap day")), "2024-02-29 Leap day\n2028-02-29 Leap day\n");
}

TEST(Holidays, OfOneDateAreJoined) {
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260704\nSUMMARY:Independence Day") + event("DTSTART;VALUE=DATE:20260704\nSUMMARY:City Day")),
            "2026-07-04 Independence Day / City Day\n");
}

TEST(Holidays, FaultsNameFileAndLine) {
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260704\nSUMMARY:A") + event("DTSTART:20260704T090000\nSUMMARY:Parade")),
            "city.ics:9: the event has a time of day\n");
  EXPECT_EQ(told(event("SUMMARY:A")), "city.ics:4: the event has no DTSTART\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260704")), "city.ics:4: the event has no SUMMARY\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260704\nDTEND;VALUE=DATE:20260701\nSUMMARY:A")),
            "city.ics:4: the event does not last 1 to 366 days\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260704\nRRULE:FREQ=HOURLY\nSUMMARY:A")), "city.ics:4: the rule does not repeat by days\n");
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260704\nRRULE:FREQ=DAILY\nSUMMARY:A"), "2040-01-01"),
            "city.ics:4: the rule gives too many dates\n");
  EXPECT_NE(told(event("DTSTART;VALUE=DATE:20260704\nRRULE:FREQ=SOMETIMES\nSUMMARY:A")).find("city.ics:4:"), std::string::npos);
  EXPECT_NE(told(event("DTSTART;VALUE=DATE:someday\nSUMMARY:A")).find("city.ics:4:"), std::string::npos);
}

TEST(Holidays, ARuleThatNeverComesIsRefused) {
  EXPECT_EQ(told(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:A")),
            "city.ics:4: the rule cannot be followed\n");
}

TEST(Holidays, WhatIsNoCalendarIsRefused) {
  for (const std::string wrong : {"", "hello", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260704\r\nSUMMARY:A\r\n"}) {
    EXPECT_FALSE(read_holidays(wrong, "city.ics", on("2028-01-01")).has_value()) << wrong;
  }
  EXPECT_FALSE(read_holidays(std::string_view("BEGIN:VCALENDAR\0", 16), "city.ics", on("2028-01-01")).has_value());
}

}  // namespace
}  // namespace portico::calendar
