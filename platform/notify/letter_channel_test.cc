#include "platform/notify/letter_channel.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "platform/formats/formats.h"
#include "platform/store/testing.h"

// Fontconfig keeps its patterns behind offsets, in which the leak checker sees no pointers.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

namespace portico::notify {
namespace {

using ::testing::StartsWith;

Message to(std::string address) {
  return {.id = "portico.abc@town.example",
          .channel = ChannelKind::letter,
          .address = std::move(address),
          .name = "Ana Reyes",
          .language = "ar",
          .subject = "طلبك",
          .paragraphs = {"تم إصلاح المصباح.", "شكرًا لك."},
          .at = parse_instant("2026-03-02T12:00:00Z", "").value()};
}

TEST(ALetter, BecomesAPdfForWhoeverPostsIt) {
  const store::TemporaryFolder folder;
  LetterSettings settings;
  settings.folder = folder.path() / "letters";
  settings.sender = {"Town of Eastport", {"1 Quay Street", "Eastport"}, {}};
  const auto letters = letter_channel(settings);
  ASSERT_TRUE(letters) << letters.error().faults.front().reason;
  const auto file = settings.folder / "portico.abc@town.example.pdf";
  EXPECT_EQ((*letters)->send(to("12 Mill Lane\nEastport")).kind, Delivery::Kind::taken);
  EXPECT_THAT(formats::read_file(file, 10 << 20).value(), StartsWith("%PDF-"));
  EXPECT_EQ(std::filesystem::status(settings.folder).permissions(), std::filesystem::perms::owner_all);
  EXPECT_EQ((*letters)->send(to("12 Mill Lane\nEastport")).kind, Delivery::Kind::taken) << "a repeat takes its place";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(settings.folder), {}), 1);
  EXPECT_EQ((*letters)->send(to("")).kind, Delivery::Kind::taken) << "a name is one line of an address";
  Message nobody = to("");
  nobody.name.clear();
  EXPECT_EQ((*letters)->send(nobody).kind, Delivery::Kind::refused) << "there is nobody to post it to";
}

TEST(ALetter, NeedsItsFonts) {
  LetterSettings settings;
  settings.fonts = "/nowhere";
  EXPECT_FALSE(letter_channel(settings));
}

}  // namespace
}  // namespace portico::notify
