#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <cstdlib>
#include <fstream>

#include "platform/formats/formats.h"
#include "platform/formats/gzip.h"

namespace portico::formats {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class Bytes : public testing::Test {
 protected:
  Bytes() : folder_(fs::temp_directory_path() / ("portico-bytes-" + std::to_string(::getpid()))) { fs::create_directories(folder_); }
  ~Bytes() override { fs::remove_all(folder_); }

  fs::path keep(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  fs::path folder_;
};

std::string zstd_packed(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string many_lines() {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919 % 100'003) + ",x\n";
  return text;
}

TEST_F(Bytes, UnpacksByContentNotByName) {
  const std::string text = many_lines();
  EXPECT_EQ(read_file(keep("plain.gz", text), 1 << 24), text);
  EXPECT_EQ(read_file(keep("gzip.csv", gzip(text)), 1 << 24), text);
  EXPECT_EQ(read_file(keep("zstd.csv", zstd_packed(text)), 1 << 24), text);
  EXPECT_EQ(read_file(keep("empty", ""), 10), "");
}

TEST_F(Bytes, ReadsSeveralPackedPartsInARow) {
  EXPECT_EQ(read_file(keep("two.gz", gzip("first,") + gzip("second")), 100), "first,second");
  EXPECT_EQ(read_file(keep("padded.gz", gzip("first") + std::string(512, '\0')), 100), "first");
  EXPECT_EQ(read_file(keep("two.zst", zstd_packed("first,") + zstd_packed("second")), 100), "first,second");
}

TEST_F(Bytes, RefusesCutPackedDataWithItsPlace) {
  const std::string text = many_lines();
  for (const auto& packed : {gzip(text), zstd_packed(text)}) {
    for (const std::size_t kept : {packed.size() - 1, packed.size() / 2, std::size_t{6}}) {
      const auto read = read_file(keep("cut", packed.substr(0, kept)), 1 << 24);
      ASSERT_FALSE(read) << "of " << packed.size() << " bytes only " << kept << " are there";
      EXPECT_EQ(read.error().faults.front().field, "cut");
      EXPECT_THAT(read.error().faults.front().reason, HasSubstr("cut short"));
    }
  }
}

TEST_F(Bytes, RefusesDamagedPackedData) {
  const std::string text = many_lines();
  for (auto packed : {gzip(text), zstd_packed(text)}) {
    for (std::size_t i = 0; i < 40; ++i) packed[packed.size() / 2 + i] = static_cast<char>(packed[packed.size() / 2 + i] ^ 0x5a);
    const auto read = read_file(keep("damaged", packed), 1 << 24);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().faults.front().reason, HasSubstr("near byte"));
  }
  EXPECT_FALSE(read_file(keep("more.gz", gzip("a") + "rubbish"), 100));
}

TEST_F(Bytes, CutPackedRowsAreToldWithTheirLine) {
  const auto packed = gzip("n,letter\n" + many_lines());
  CsvReader reader(std::move(*ByteSource::open(keep("rows.csv.gz", packed.substr(0, packed.size() - 1000)))), "rows.csv.gz");
  std::int64_t rows = 0;
  std::vector<Fault> told;
  for (auto row = reader.next(); !row || *row != nullptr; row = reader.next()) {
    if (row)
      ++rows;
    else
      told.push_back(row.error().faults.front());
  }
  EXPECT_GT(rows, 100'000);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told.front().field, HasSubstr("rows.csv.gz:"));
  EXPECT_THAT(told.front().reason, HasSubstr("cut short"));
}

TEST_F(Bytes, RefusesWhatIsNoFileOrTooLarge) {
  EXPECT_EQ(ByteSource::open(folder_ / "nowhere.csv").error().kind, Refused::not_found);
  EXPECT_EQ(ByteSource::open(folder_).error().kind, Refused::invalid);
  EXPECT_EQ(read_file(keep("large", std::string(1000, 'x')), 999).error().kind, Refused::too_large);
}

TEST_F(Bytes, CountsTheFilesOwnBytesForProgress) {
  const auto packed = gzip(many_lines());
  const auto source = ByteSource::open(keep("progress.gz", packed)).value();
  EXPECT_EQ(source->bytes_total(), static_cast<std::int64_t>(packed.size()));
  while (!source->next().empty()) {
  }
  EXPECT_EQ(source->bytes_read(), source->bytes_total());
}

// The public files that the project is measured on; on a machine without them this says so.
TEST(RealFiles, AreReadToTheLastRow) {
  const char* given = std::getenv("PORTICO_DATA");
  const fs::path data = given != nullptr ? fs::path(given) : fs::path(PORTICO_ROOT) / "../shared/data";
  if (!fs::exists(data)) GTEST_SKIP() << "No public data at " << data << ": set PORTICO_DATA to read the real files.";
  const struct {
    const char* file;
    std::size_t columns;
    std::int64_t rows;
  } files[] = {
      {"nyc311/cr-line-ends-2013-12.csv.gz", 20, 2'386},
      {"nyc311/portal-export-2022-05-01.csv.gz", 41, 924},
      {"nyc311/api-export-2023-12-10.csv.gz", 44, 500},
      {"nyc311/old-schema-2018-01-22.csv.gz", 53, 155},
      {"nyc311/newest-10000-2026-04-14.csv.zst", 12, 10'000},
      {"other311/san-francisco-2008-2018.csv.gz", 19, 10'000},
      {"facilities/nyc-agencies.csv", 38, 444},
  };
  for (const auto& expected : files) {
    auto source = ByteSource::open(data / expected.file);
    ASSERT_TRUE(source) << expected.file;
    CsvReader reader(std::move(*source), expected.file);
    EXPECT_EQ(reader.head().size(), expected.columns) << expected.file;
    for (auto row = reader.next();; row = reader.next()) {
      ASSERT_TRUE(row) << row.error().faults.front().field << " " << row.error().faults.front().reason;
      if (*row == nullptr) break;
    }
    EXPECT_EQ(reader.row(), expected.rows) << expected.file;
    EXPECT_FALSE(reader.head().front().starts_with("\xEF\xBB\xBF")) << expected.file;
  }
}

}  // namespace
}  // namespace portico::formats
