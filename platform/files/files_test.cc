#include "platform/files/files.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <future>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/files/kind.h"
#include "platform/files/migrations.h"
#include "platform/files/sweeper.h"
#include "platform/files/testing.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::files {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample;

struct Size {
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

// A JPEG's segments up to its picture: their markers, and the size that the frame's says.
struct Jpeg {
  std::string markers;
  Size size;
};
Jpeg segments_of(std::string_view jpeg) {
  Jpeg found;
  for (std::size_t at = 2; at + 9 < jpeg.size() && jpeg[at] == '\xff';) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(jpeg[at + i]); };
    found.markers += static_cast<char>(byte(1));
    if (byte(1) == 0xc0 || byte(1) == 0xc2) found.size = {byte(7) << 8 | byte(8), byte(5) << 8 | byte(6)};
    if (byte(1) == 0xda) break;
    at += 2u + (static_cast<unsigned>(byte(2)) << 8 | byte(3));
  }
  return found;
}

class AFile : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    open(all);
    files = std::make_unique<Files>(store(), Settings{.folder = settings().folder, .program = testing::picture_program()}, time);
  }

  // What lies in the folder of files, unfinished ones included; 0 with PostgreSQL.
  int lying() const {
    int count = 0;
    const fs::path folder = settings().folder / "files";
    if (fs::exists(folder))
      for (const auto& entry : fs::recursive_directory_iterator(folder)) count += entry.is_regular_file() ? 1 : 0;
    return count;
  }
  int on_record() {
    static const store::Statement count("files_test.count",
                                        "SELECT (SELECT count(*) FROM files_file) + (SELECT count(*) FROM files_chunk)");
    int found = 0;
    store().read([&](store::Reader& reader) {
      found = static_cast<int>(reader.one(count, {}, [](const store::Row& row) { return row.integer(0); }).value());
    });
    return found;
  }
  std::string refused(std::string_view bytes) {
    const auto stored = files->take(bytes);
    return stored ? "taken" : std::string(name_of(stored.error()));
  }

  StillTime time{parse_instant("2026-03-03T10:00:00Z", "test").value()};
  std::unique_ptr<Files> files;
};
ON_EACH_DATABASE(AFile);

TEST_P(AFile, OfAPictureIsKeptUprightBoundedAndWithoutAnythingThatItsCameraWroteIntoIt) {
  const std::string sent = sample("phone.jpg");
  ASSERT_THAT(sent, HasSubstr("SecretPhone"));
  const auto stored = files->take(sent);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->type, "image/jpeg");
  EXPECT_EQ((Size{stored->width, stored->height}), (Size{400, 640}));  // it was 640 wide and lay on its side
  const std::string kept = files->read(stored->hash).value(), small = files->read(stored->small_hash).value();
  EXPECT_EQ(stored->hash, hex(crypto::view(crypto::sha256(kept))));
  EXPECT_EQ(static_cast<std::int64_t>(kept.size()), stored->size);
  EXPECT_EQ(segments_of(kept).size, (Size{400, 640}));
  EXPECT_EQ(segments_of(small).size, (Size{300, 480}));
  for (const std::string& each : {kept, small}) {
    for (const char* secret : {"SecretPhone", "Exif", "GPS", "photographer", "adobe", "Photoshop", "Jane", "ICC_PROFILE"})
      EXPECT_THAT(each, Not(HasSubstr(secret)));
    for (const unsigned char marker : segments_of(each).markers)
      EXPECT_TRUE(marker == 0xe0 || marker < 0xe0) << int{marker};  // no application segment but JFIF's, no comment
  }
}

TEST_P(AFile, OfEachKindOfPictureBecomesAJpeg) {
  for (const char* name : {"plain.jpg", "plain.png", "plain.webp", "plain.gif"}) {
    const auto stored = files->take(sample(name));
    ASSERT_TRUE(stored) << name;
    EXPECT_EQ(stored->type, "image/jpeg");
    EXPECT_THAT(files->read(stored->hash).value(), ::testing::StartsWith("\xff\xd8\xff")) << name;
  }
}

