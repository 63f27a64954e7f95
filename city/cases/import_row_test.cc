// One row as a case: dates and their zones, states, places, and what is flagged.
#include "city/cases/import_row.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/text.h"
#include "city/cases/testing.h"
#include "platform/formats/formats.h"

namespace portico::cases {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view town_mapping = R"toml(name = "Town"
zone = "America/New_York"
dates = ["iso", "%m/%d/%Y %I:%M:%S %p"]
nulls = ["N/A", "Unspecified"]
[columns]
id = "Unique Key"
opened = "Created Date"
closed = "Closed Date"
updated = "Updated Date"
service = "Type"
agency = "Agency"
status = "Status"
channel = "Channel"
description = ["Descriptor", "Detail"]
outcome_text = "Resolution"
latitude = "Latitude"
longitude = "Longitude"
address = ["Street|Corner", "City"]
[service]
table = { "Hole in road" = "POTHOLE" }
[agency]
table = { Works = "DSW" }
[status]
open = ["Open", "Pending"]
closed = ["Closed"]
[channel]
table = { PHONE = "phone" }
otherwise = "other"
[outcome]
receipts = ["has been received"]
[[outcome.sign]]
status = "FIXED"
words = ["filled"]
[[compare]]
set = "ward"
column = "Ward"
pattern = "{number} {words}"
replacement = "{words} {number}"
most = 18
)toml";

using Row = std::map<std::string, std::string>;

class ReadingARow : public testing::Test {
 protected:
  ReadingARow() : mapping(*Mapping::parse(town_mapping, "town.toml")), town(small_town()) {}

  std::expected<ReadRow, RowRefusal> read(Row row) {
    row.try_emplace("Unique Key", "17");
    row.try_emplace("Type", "POTHOLE");
    row.try_emplace("Created Date", "2026-03-01T10:00:00");
    std::vector<std::string> names, values;
    for (auto& [name, value] : row) names.push_back(name), values.push_back(value);
    const auto column = [&](std::string_view name) -> std::optional<std::size_t> {
      const auto found = std::ranges::find(names, name);
      return found == names.end() ? std::nullopt : std::optional<std::size_t>(found - names.begin());
    };
    return RowReader::make(mapping, column, "town.csv", *town)->read(values, "own-1", now);
  }
  Asked asked(const Row& row) {
    const auto found = read(row);
    if (!found) throw std::runtime_error("refused: " + found.error().reason);
    return found->asked;
  }
  std::vector<std::string> flags(const Row& row) { return asked(row).flags; }

  const Instant now = *parse_instant("2026-06-01T12:00:00Z", "");
  Mapping mapping;
  std::shared_ptr<const directory::Snapshot> town;
};

TEST_F(ReadingARow, FillsACase) {
  const Asked asked = this->asked({{"Type", "hole in ROAD"},
                                   {"Agency", "Works"},
                                   {"Channel", "PHONE"},
                                   {"Descriptor", "Deep  hole"},
                                   {"Detail", "N/A"},
                                   {"Latitude", "0.005"},
                                   {"Longitude", "0.002"},
                                   {"Street", "EAST   93 STREET"},
                                   {"City", "Town"}});
  EXPECT_EQ(asked.external_id, "17");
  EXPECT_EQ(asked.service, "POTHOLE");
  EXPECT_EQ(asked.agency, "DSW");
  EXPECT_EQ(asked.channel, Channel::phone);
  EXPECT_EQ(asked.description, "Deep hole");
  EXPECT_EQ(asked.opened, *parse_instant("2026-03-01T15:00:00Z", ""));
  EXPECT_EQ(asked.place.point, (geo::Point{0.005, 0.002}));
  EXPECT_EQ(asked.place.address, "EAST 93 STREET, Town");
  EXPECT_THAT(asked.flags, IsEmpty());
  EXPECT_THAT(asked.history, IsEmpty());
}

