#include "platform/files/copies.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/files/keep.h"

namespace portico::files {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class CopiesOfFiles : public testing::Test {
 protected:
  void SetUp() override {
    root = fs::temp_directory_path() / ("portico-copies-" + std::to_string(::getpid()));
    fs::remove_all(root);
    fs::create_directories(from);
    fs::create_directories(to);
  }
  void TearDown() override { fs::remove_all(root); }
  std::string keep(std::string_view bytes) const {
    const std::string hash = hex(crypto::view(crypto::sha256(bytes)));
    keep_in_folder(from)->put(hash, bytes, Instant{});
    return hash;
  }
  static fs::path path_of(const fs::path& data, const std::string& hash) {
    return data / "files" / hash.substr(0, 2) / hash.substr(2, 2) / hash;
  }
  fs::path root = fs::temp_directory_path() / ("portico-copies-" + std::to_string(::getpid()));
  fs::path from = root / "from", to = root / "to";
};

TEST_F(CopiesOfFiles, AreReadableUnderTheSameNames) {
  const auto one = keep("one"), three = keep("three");
  std::ofstream(from / "files" / "unfinished" / "half.1") << "ha";
  const Copied copied = copy_files(from, to);
  EXPECT_EQ(copied.files, 2);
  EXPECT_EQ(copied.bytes, 8);
  EXPECT_THAT(copied.damaged, IsEmpty());
  EXPECT_EQ(keep_in_folder(to)->get(one), "one");
  EXPECT_EQ(keep_in_folder(to)->get(three), "three");
  EXPECT_EQ(look_through_files(to).files, 2);
}

TEST_F(CopiesOfFiles, AreNotMadeTwice) {
  keep("one");
  copy_files(from, to);
  keep("two");
  EXPECT_EQ(copy_files(from, to).files, 2);
}

TEST_F(CopiesOfFiles, NameWhatIsDamaged) {
  const auto one = keep("one");
  keep("two");
  std::ofstream(path_of(from, one)) << "on3";
  EXPECT_THAT(copy_files(from, to).damaged, ElementsAre(one));
  EXPECT_THAT(look_through_files(to).damaged, ElementsAre(one));
}

TEST_F(CopiesOfFiles, OfAFolderWithoutAnyAreNone) {
  EXPECT_EQ(copy_files(from, to).files, 0);
  EXPECT_EQ(look_through_files(root / "nowhere").files, 0);
}

}  // namespace
}  // namespace portico::files