TEST_P(AFile, OfFortyMegapixelsFromAPhoneIsDrawnSmaller) {
  const auto stored = files->take(sample("forty-megapixels.heic"));
  ASSERT_TRUE(stored) << name_of(stored.error());
  EXPECT_EQ((Size{stored->width, stored->height}), (Size{2560, 1714}));
  EXPECT_EQ(segments_of(files->read(stored->small_hash).value()).size, (Size{480, 321}));
}

TEST_P(AFile, ThatIsAlsoSomethingElseLosesTheOther) {
  const std::string polyglot = sample("plain.jpg") + "PK\x03\x04 evil.sh <script>alert(1)</script>";
  const auto stored = files->take(polyglot);
  ASSERT_TRUE(stored);
  EXPECT_THAT(files->read(stored->hash).value(), Not(HasSubstr("evil.sh")));
  EXPECT_THAT(files->read(stored->hash).value(), Not(HasSubstr("script")));
  EXPECT_EQ(refused("PK\x03\x04 evil" + sample("plain.jpg")), "not_taken");  // goes by its beginning
  EXPECT_EQ(refused("GIF89a/*\xff\xd8\xff*/=alert(1)//"), "unreadable");
}

TEST_P(AFile, ThatIsNoHonestPictureIsRefusedAndLeavesNothing) {
  EXPECT_EQ(refused(""), "empty");
  EXPECT_EQ(refused(sample("bomb.png")), "too_many_pixels");
  EXPECT_EQ(refused(sample("frames.gif")), "too_many_pixels");
  std::string lying_about_its_size = sample("plain.jpg");
  const auto frame = lying_about_its_size.find(std::string("\xff\xc0\x00\x11", 4));
  ASSERT_NE(frame, std::string::npos);
  lying_about_its_size.replace(frame + 5, 4, "\xff\xdc\xff\xdc");
  EXPECT_EQ(refused(lying_about_its_size), "too_many_pixels");
  const std::string photo = sample("plain.jpg");
  EXPECT_EQ(refused(photo.substr(0, photo.size() / 2)), "unreadable");
  EXPECT_EQ(refused(photo.substr(0, 4)), "unreadable");
  const std::string heic = sample("forty-megapixels.heic");
  EXPECT_EQ(refused(heic.substr(0, heic.size() / 2)), "unreadable");
  EXPECT_EQ(refused(photo + std::string(most_picture_bytes, ' ')), "too_large");
  EXPECT_EQ(lying(), 0);
  EXPECT_EQ(on_record(), 0);
}