TEST_F(ReadingARow, LocalTimesThatAreNotPlainAreFlagged) {
  EXPECT_EQ(asked({{"Created Date", "07/01/2025 01:30:00 PM"}}).opened, *parse_instant("2025-07-01T17:30:00Z", ""));
  const Asked ambiguous = asked({{"Created Date", "11/02/2025 01:30:00 AM"}});
  EXPECT_EQ(ambiguous.opened, *parse_instant("2025-11-02T05:30:00Z", ""));  // the first reading
  EXPECT_THAT(ambiguous.flags, ElementsAre("ambiguous_local_time"));
  const Asked missing = asked({{"Created Date", "2026-03-08T02:30:00"}});
  EXPECT_EQ(missing.opened, *parse_instant("2026-03-08T07:00:00Z", ""));  // the next valid instant
  EXPECT_THAT(missing.flags, ElementsAre("missing_local_time"));
  EXPECT_THAT(flags({{"Created Date", "2025-11-02T01:30:00-05:00"}}), IsEmpty());
}

TEST_F(ReadingARow, IsRefusedWithoutADateOrAService) {
  EXPECT_EQ(read({{"Created Date", "N/A"}}).error().reason, "no_opened_date");
  EXPECT_EQ(read({{"Created Date", "yesterday"}}).error().reason, "unreadable_opened_date");
  EXPECT_EQ(read({{"Type", "Dragons"}}).error().reason, "unknown_service");
  EXPECT_EQ(read({{"Type", "Dragons"}}).error().detail, "Dragons");
  mapping.service_otherwise = "GRAFFITI";
  EXPECT_EQ(asked({{"Type", "Dragons"}}).service, "GRAFFITI");
  EXPECT_THAT(flags({{"Type", "Dragons"}}), ElementsAre("unknown_service"));
}

TEST_F(ReadingARow, WhatCannotBeIsKeptAndFlagged) {
  EXPECT_THAT(flags({{"Closed Date", "2026-02-28T10:00:00"}}), ElementsAre("closed_before_created"));
  EXPECT_THAT(flags({{"Closed Date", "2027-01-01T10:00:00"}}), ElementsAre("closed_in_future"));
  EXPECT_THAT(flags({{"Closed Date", "soon"}, {"Updated Date", "2027-01-01"}}),
              UnorderedElementsAre("unreadable_date", "updated_in_future"));
  EXPECT_THAT(flags({{"Status", "Closed"}}), ElementsAre("closed_without_date"));
  EXPECT_THAT(flags({{"Status", "Pending"}, {"Closed Date", "2026-03-02T10:00:00"}}), ElementsAre("closed_date_but_not_closed"));
  EXPECT_THAT(flags({{"Status", "Confused"}}), ElementsAre("unknown_status"));
  EXPECT_THAT(flags({{"Agency", "NASA"}}), ElementsAre("unknown_agency"));
  EXPECT_THAT(flags({{"Latitude", "north"}, {"Longitude", "7"}}), ElementsAre("unreadable_place"));
  EXPECT_THAT(flags({{"Unique Key", " "}}), ElementsAre("no_number_of_its_own"));
  EXPECT_THAT(flags({{"Created Date", "2026-12-01T10:00:00"}}), ElementsAre("opened_in_future"));
  EXPECT_EQ(asked({{"Unique Key", ""}}).external_id, "own-1");
  EXPECT_FALSE(asked({{"Latitude", "0.0"}, {"Longitude", "0"}}).place.point);
}

TEST_F(ReadingARow, AClosedRowIsAnsweredByItsClosing) {
  const auto history = asked({{"Closed Date", "2026-03-03T10:00:00"},
                              {"Updated Date", "2026-03-03T10:00:05"},
                              {"Resolution", "We filled the hole."},
                              {"Status", "Closed"}})
                           .history;
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].update_status, "FIXED");
  EXPECT_EQ(history[0].text, "We filled the hole.");
  EXPECT_EQ(history[0].department, "Street Works");
  EXPECT_EQ(history[0].at, *parse_instant("2026-03-03T15:00:00Z", ""));
}

TEST_F(ReadingARow, NewsBeforeTheClosingComesFirst) {
  const auto history =
      asked({{"Closed Date", "2026-03-03T10:00:00"}, {"Updated Date", "2026-03-02T09:00:00"}, {"Resolution", "A crew comes."}}).history;
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].text, "A crew comes.");
  EXPECT_TRUE(history[0].meaningful);
  EXPECT_EQ(history[1].update_status, "CLOSED");
  EXPECT_EQ(history[1].text, "");
}

