// Real boundaries and real requests, where the folder of public data is there.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "platform/geo/geo.h"

namespace portico::geo {
namespace {

std::filesystem::path data_folder() {
  const char* named = std::getenv("PORTICO_DATA");
  return named ? std::filesystem::path(named) : std::filesystem::path(PORTICO_ROOT) / "../shared/data";
}

std::string unpacked(const std::filesystem::path& file) {
  std::string text;
  FILE* pipe = popen(("gzip -dc '" + file.string() + "'").c_str(), "r");
  if (!pipe) return text;
  std::array<char, 65536> block;
  while (const auto got = std::fread(block.data(), 1, block.size(), pipe)) text.append(block.data(), got);
  EXPECT_EQ(pclose(pipe), 0) << file;
  return text;
}

std::vector<std::vector<std::string>> csv_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"')
        rows.back().back() += '"', ++i;
      else
        quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      rows.push_back({""});
    } else if (c != '\r' || quoted) {
      rows.back().back() += c;
    }
  }
  return rows;
}

double metres_to(const std::vector<Area>& areas, const std::string& code, Point point) {
  for (const auto& area : areas) {
    if (area.code == code) return AreaIndex({area}).locate(point, 100'000).value_or(Located{"", "", 100'000}).metres_outside;
  }
  return 100'000;
}

class RealDistricts : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(data_folder() / "boundaries")) GTEST_SKIP() << "no public data at " << data_folder();
  }
  Areas read(const char* file, const char* code, const char* name) {
    auto read = read_areas(unpacked(data_folder() / "boundaries" / file), file, code, name);
    EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().faults.front().field + ": " + read.error().faults.front().reason);
    return read ? std::move(*read) : Areas{};
  }
};

TEST_F(RealDistricts, AreAllReadAndTheFourBrokenOnesMended) {
  EXPECT_EQ(read("boroughs.geojson.gz", "borough", "name").areas.size(), 5u);
  EXPECT_EQ(read("community-districts.geojson.gz", "boro_cd", "name").areas.size(), 59u);
  EXPECT_EQ(read("zip-codes.geojson.gz", "modzcta", "modzcta").areas.size(), 178u);
  const auto council = read("council-districts-2013.geojson.gz", "CounDist", "");
  EXPECT_EQ(council.areas.size(), 51u);
  EXPECT_EQ(council.mended, 4);
}

// The requests name their community board ("04 BRONX"): their coordinates must give the same. Parks and airports have boards of their own
// (numbers from 26) that are no community district. The file of 2018 is left out: it writes board 01 for any place.
TEST_F(RealDistricts, HoldTheRequestsOfTheirBoards) {
  const auto areas = read("community-districts.geojson.gz", "boro_cd", "name").areas;
  const AreaIndex districts(areas);
  const std::map<std::string, std::string, std::less<>> boroughs = {
      {"MANHATTAN", "1"}, {"BRONX", "2"}, {"BROOKLYN", "3"}, {"QUEENS", "4"}, {"STATEN ISLAND", "5"}};
  int located = 0, coded = 0, told = 0, agree = 0, at_edge = 0;
  for (const char* file : {"portal-export-2022-05-01.csv.gz", "api-export-2023-12-10.csv.gz"}) {
    const auto rows = csv_rows(unpacked(data_folder() / "nyc311" / file));
    std::map<std::string, std::size_t> columns;
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
      std::string name = lower_ascii(rows[0][i]);
      for (char& c : name) c = c == ' ' ? '_' : c;
      columns.emplace(name, i);
    }
    for (std::size_t r = 1; r < rows.size(); ++r) {
      if (rows[r].size() < rows[0].size()) continue;
      const auto latitude = parse_number(rows[r][columns.at("latitude")]), longitude = parse_number(rows[r][columns.at("longitude")]);
      if (!latitude || !longitude) continue;
      ++located;
      const auto found = districts.locate({*latitude, *longitude});
      coded += found.has_value();
      const auto& board = rows[r][columns.at("community_board")];
      const auto borough = board.size() > 3 ? boroughs.find(std::string_view(board).substr(3)) : boroughs.end();
      if (!found || borough == boroughs.end() || board.substr(0, 2) > "18") continue;
      ++told;
      const auto named = borough->second + board.substr(0, 2);
      agree += found->code == named;
      if (found->code == named) continue;
      const auto away = metres_to(areas, named, {*latitude, *longitude});
      at_edge += away <= 30;
      std::printf("%s row %zu: board %s, place in %s, %.0f m from the board's district\n", file, r, named.c_str(), found->code.c_str(),
                  away);
    }
  }
  std::printf("%d requests with a place, %d in a district; %d of %d agree with their board\n", located, coded, agree, told);
  EXPECT_GT(located, 1300);
  EXPECT_GE(coded, located * 0.97);
  EXPECT_GE(agree, told * 0.994);            // 1,093 of 1,099
  EXPECT_GE(agree + at_edge, told * 0.999);  // the others lie in a street that divides two districts
}

TEST_F(RealDistricts, HoldTheBoroughsOfTheLocations) {
  const AreaIndex boroughs(read("boroughs.geojson.gz", "borough", "name").areas);
  const auto rows = csv_rows(unpacked(data_folder() / "geocode" / "nyc311-locations.csv.gz"));
  int told = 0, agree = 0;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    if (rows[r].size() < 16) continue;
    const auto latitude = parse_number(rows[r][14]), longitude = parse_number(rows[r][15]);
    if (!latitude || !longitude) continue;
    const auto found = boroughs.locate({*latitude, *longitude});
    if (rows[r][10].empty() || rows[r][10] == "Unspecified") continue;
    ++told;
    agree += found && found->code == rows[r][10];
  }
  EXPECT_GT(told, 2200);
  EXPECT_GE(agree, told * 0.995);
}

}  // namespace
}  // namespace portico::geo
