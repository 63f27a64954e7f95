#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/formats/formats.h"

namespace portico::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CsvReader reading(std::string text) { return CsvReader(ByteSource::of(std::move(text)), "cases.csv"); }

// All rows, joined by "|"; a refusal stands as "!line: reason".
std::vector<std::string> rows_of(CsvReader& reader) {
  std::vector<std::string> rows;
  while (true) {
    const auto row = reader.next();
    if (!row) {
      rows.push_back("!" + row.error().faults.front().field + " " + row.error().faults.front().reason);
      continue;
    }
    if (*row == nullptr) return rows;
    std::string joined;
    for (const auto& field : **row) joined += (joined.empty() ? "" : "|") + field;
    rows.push_back(joined.substr(0, 100));
  }
}

TEST(Csv, ReadsAnyLineEnd) {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    auto reader = reading("id,place" + end + "1,Quay Street" + end + "2,\"Mill" + end + "Lane\"" + end + end + "3,Hill" + end);
    EXPECT_THAT(reader.head(), ElementsAre("id", "place"));
    ASSERT_EQ((*reader.next().value())[1], "Quay Street");
    EXPECT_EQ(reader.row(), 1);
    EXPECT_EQ(reader.line(), 2);
    ASSERT_EQ((*reader.next().value())[1], "Mill" + end + "Lane");
    EXPECT_EQ(reader.line(), 3);
    ASSERT_EQ((*reader.next().value())[1], "Hill") << "an empty line is no row";
    EXPECT_EQ(reader.row(), 3);
    EXPECT_EQ(reader.line(), 6);
    EXPECT_EQ(reader.next().value(), nullptr);
    EXPECT_EQ(reader.next().value(), nullptr) << "the end stays the end";
  }
}

TEST(Csv, TakesTheLastRowWithoutLineEnd) {
  auto reader = reading("a,b\n1,2");
  EXPECT_THAT(rows_of(reader), ElementsAre("1|2"));
}

TEST(Csv, DropsTheByteOrderMarkAlone) {
  auto reader = reading("\xEF\xBB\xBFrecord_id,name\n7,\xEF\xBB\xBFx\n");
  EXPECT_THAT(reader.head(), ElementsAre("record_id", "name"));
  EXPECT_THAT(rows_of(reader), ElementsAre("7|\xEF\xBB\xBFx"));
}

TEST(Csv, KeepsBlanksAndDoubledQuotes) {
  auto reader = reading("a,b\n  two  blanks ,\"he said \"\"no\"\"\"\n");
  EXPECT_THAT(rows_of(reader), ElementsAre("  two  blanks |he said \"no\""));
}

TEST(Csv, TakesAQuoteInsideAnUnquotedFieldAsItStands) {
  auto reader = reading("a,b\n5\" pipe,burst\n");
  EXPECT_THAT(rows_of(reader), ElementsAre("5\" pipe|burst"));
}

TEST(Csv, RefusesARowWithTooFewOrTooManyFieldsAndGoesOn) {
  auto reader = reading("a,b\n1\n1,2,3\n4,5\n");
  EXPECT_THAT(rows_of(reader), ElementsAre("!cases.csv:2 The row has 1 fields, the head has 2.",
                                           "!cases.csv:3 The row has 3 fields, the head has 2.", "4|5"));
  EXPECT_EQ(reader.row(), 3);
}

TEST(Csv, AStrayQuoteCostsOneRow) {
  auto reader = reading("a,b\n1,\"open\n2,two\n3,\"x\"y\n4,four\n5,\"never closed\n6,six\n");
  EXPECT_THAT(rows_of(reader), ElementsAre(HasSubstr("!cases.csv:2 A quote"), "2|two", HasSubstr("!cases.csv:4 A quote"), "4|four",
                                           HasSubstr("!cases.csv:6 A quote is opened and not closed"), "6|six"));
}

TEST(Csv, RefusesAnEndlessRowButNotTheFile) {
  auto reader = reading("a,b\n1," + std::string(2'000'000, 'x') + "\n2,\"" + std::string(2'000'000, 'y') + "\n3,three\n");
  EXPECT_THAT(rows_of(reader), ElementsAre("!cases.csv:2 The row is too long.", HasSubstr("!cases.csv:3 A quote is opened"), "3|three"));
}

TEST(Csv, RefusesAnEmptyFileOnce) {
  auto reader = reading("");
  EXPECT_THAT(rows_of(reader), ElementsAre("!cases.csv:1 The file is empty."));
  auto other = reading(std::string("\xFF\xFE") + "a");
  EXPECT_THAT(rows_of(other), ElementsAre("!cases.csv:1 The file is in UTF-16."));
}

TEST(Csv, FindsColumnsByNameWhateverTheirDress) {
  auto reader = reading("Unique Key,created_date,Agency\n");
  EXPECT_EQ(reader.column("Unique Key"), 0U);
  EXPECT_EQ(reader.column("unique_key"), 0U);
  EXPECT_EQ(reader.column("CreatedDate"), 1U);
  EXPECT_EQ(reader.column("agency_name"), std::nullopt);
}

TEST(Csv, WritesWhatItReads) {
  const std::vector<std::string> fields = {"plain", "with, comma", "with \"quotes\"", "two\r\nlines", "", " blank ", "ünï"};
  auto reader = reading("a,b,c,d,e,f,g\r\n" + csv_row(fields) + csv_row(fields));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(*reader.next().value(), fields);
  EXPECT_EQ(csv_row({"a", "b,c"}), "a,\"b,c\"\r\n");
  auto single = reading("a\n" + csv_row({""}) + csv_row({"x"}));
  EXPECT_THAT(rows_of(single), ElementsAre("", "x"));
}

}  // namespace
}  // namespace portico::formats
