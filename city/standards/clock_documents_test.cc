// The documents on clocks are true: the worked example of docs/clock.md, and the histories by hand of docs/clock-histories.md, each a test.
// The histories are played from docs/clock-histories.jsonl; what the document tells of calendars, events and answers is held against it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <ostream>
#include <set>
#include <sstream>

#include "base/instant.h"
#include "city/standards/clock_lines.h"

namespace portico::standards {
namespace {

namespace json = boost::json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}
std::string document(const std::string& name) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/docs/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
std::string run(const std::string& lines) {
  std::istringstream in(lines);
  std::ostringstream out;
  run_clock(in, out);
  return out.str();
}
std::string text(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found ? std::string(found->as_string()) : std::string();
}

// Tells instants in a zone's local time by the C library, a day and its offset once: "Wed 2026-07-01 EDT 10:00", then "11:00".
class LocalTime {
 public:
  explicit LocalTime(const std::string& zone) {
    setenv("TZ", (":" + zone).c_str(), 1);
    tzset();
  }
  std::string tell(const json::value& instant) { return tell(std::string(instant.as_string()), true); }
  std::string tell_whole(const json::value& instant) { return tell(std::string(instant.as_string()), false); }

 private:
  std::string tell(const std::string& instant, bool briefly) {
    const std::time_t seconds = to_millis(parse_instant(instant, "document").value()) / 1000;
    std::tm local{};
    localtime_r(&seconds, &local);
    char day[64], time[16];
    std::strftime(day, sizeof day, "%a %Y-%m-%d %Z", &local);
    std::strftime(time, sizeof time, local.tm_sec ? "%H:%M:%S" : "%H:%M", &local);
    const bool known = briefly && day_ == day;
    day_ = day;
    return known ? time : fmt::format("{} {}", day, time);
  }
  std::string day_;
};

// clock-histories.jsonl, and what the engine answers to it.
struct Played {
  std::vector<json::object> calendars;                          // those that are kept
  std::map<std::string, json::object> calendar_of;              // by name
  std::map<std::string, json::array> clocks_of;                 // by SLA
  std::vector<std::pair<json::object, json::object>> answered;  // histories and refused lines, with what came out
  std::vector<std::string> raw;                                 // of those
};

Played play() {
  Played played;
  const auto input = document("clock-histories.jsonl");
  std::vector<std::pair<json::object, std::string>> in;
  for (const auto& line : lines_of(input)) in.emplace_back(json::parse(line).as_object(), line);
  std::map<std::size_t, json::object> refused;  // by line
  std::vector<json::object> out;
  for (const auto& line : lines_of(run(input))) {
    auto answer = json::parse(line).as_object();
    if (const auto* number = answer.if_contains("line"))
      refused[static_cast<std::size_t>(number->as_int64()) - 1] = std::move(answer);
    else
      out.push_back(std::move(answer));
  }
  auto next = out.begin();
  for (std::size_t i = 0; i < in.size(); ++i) {
    auto& [given, raw] = in[i];
    const bool history = given.contains("history");
    if (refused.contains(i) || history) {
      played.answered.emplace_back(given, refused.contains(i) ? refused[i] : *next++);
      played.raw.push_back(raw);
    } else if (given.contains("calendar")) {
      played.calendars.push_back(given);
      played.calendar_of[text(given, "calendar")] = given;
    } else {
      played.clocks_of[text(given, "sla")] = given.at("clocks").as_array();
    }
  }
  return played;
}

// A row of a table: its cells. Of the rows whose header begins with `first`.
std::vector<std::vector<std::string>> table(const std::string& first) {
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (const auto& line : lines_of(document("clock-histories.md"))) {
    if (line.starts_with("| " + first + " |")) {
      inside = true;
    } else if (!line.starts_with("| ")) {
      inside = false;
    } else if (inside && !line.starts_with("| ---")) {
      auto& cells = rows.emplace_back();
      std::size_t at = 2;
      for (auto end = line.find(" |", at); end != std::string::npos; at = std::min(end + 3, line.size()), end = line.find(" |", at))
        cells.push_back(line.substr(at, end - at));
    }
  }
  return rows;
}

std::string clocks_text(const json::array& clocks) {
  std::string told;
  for (const auto& each : clocks) {
    const auto& clock = each.as_object();
    told += (told.empty() ? "" : ", ") + text(clock, "kind") + " " + text(clock, "target");
    if (clock.contains("calendar")) told += " " + text(clock, "calendar");
    if (clock.contains("by")) told += " by " + text(clock, "by");
    if (clock.contains("pauses")) {
      std::string reasons;
      for (const auto& reason : clock.at("pauses").as_array()) reasons += (reasons.empty() ? "" : ", ") + std::string(reason.as_string());
      told += " (stops for: " + reasons + ")";
    }
  }
  return told;
}

std::string zone_of(const Played& played, const json::object& history) {
  for (const auto& clock : played.clocks_of.at(text(history, "sla"))) {
    if (clock.as_object().contains("calendar")) return text(played.calendar_of.at(text(clock.as_object(), "calendar")), "zone");
  }
  return "UTC";
}

std::string happened(const Played& played, const json::object& history) {
  LocalTime time(zone_of(played, history));
  std::string told = clocks_text(played.clocks_of.at(text(history, "sla"))) + ": ";
  for (const auto& each : history.at("events").as_array()) {
    const auto& event = each.as_object();
    told += time.tell(event.at("at")) + " " + text(event, "type");
    if (event.contains("meaningful")) told += " (meaningful)";
    if (event.contains("reason")) told += " (" + text(event, "reason") + ")";
    if (event.contains("sla")) told += " (" + clocks_text(played.clocks_of.at(text(event, "sla"))) + ")";
    told += ", ";
  }
  return told + time.tell(history.at("at")) + " asked";
}

std::string answer_text(const Played& played, const json::object& history, const json::object& answer) {
  if (const auto* error = answer.if_contains("error")) {
    const std::string why(error->as_string());
    return "refused: " + why.substr(0, why.find("; accepted: "));
  }
  LocalTime time(zone_of(played, history));
  std::string told;
  for (const auto& each : answer.at("clocks").as_array()) {
    const auto& clock = each.as_object();
    told += fmt::format("{}{} due {}, {}", told.empty() ? "" : "<br>", text(clock, "kind"), time.tell_whole(clock.at("due")),
                        text(clock, "state"));
    if (clock.contains("stopped")) told += " " + time.tell_whole(clock.at("stopped"));
    told += fmt::format(", {} min", clock.at("counted_minutes").as_int64());
    std::vector<std::string> reasons;
    for (const auto& piece : clock.at("skipped").as_array()) {
      const std::string why(piece.at(2).as_string());
      if (why != "closed" && std::ranges::find(reasons, why) == reasons.end()) reasons.push_back(why);
    }
    if (!reasons.empty()) told += fmt::format(" (not: {})", fmt::join(reasons, ", "));
  }
  return told;
}

struct ByHand {
  std::vector<std::string> row;  // of the document
  std::size_t place = 0;
};
void PrintTo(const ByHand& history, std::ostream* out) { *out << history.row.front(); }
std::vector<ByHand> by_hand() {
  std::vector<ByHand> all;
  for (auto& row : table("history")) all.push_back({std::move(row), all.size()});
  return all;
}

class ClockHistories : public testing::TestWithParam<ByHand> {};

TEST_P(ClockHistories, AreAsReckonedByHand) {
  static const Played played = play();
  const auto& [row, place] = GetParam();
  ASSERT_EQ(row.size(), 5u);
  ASSERT_LT(place, played.answered.size());
  const auto& [given, answer] = played.answered[place];
  const bool history = given.contains("history");
  EXPECT_EQ(row[0], text(given, history ? "history" : "calendar"));
  EXPECT_EQ(row[2], history ? happened(played, given) : "`" + played.raw[place] + "`");
  EXPECT_EQ(row[4], answer_text(played, given, answer)) << row[3];
}

INSTANTIATE_TEST_SUITE_P(ByHand, ClockHistories, testing::ValuesIn(by_hand()), [](const auto& each) {
  auto name = each.param.row.front();
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(ClockHistoriesDocument, TellsEveryHistoryAndEveryThread) {
  const auto rows = table("history");
  EXPECT_EQ(rows.size(), play().answered.size());
  EXPECT_GE(rows.size(), 30u);
  std::set<std::string> from, names;
  for (const auto& row : rows) {
    names.insert(row[0]);
    from.insert(row[1].starts_with('[') ? row[1].substr(1, row[1].find(']') - 1) : row[1]);
    EXPECT_GT(row[3].size(), 30u) << row[0] << " is not reasoned";
  }
  EXPECT_EQ(names.size(), rows.size());
  for (const auto* thread : {"zammad#5177", "zammad#3180", "zammad#2497", "zammad#390", "zammad#3140", "zammad#4432", "chatwoot#13392",
                             "chatwoot#14009", "osTicket#3034", "osTicket#1168", "glpi#15605", "glpi#22678", "glpi#1911",
                             "frappe/helpdesk#2449", "uReport#42", "uReport#188", "znuny#514"}) {
    EXPECT_TRUE(from.contains(thread)) << thread;
  }
}

TEST(ClockHistoriesDocument, TellsTheCalendarsAsTheyAre) {
  static constexpr const char* days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::vector<std::vector<std::string>> expected;
  for (const auto& calendar : play().calendars) {
    const auto hours_of = [&](const char* day) {
      std::string told;
      if (const auto* hours = calendar.at("week").as_object().if_contains(day)) {
        for (const auto& each : hours->as_array()) told += " " + std::string(each.as_string());
      }
      return told;
    };
    std::string open, closed;
    for (std::size_t first = 0, last = 0; first < 7; first = ++last) {
      const auto hours = hours_of(days[first]);
      while (last < 6 && hours_of(days[last + 1]) == hours) ++last;
      if (!hours.empty())
        open += (open.empty() ? "" : ", ") + std::string(days[first]) + (first == last ? "" : std::string("-") + days[last]) + hours;
    }
    if (const auto* dates = calendar.if_contains("closed")) {
      for (const auto& [date, why] : dates->as_object())
        closed += (closed.empty() ? "" : ", ") + std::string(date) + " " + std::string(why.as_string());
    }
    expected.push_back({text(calendar, "calendar"), text(calendar, "zone"), open, closed});
  }
  EXPECT_EQ(table("calendar"), expected);
}

TEST(ClockDocument, ItsWorkedExampleIsAnsweredAsItSays) {
  std::vector<std::string> blocks;
  bool inside = false;
  for (const auto& line : lines_of(document("clock.md"))) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(run(blocks[0]), blocks[1]);
}

}  // namespace
}  // namespace portico::standards
