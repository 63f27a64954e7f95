#include "city/standards/clock_lines.h"

#include <gtest/gtest.h>

#include <sstream>

namespace portico::standards {
namespace {

constexpr std::string_view desk =
    R"({"calendar":"desk","zone":"America/New_York","week":{"mon":["09:00-12:00","13:00-17:00"],"tue":["09:00-17:00"],"wed":["09:00-17:00"],"thu":["09:00-17:00"]},"closed":["2026-07-07"]})"
    "\n"
    R"({"sla":"pothole","clocks":[{"kind":"first_status","target":"4h","calendar":"desk"},{"kind":"outcome","target":"2d","calendar":"desk","by":"close"}]})"
    "\n";

// What is answered to histories at the desk: kind, due, state and stop of each clock.
std::string answered(std::string_view lines, int wanted_exit = 0) {
  std::istringstream in(std::string(desk) + std::string(lines));
  std::ostringstream out;
  EXPECT_EQ(run_clock(in, out), wanted_exit);
  return out.str();
}
std::string history(std::string_view at, std::string_view events) {
  return R"({"history":"c1","sla":"pothole","at":")" + std::string(at) + R"(","events":[{"at":"2026-07-02T18:30:00Z","type":"opened"})" +
         std::string(events) + "]}\n";
}
std::string state_of(const std::string& answer, std::string_view kind) {
  const auto clock = answer.find("\"kind\":\"" + std::string(kind));
  const auto state = answer.find("\"state\":\"", clock) + 9;
  return answer.substr(state, answer.find('"', state) - state);
}

// Thursday 14:30 in New York. 2.5 h to 17:00 less the hour's pause are 1.5; Friday to Sunday are not open; 2.5 h on Monday from 9:00 end at
// 11:30. The message comes on Monday at 10:00. Open days: Monday is the first, Tuesday a holiday, Wednesday's close the second.
TEST(ClockLines, AnswerWithEveryPieceOfBothClocks) {
  EXPECT_EQ(
      answered(
          history("2026-07-06T14:30:00Z",
                  R"(,{"at":"2026-07-02T19:00:00Z","type":"paused"},{"at":"2026-07-02T20:00:00Z","type":"resumed"},)"
                  R"({"at":"2026-07-06T14:00:00Z","type":"message","meaningful":true},{"at":"2026-07-07T15:00:00Z","type":"closed"})")),
      R"({"history":"c1","clocks":[{"kind":"first_status","due":"2026-07-06T15:30:00Z","state":"kept","stopped":"2026-07-06T14:00:00Z","counted_minutes":150,)"
      R"("counted":[["2026-07-02T18:30:00Z","2026-07-02T19:00:00Z"],["2026-07-02T20:00:00Z","2026-07-02T21:00:00Z"],["2026-07-06T13:00:00Z","2026-07-06T14:00:00Z"]],)"
      R"("skipped":[["2026-07-02T19:00:00Z","2026-07-02T20:00:00Z","paused"],["2026-07-02T21:00:00Z","2026-07-06T13:00:00Z","closed"]]},)"
      R"({"kind":"outcome","due":"2026-07-08T21:00:00Z","state":"running","counted_minutes":90,"counted":[["2026-07-06T13:00:00Z","2026-07-06T14:30:00Z"]],)"
      R"("skipped":[["2026-07-02T18:30:00Z","2026-07-02T19:00:00Z","opening day"],["2026-07-02T19:00:00Z","2026-07-02T20:00:00Z","paused"],)"
      R"(["2026-07-02T20:00:00Z","2026-07-02T21:00:00Z","opening day"],["2026-07-02T21:00:00Z","2026-07-06T13:00:00Z","closed"]]}]})"
      "\n");
}

TEST(ClockLines, AReceiptStopsNothingAndATransferRestartsNothing) {
  const auto answer = answered(history(
      "2026-07-06T14:30:00Z", R"(,{"at":"2026-07-02T18:31:00Z","type":"message"},{"at":"2026-07-06T13:30:00Z","type":"transferred"})"));
  EXPECT_NE(answer.find(R"("due":"2026-07-06T14:30:00Z","state":"running","counted_minutes":240)"), std::string::npos) << answer;
  EXPECT_EQ(state_of(answered(history("2026-07-06T14:30:00.001Z", "")), "first_status"), "missed");
}

TEST(ClockLines, AClosingTellsTheCustomerToo) {
  const auto answer = answered(history("2026-08-01T00:00:00Z", R"(,{"at":"2026-07-09T13:00:00Z","type":"closed"})"));
  EXPECT_EQ(state_of(answer, "first_status"), "missed");
  EXPECT_EQ(state_of(answer, "outcome"), "missed");
  EXPECT_EQ(state_of(answered(history("2026-08-01T00:00:00Z", R"(,{"at":"2026-07-08T21:00:00Z","type":"closed"})")), "outcome"), "kept");
}

TEST(ClockLines, ReopeningRunsOnAsIfItHadNotStopped) {
  const std::string closed = R"(,{"at":"2026-07-06T14:00:00Z","type":"closed"},{"at":"2026-07-07T14:00:00Z","type":"reopened"})";
  EXPECT_EQ(state_of(answered(history("2026-07-07T13:00:00Z", closed)), "outcome"), "kept");
  EXPECT_EQ(state_of(answered(history("2026-07-08T13:00:00Z", closed)), "outcome"), "running");
  EXPECT_EQ(state_of(answered(history("2026-07-09T13:00:00Z", closed)), "outcome"), "missed");
}

TEST(ClockLines, ReclassifyingKeepsOpeningAndPauses) {
  const auto answer = answered(
      R"({"sla":"quick","clocks":[{"kind":"outcome","target":"2h","calendar":"desk"}]})"
      "\n" +
      history(
          "2026-07-06T13:10:00Z",
          R"(,{"at":"2026-07-02T19:00:00Z","type":"paused","reason":"waiting_for_customer"},{"at":"2026-07-02T20:00:00Z","type":"resumed"},)"
          R"({"at":"2026-07-06T13:00:00Z","type":"reclassified","sla":"quick"})"));
  EXPECT_NE(answer.find(R"({"kind":"outcome","due":"2026-07-06T13:30:00Z","state":"running")"), std::string::npos) << answer;
}

TEST(ClockLines, APausedClockSaysSo) {
  const auto answer = answered(history("2026-07-06T13:10:00Z", R"(,{"at":"2026-07-02T19:00:00Z","type":"paused"})"));
  EXPECT_EQ(state_of(answer, "first_status"), "paused");
  EXPECT_NE(answer.find(R"("due":"2026-07-06T17:40:00Z")"), std::string::npos) << answer;  // 3.5 h from 9:10, with an hour of lunch
}

TEST(ClockLines, APauseWhilePausedGoesOnWithItsOwnReason) {
  const std::string picky =
      R"({"sla":"pothole","clocks":[{"kind":"first_status","target":"4h","calendar":"desk","pauses":["waiting_for_customer"]}]})"
      "\n";
  // 14:30 to 15:15 count, also while the crew is on strike; then the customer is waited for, until Monday at 9:30: 195 minutes are left.
  const auto answer =
      answered(picky + history("2026-07-06T13:40:00Z", R"(,{"at":"2026-07-02T19:00:00Z","type":"paused","reason":"strike"},)"
                                                       R"({"at":"2026-07-02T19:15:00Z","type":"paused","reason":"waiting_for_customer"},)"
                                                       R"({"at":"2026-07-06T13:30:00Z","type":"resumed"})"));
  EXPECT_NE(answer.find(R"("due":"2026-07-06T17:45:00Z","state":"running","counted_minutes":55,)"), std::string::npos) << answer;
}

TEST(ClockLines, ABrokenLineIsNamedAndTheRunGoesOn) {
  const auto answer =
      answered("nonsense\n\n{\"sla\":\"x\",\"clocks\":[{\"kind\":\"outcome\",\"target\":\"2d\",\"calendar\":\"none\"}]}\n" +
                   history("2026-07-01T00:00:00Z", "") + history("2026-07-03T00:00:00Z", R"(,{"at":"2026-07-02T19:00","type":"closed"})") +
                   history("2026-07-03T00:00:00Z", ""),
               3);
  std::istringstream lines(answer);
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  ASSERT_EQ(found.size(), 5u) << answer;
  EXPECT_EQ(found[0].substr(0, 36), R"({"line":3,"error":"it is not JSON: s)") << answer;
  EXPECT_EQ(found[1], R"({"line":5,"error":"there is no calendar 'none' in the lines before"})");
  EXPECT_EQ(found[2], R"({"line":6,"error":"the case is opened later than that; accepted: an instant from the opening on"})");
  EXPECT_EQ(found[3].substr(0, 18), R"({"line":7,"error":)");
  EXPECT_EQ(found[4].substr(0, 15), R"({"history":"c1")");
}

TEST(ClockLines, WhatIsNotKnownIsRefused) {
  for (const auto* line :
       {R"({"calendar":"x","zone":"UTC","week":{"monday":["09:00-10:00"]}})", R"({"calendar":"x","zone":"UTC","week":{}})",
        R"({"calendar":"x","zone":"UTC","week":{"mon":["09:00-10:00"]},"hours":1})", R"({"sla":"x","clocks":[]})", "[]", "{}", "1",
        R"({"history":"c","sla":"pothole","at":"2026-07-01T00:00:00Z","events":[]})",
        R"({"history":"c","sla":"none","at":"2026-07-03T00:00:00Z","events":[{"at":"2026-07-02T00:00:00Z","type":"opened"}]})",
        R"({"history":"c","sla":"pothole","at":"2026-07-03T00:00:00Z","events":[{"at":"2026-07-02T00:00:00Z","type":"born"}]})"}) {
    const auto answer = answered(std::string(line) + "\n", 3);
    EXPECT_EQ(answer.substr(0, 18), R"({"line":3,"error":)") << line;
  }
}

}  // namespace
}  // namespace portico::standards
