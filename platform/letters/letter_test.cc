#include "platform/letters/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/letters/samples/sample.h"

namespace portico::letters {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Fault first_fault(const Letter& letter) {
  const auto printed = samples::press().print(letter);
  return printed ? Fault{} : printed.error().faults.front();
}

TEST(ALetter, IsRefusedWhereACharacterHasNoFont) {
  auto letter = samples::sample("ur");
  letter.paragraphs[1] += " 🦄 🦄";
  const auto printed = samples::press().print(letter);
  ASSERT_FALSE(printed);
  ASSERT_THAT(printed.error().faults, SizeIs(1)) << "once, not for every unicorn";
  EXPECT_EQ(printed.error().faults.front().field, "paragraphs[1]");
  EXPECT_THAT(printed.error().faults.front().reason, HasSubstr("in the language ur has U+1F984 (🦄)"));
}

TEST(ALetter, TellsEveryPlaceWhereACharacterHasNoFont) {
  auto letter = samples::sample("en");
  letter.sender.name = "Town of ꙮ";
  letter.recipient[0] = "ᚠᚢᚦ";
  letter.signer = "𓀀";
  const auto printed = samples::press().print(letter);
  ASSERT_FALSE(printed);
  std::vector<std::string> fields;
  for (const auto& fault : printed.error().faults) fields.push_back(fault.field);
  EXPECT_THAT(fields, ::testing::ElementsAre("recipient[0]", "signer")) << "Noto Sans has the Slavonic eye of many eyes";
}

TEST(ALetter, TakesNamesOfPeopleFromEverywhere) {
  auto letter = samples::sample("en");
  for (const auto* name : {"Nguyễn Thị Hồng", "Ślusarz-Żółć", "Ελένη Παπαδοπούλου", "יעל כהן", "प्रिया शर्मा", "પટેલ", "ਸਿੰਘ", "முருகன்",
                           "สมชาย", "Հակոբյան", "გიორგი", "አበበ", "Владислав Ґалаґан", "王小明", "김민지", "山田太郎", "محمد", "রাহেলা"}) {
    letter.recipient[0] = name;
    EXPECT_TRUE(samples::press().print(letter)) << name;
  }
}

TEST(ALetter, IsRefusedWithWhatCannotBeWritten) {
  const auto refused = [](const std::string& text) {
    auto letter = samples::sample("en");
    letter.paragraphs[2] = text;
    return first_fault(letter);
  };
  EXPECT_THAT(refused("a\x07"
                      "b")
                  .reason,
              HasSubstr("U+0007"));
  EXPECT_THAT(refused(std::string("a\0b", 3)).reason, HasSubstr("U+0000"));
  EXPECT_THAT(refused("a\tb").reason, HasSubstr("U+0009"));
  EXPECT_THAT(refused("a\xC2\x85").reason, HasSubstr("U+0085"));
  EXPECT_THAT(refused("txt.\u202Eexe").reason, HasSubstr("U+202E")) << "nothing turns what follows";
  EXPECT_THAT(refused("\xEF\xBF\xBE").reason, HasSubstr("U+FFFE"));
  EXPECT_EQ(refused("\xC3(").reason, "is not UTF-8");
  EXPECT_EQ(refused(" \n ").reason, "is empty");
  EXPECT_EQ(refused("a\x07").field, "paragraphs[2]");
  EXPECT_EQ(refused("two\nlines"), Fault{});
  auto letter = samples::sample("en");
  letter.recipient[1] = "two\nlines";
  EXPECT_THAT(first_fault(letter).reason, HasSubstr("U+000A"));
}

TEST(ALetter, IsRefusedWhereItsPartsMakeNoLetter) {
  const auto refused = [](auto change) {
    auto letter = samples::sample("en");
    change(letter);
    return first_fault(letter).field;
  };
  EXPECT_EQ(refused([](Letter& letter) { letter.language = "xx"; }), "language");
  EXPECT_EQ(refused([](Letter& letter) { letter.sender.name = ""; }), "sender.name");
  EXPECT_EQ(refused([](Letter& letter) { letter.sender.lines.assign(7, "line"); }), "sender.lines");
  EXPECT_EQ(refused([](Letter& letter) { letter.recipient.clear(); }), "recipient");
  EXPECT_EQ(refused([](Letter& letter) { letter.recipient.assign(7, "line"); }), "recipient");
  EXPECT_EQ(refused([](Letter& letter) { letter.recipient[1] = ""; }), "recipient[1]");
  EXPECT_EQ(refused([](Letter& letter) { letter.date = ""; }), "date");
  EXPECT_EQ(refused([](Letter& letter) { letter.reference_name = ""; }), "reference");
  EXPECT_EQ(refused([](Letter& letter) { letter.subject = "\n"; }), "subject");
  EXPECT_EQ(refused([](Letter& letter) { letter.paragraphs.clear(); }), "paragraphs");
  EXPECT_EQ(refused([](Letter& letter) { letter.link->words = ""; }), "link.words");
  for (const auto* address :
       {"", "javascript:alert(1)", "https://a b", "https://a'b", "https://a\\b", "https://ünïcode.example", "https://a\n/URI (x)"})
    EXPECT_EQ(refused([&](Letter& letter) { letter.link->address = address; }), "link.address") << address;
  EXPECT_EQ(refused([](Letter& letter) { letter.link->address += std::string(1'000, 'x'); }), "link.address");
}

TEST(ALetter, IsRefusedWhereItIsTooLongOrTooWide) {
  auto letter = samples::sample("en");
  letter.paragraphs.assign(3, std::string(70'000, 'x'));
  EXPECT_THAT(first_fault(letter).accepted, HasSubstr("200000"));
  letter = samples::sample("en");
  letter.recipient[1] = "The Very Honourable Society for the Preservation of Long Names, Department of Names";
  EXPECT_EQ(first_fault(letter).field, "recipient[1]");
  EXPECT_THAT(first_fault(letter).reason, HasSubstr("window"));
  letter.recipient[1] = "Society for the Preservation of Long Names, Room 12";
  EXPECT_EQ(first_fault(letter), Fault{}) << "a little too wide is written smaller";
  letter.sender.name.clear();
  for (int i = 0; i < 40; ++i) letter.sender.name += "Office of Names ";
  EXPECT_EQ(first_fault(letter).field, "sender");
}

TEST(ALetter, TakesASealThatIsAPictureAndNoOther) {
  const auto refused = [](std::string seal) {
    auto letter = samples::sample("en");
    letter.sender.seal = std::move(seal);
    return first_fault(letter).reason;
  };
  const auto seal = samples::sample("en").sender.seal;
  EXPECT_THAT(refused(seal), IsEmpty());
  EXPECT_THAT(refused(""), IsEmpty());
  EXPECT_EQ(refused("GIF89a"), "is no PNG");
  EXPECT_EQ(refused(seal.substr(0, seal.size() / 2)), "cannot be read");
  auto bomb = seal;
  bomb[16] = 0x7F;  // says that it is two thousand million pixels wide
  EXPECT_THAT(refused(bomb), HasSubstr("pixels"));
  EXPECT_THAT(refused(seal + std::string(300 * 1024, 'x')), HasSubstr("bytes"));
}

TEST(APress, NamesTheFontThatIsNotThere) {
  const auto press = Press::open("/nowhere");
  ASSERT_FALSE(press);
  EXPECT_THAT(press.error().faults.front().field, HasSubstr("/nowhere/noto/NotoSans-Regular.ttf"));
  EXPECT_EQ(press.error().faults.front().accepted, "Debian's fonts-noto-core");
}

}  // namespace
}  // namespace portico::letters