TEST_P(AFile, IsWhatItsBytesAreAndNotWhatItsNameSays) {
  EXPECT_EQ(refused(std::string("MZ\x90\0\x03", 5)), "not_taken");
  EXPECT_EQ(refused("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "taken");  // as plain text it does nothing
  EXPECT_EQ(files->take("<svg onload='alert(1)'/>")->type, "text/plain; charset=utf-8");
  EXPECT_EQ(refused("broken \xff text"), "not_taken");
  EXPECT_EQ(refused("%PDF-1.7 without an end"), "taken");
  EXPECT_EQ(files->take("%PDF-1.7 without an end")->type, "text/plain; charset=utf-8");
  const std::string pdf = "%PDF-1.7\n%\xe2\xe3\n1 0 obj\nendobj\n%%EOF\n";
  EXPECT_EQ(files->take(pdf)->type, "application/pdf");
  EXPECT_EQ(files->read(files->take(pdf)->hash), pdf);
  EXPECT_EQ(files->take_picture(pdf).error(), Unfit::not_taken);
  EXPECT_EQ(refused(std::string(most_document_bytes + 1, 'a')), "too_large");
  EXPECT_EQ(kind_of("RIFF....WAVEfmt "), Kind::text);
  EXPECT_EQ(kind_of(std::string_view("\0\0\0\x18"
                                     "ftypavif\0\0\0\0",
                                     16)),
            std::nullopt);
}

TEST_P(AFile, OfTheSameBytesIsOneAndComesBackWholeHoweverLong) {
  std::string text;
  for (int line = 0; text.size() < 1'000'000; ++line) text += "line " + std::to_string(line) + "\n";
  const auto first = files->take(text), second = files->take(text);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->hash, second->hash);
  EXPECT_EQ(files->read(first->hash), text);
  if (dialect() == store::Dialect::postgres) {
    EXPECT_EQ(lying(), 0);
    EXPECT_EQ(on_record(), 1 + 4);  // a million bytes in chunks of 256 kB
  } else {
    EXPECT_EQ(lying(), 1);
    EXPECT_EQ(on_record(), 0);
  }
}

TEST_P(AFile, ThatIsNotThereIsNothing) {
  EXPECT_EQ(files->read(std::string(64, 'a')), std::nullopt);
  EXPECT_EQ(files->read("../../portico.db"), std::nullopt);
  EXPECT_EQ(files->read(""), std::nullopt);
  EXPECT_FALSE(files->has(std::string(64, 'a')));
}

TEST_P(AFile, ThatNobodyRefersToIsSweptAfterADayUnlessItIsHandedInAnew) {
  const std::string wanted = files->take("wanted")->hash, orphan = files->take("an orphan")->hash, again = files->take("again")->hash;
  const auto referenced = [&](store::Reader&, std::span<const std::string> asked) {
    EXPECT_TRUE(std::ranges::is_sorted(asked));
    return std::set<std::string>{wanted};
  };
  time.set(time.now() + Millis(23 * 3'600'000));
  EXPECT_EQ(files->sweep(time.now() - orphans_kept, referenced), 0);
  EXPECT_EQ(files->take("again")->hash, again);
  time.set(time.now() + Millis(2 * 3'600'000));
  EXPECT_EQ(files->sweep(time.now() - orphans_kept, referenced), 1);
  EXPECT_TRUE(files->has(wanted));
  EXPECT_FALSE(files->has(orphan));
  EXPECT_TRUE(files->has(again));
}

TEST_P(AFile, IsSweptByItself) {
  const std::string orphan = files->take("an orphan")->hash;
  time.set(time.now() + 2 * orphans_kept);
  SilentLog log;
  std::promise<void> asked;
  Sweeper sweeper(
      *files,
      [&](store::Reader&, std::span<const std::string>) {
        asked.set_value();
        return std::set<std::string>{};
      },
      time, log);
  sweeper.start();
  asked.get_future().wait();
  sweeper.stop();
  EXPECT_FALSE(files->has(orphan));
}

TEST_P(AFile, HalfWrittenByAProcessThatDiedIsGone) {
  if (dialect() == store::Dialect::postgres) GTEST_SKIP() << "with PostgreSQL a file is written in one transaction";
  const fs::path left = settings().folder / "files" / "unfinished" / "left";
  std::FILE* half = std::fopen(left.c_str(), "w");
  ASSERT_NE(half, nullptr);
  std::fputs("half", half);
  std::fclose(half);
  files = std::make_unique<Files>(store(), Settings{.folder = settings().folder, .program = testing::picture_program()}, time);
  EXPECT_EQ(lying(), 0);
}

TEST_P(AFile, OfAPictureNeedsItsProgram) {
  files = std::make_unique<Files>(store(), Settings{.folder = settings().folder, .program = "/nowhere/portico-pictures"}, time);
  EXPECT_THROW((void)files->take(sample("plain.jpg")), store::Broken);
  EXPECT_EQ(refused("plain text needs none"), "taken");
}

TEST_P(AFile, OfAPictureWaitsForItsTurnAndThenGivesUp) {
  files = std::make_unique<Files>(
      store(),
      Settings{.folder = settings().folder, .program = testing::picture_program(), .pictures_at_once = 0, .picture_wait = Millis(1)}, time);
  EXPECT_EQ(refused(sample("plain.jpg")), "busy");
  EXPECT_EQ(refusal_of(Unfit::busy, "media").kind, Refused::unavailable);
}

TEST(ARefusalOfAFile, SaysWhatWouldBeTaken) {
  const Refusal refusal = refusal_of(Unfit::not_taken, "media");
  EXPECT_EQ(refusal.kind, Refused::invalid);
  EXPECT_EQ(refusal.faults.at(0).field, "media");
  EXPECT_THAT(refusal.faults.at(0).accepted, HasSubstr("HEIC"));
  EXPECT_EQ(refusal_of(Unfit::too_large, "media").kind, Refused::too_large);
}

}  // namespace
}  // namespace portico::files