TEST_F(ReadingARow, AReceiptIsNoAnswer) {
  EXPECT_FALSE(asked({{"Updated Date", "2026-03-01T10:00:00"}, {"Resolution", "We will look."}}).history.at(0).meaningful);
  EXPECT_FALSE(
      asked({{"Updated Date", "2026-03-01T11:00:00"}, {"Resolution", "Your complaint has been received."}}).history.at(0).meaningful);
  EXPECT_TRUE(asked({{"Updated Date", "2026-03-01T11:00:00"}, {"Resolution", "We looked."}}).history.at(0).meaningful);
}

TEST_F(ReadingARow, TellsTheFilesOwnDistrict) {
  EXPECT_THAT(read({{"Ward", "04 EAST"}})->districts, ElementsAre("EAST 4"));
  EXPECT_THAT(read({{"Ward", "81 EAST"}})->districts, ElementsAre(""));
  EXPECT_THAT(read({{"Ward", "0 Unspecified"}})->districts, ElementsAre(""));
  EXPECT_THAT(read({{"Ward", "Unspecified EAST"}})->districts, ElementsAre(""));
  EXPECT_THAT(read({})->districts, ElementsAre(""));
}

TEST(RowReader, RefusesAFileWithoutTheColumnsThatEveryRowNeeds) {
  const auto mapping = Mapping::parse(town_mapping, "town.toml");
  const auto town = small_town();
  const auto reader = RowReader::make(*mapping, [](std::string_view) { return std::nullopt; }, "empty.csv", *town);
  ASSERT_FALSE(reader.has_value());
  EXPECT_EQ(reader.error().faults.size(), 2u);
  EXPECT_EQ(reader.error().faults[0].reason, "This file has no column Type.");
}

std::filesystem::path public_data() {
  const char* named = std::getenv("PORTICO_DATA");
  return named ? std::filesystem::path(named) : std::filesystem::path(PORTICO_ROOT) / "../shared/data";
}

TEST(RowReader, ReadsEveryRowOfSanFrancisco) {
  const auto file = public_data() / "other311/san-francisco-2008-2018.csv.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the public data is not here: " << file;
  auto town = std::make_shared<directory::Snapshot>();
  town->city.languages = {"en"};
  town->agencies = {{"SF", words("San Francisco"), "", "", ""}};
  town->services = {service("SEWER", "SF"), service("OTHER", "SF")};
  town->services[0].name = words("Sewer Issues");
  town->prepare();
  const auto mapping = Mapping::read(std::filesystem::path(PORTICO_ROOT) / "mappings/san-francisco.toml");
  ASSERT_TRUE(mapping.has_value());
  formats::CsvReader csv(*formats::ByteSource::open(file), "sf.csv");
  const auto reader = RowReader::make(*mapping, [&](std::string_view name) { return csv.column(name); }, "sf.csv", *town);
  ASSERT_TRUE(reader.has_value());
  std::map<std::string, int> counts;
  for (;;) {
    const auto row = csv.next();
    ASSERT_TRUE(row.has_value());
    if (*row == nullptr) break;
    const auto read = reader->read(**row, "own", *parse_instant("2026-01-01T00:00:00Z", ""));
    ASSERT_TRUE(read.has_value()) << csv.line();
    ++counts["rows"];
    counts["located"] += read->asked.place.point.has_value();
    counts["sewer"] += read->asked.service == "SEWER";
    counts["closed"] += !read->asked.history.empty() && !read->asked.history.back().update_status.empty();
    for (const std::string& flag : read->asked.flags) ++counts[flag];
  }
  EXPECT_THAT(counts, UnorderedElementsAre(testing::Pair("rows", 10'000), testing::Pair("located", 10'000 - 4'264),
                                           testing::Pair("sewer", 2'947), testing::Pair("closed", 9'630),
                                           testing::Pair("unknown_service", 10'000 - 2'947), testing::Pair("closed_before_created", 17)));
}

}  // namespace
}  // namespace portico::cases
