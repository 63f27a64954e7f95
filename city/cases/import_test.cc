// Taking in a file: everything is counted, twice is once, and a cut is healed.
#include "city/cases/import.h"

#include <gmock/gmock.h>

#include <fstream>

#include "city/cases/samples.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using standards::ClockKind;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr std::string_view town_mapping = R"(name = "Town"
zone = "UTC"
[columns]
id = "id"
opened = "opened"
closed = "closed"
service = "type"
latitude = "lat"
longitude = "long"
address = "address"
outcome_text = "text"
[[compare]]
set = "ward"
column = "ward"
)";

class ImportStory : public TownStory {
 protected:
  ImportStory() : mapping(*Mapping::parse(town_mapping, "town.toml")) {}

  std::filesystem::path written(const std::string& name, const std::string& text) {
    const auto file = settings().folder / name;
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  ImportReport imported(const std::filesystem::path& file) { return *try_import(file); }
  Outcome<ImportReport> try_import(const std::filesystem::path& file) {
    return Importer(store(), directory, *cases, time).run({file, settings().folder / "imports", progress}, mapping);
  }
  std::int64_t on_file() {
    Filter all;
    all.limit = 1000;
    std::int64_t count = 0;
    do {
      const Page page = listed(all);
      count += static_cast<std::int64_t>(page.cases.size());
      all.cursor = page.next_cursor;
    } while (!all.cursor.empty());
    return count;
  }
  std::int64_t events() {
    return read([](store::Reader& reader) {
      std::int64_t count = 0, position = 0;
      for (;;) {
        const auto some = ledger::events_after(reader, position, 1000);
        if (some.empty()) return count;
        count += static_cast<std::int64_t>(some.size());
        position = some.back().position;
      }
    });
  }
  static std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  Mapping mapping;
  std::function<void(const ImportProgress&)> progress;
};
ON_EACH_DATABASE(ImportStory);

const std::string mixed =
    "id,opened,closed,type,lat,long,address,text,ward\n"
    "1,2026-02-02T10:00:00,2026-02-02T12:00:00,POTHOLE,0.005,0.002,1 Quay Street,Filled,west\n"
    "2,2026-02-02T10:00:00,2026-02-01T12:00:00,POTHOLE,0.005,0.008,,,west\n"
    "3,2026-02-02T10:00:00,,POTHOLE,,,7 Temple Street,,\n"
    "4,2026-02-02T10:00:00,,POTHOLE,,,,,\n"
    "5,2026-02-02T10:00:00,,POTHOLE,0.5,0.5,,,\n"
    "6,,,POTHOLE,0.005,0.002,,,\n"
    "7,2026-02-02T10:00:00,,DRAGON,0.005,0.002,,,\n"
    "8,2026-02-02T10:00:00\n"
    "1,2026-02-02T10:00:00,,POTHOLE,0.005,0.002,,,\n";

TEST_P(ImportStory, EveryRowIsKeptFlaggedOrRefused) {
  const ImportReport report = imported(written("mixed.csv", mixed));
  EXPECT_EQ(report.rows, 9);
  EXPECT_EQ(report.opened, 5);
  EXPECT_EQ(report.known, 1);
  EXPECT_EQ(report.refused, 3);
  EXPECT_EQ(report.located, 4);
  EXPECT_THAT(report.flags, UnorderedElementsAre(Pair("closed_before_created", 1), Pair("place_to_be_found", 1), Pair("no_place", 1),
                                                 Pair("outside_city", 1)));
  EXPECT_THAT(report.refusals, UnorderedElementsAre(Pair("no_opened_date", 1), Pair("unknown_service", 1), Pair("unreadable_row", 1)));
  EXPECT_EQ(report.placed.at("ward"), 3);
  EXPECT_EQ(report.agreement.at("ward").compared, 2);
  EXPECT_EQ(report.agreement.at("ward").agree, 1);
  EXPECT_EQ(on_file(), 5);

  const std::string rows = content(report.rows_file);
  EXPECT_THAT(rows, HasSubstr("2,3,2,flagged,closed_before_created,\r\n"));
  EXPECT_THAT(rows, HasSubstr("2,3,2,other_district,ward,\"the file says west, the point lies in East\"\r\n"));
  EXPECT_THAT(rows, HasSubstr("7,8,7,refused,unknown_service,DRAGON\r\n"));
  EXPECT_THAT(content(settings().folder / "imports/mixed.csv-report.txt"), HasSubstr("6 kept: 5 new, 1 on file before"));
}

TEST_P(ImportStory, ClosingsAnswerTheClocks) {
  imported(written("mixed.csv", mixed));
  const auto kept = found("1"), impossible = found("2"), open = found("3");
  ASSERT_TRUE(kept && impossible && open);
  EXPECT_EQ(kept->status, Status::closed);
  EXPECT_EQ(kept->closing->reason, "Filled");
  EXPECT_EQ(kept->clock(ClockKind::first_status)->state, ClockState::kept);
  EXPECT_EQ(kept->clock(ClockKind::outcome)->state, ClockState::kept);
  EXPECT_EQ(kept->opened, *parse_instant("2026-02-02T10:00:00Z", ""));
  EXPECT_EQ(impossible->status, Status::closed);
  EXPECT_EQ(impossible->clock(ClockKind::outcome)->state, ClockState::not_applicable);
  EXPECT_EQ(open->clock(ClockKind::outcome)->state, ClockState::missed);
  EXPECT_TRUE(open->place.to_be_found);
}

TEST_P(ImportStory, TwiceIsOnce) {
  const auto file = written("mixed.csv", mixed);
  imported(file);
  const std::int64_t told = events();
  later(24h);
  for (const auto& again : {file, written("copy.csv", mixed), written("more.csv", mixed + "\n")}) {
    const ImportReport report = imported(again);
    EXPECT_EQ(report.opened, 0) << again;
    EXPECT_EQ(report.known, 6) << again;
    EXPECT_EQ(report.refused, 3) << again;
  }
  EXPECT_EQ(on_file(), 5);
  EXPECT_EQ(events(), told);
}

TEST_P(ImportStory, ACutOffImportGoesOnWhereItStood) {
  constexpr int rows = 3000;
  std::string text = "id,opened,closed,type,lat,long,address,text,ward\n";
  for (int i = 1; i <= rows; ++i) text += std::to_string(i) + ",2026-02-02T10:00:00,,POTHOLE,0.005,0.002,,,west\n";
  const auto file = written("many.csv", text);
  progress = [](const ImportProgress& at) {
    if (at.rows == 2000) throw std::runtime_error("the plug is pulled");
  };
  EXPECT_THROW((void)try_import(file), std::runtime_error);
  const std::int64_t before = on_file();
  EXPECT_LT(before, rows);

  progress = {};
  const ImportReport report = imported(file);
  EXPECT_EQ(report.resumed, before > 0);
  EXPECT_EQ(report.opened, rows);
  EXPECT_EQ(report.known, 0);
  EXPECT_EQ(on_file(), rows);
  EXPECT_EQ(report.agreement.at("ward").agree, rows);
}

TEST_P(ImportStory, AFileThatIsNoneOfTheMappingsIsRefused) {
  const auto refused = try_import(written("wrong.csv", "a,b\n1,2\n"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().faults.at(0).field, "wrong.csv:1");
  EXPECT_FALSE(try_import(settings().folder / "absent.csv").has_value());
}

TEST_P(ImportStory, SamplesAreToldFromTheMomentOfLoading) {
  const auto file = written("sample-cases.csv",
                            "minutes_ago,service,latitude,longitude,address,description,channel,first_status_minutes,first_status_text,"
                            "closed_minutes,outcome,outcome_text\n"
                            "300,POTHOLE,0.005,0.002,1 Quay Street,A hole,phone,60,We looked.,120,fixed,Filled.\n"
                            "100,POTHOLE,0.005,0.002,1 Quay Street,,web,60,We looked.,120,fixed,Filled.\n"
                            "50,DRAGON,,,,,web,,,,,\n"
                            "x,POTHOLE,,,,,web,,,,,\n");
  for (const int round : {1, 2}) {
    const auto report = load_samples(file, monday_noon, store(), *cases);
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->opened, round == 1 ? 2 : 0);
    EXPECT_EQ(report->known, round == 1 ? 0 : 2);
    ASSERT_EQ(report->refused.size(), 2u);
    EXPECT_EQ(report->refused[1].field, "sample-cases.csv:5");
  }
  const auto done = found("sample-1"), running = found("sample-2");
  ASSERT_TRUE(done && running);
  EXPECT_EQ(done->opened, monday_noon - 300min);
  EXPECT_EQ(done->closing->outcome, "fixed");
  EXPECT_EQ(done->channel, Channel::phone);
  EXPECT_EQ(running->status, Status::open);
  EXPECT_EQ(running->status_notes, "We looked.");
  EXPECT_EQ(running->clock(ClockKind::first_status)->state, ClockState::kept);
}

}  // namespace
}  // namespace portico::cases
