#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "platform/letters/samples/sample.h"

namespace portico::letters {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string slurp(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string printed(const Letter& letter) {
  auto pdf = samples::press().print(letter);
  if (!pdf) throw std::runtime_error(pdf.error().faults.front().field + ": " + pdf.error().faults.front().reason);
  return *std::move(pdf);
}

// What one of poppler's programs says of a PDF.
std::string poppler(const std::string& command, const std::string& pdf, const std::string& after = {}) {
  const auto name = (std::filesystem::temp_directory_path() / ("letter-" + std::to_string(getpid()))).string();
  std::ofstream(name + ".pdf", std::ios::binary) << pdf;
  const int status = std::system((command + " " + name + ".pdf " + after + " >" + name + ".txt 2>&1").c_str());
  auto said = slurp(name + ".txt");
  std::filesystem::remove(name + ".pdf");
  std::filesystem::remove(name + ".txt");
  if (status != 0) throw std::runtime_error(command + " does not run (Debian's poppler-utils): " + said);
  return said;
}
std::string words_in(const std::string& pdf) { return poppler("pdftotext -raw -enc UTF-8", pdf, "-"); }

void drop(std::string& text, std::string_view what) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) text.erase(at, what.size());
}

// Without blanks, line ends and marks of direction.
std::string bare(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
  for (const auto* mark :
       {"\u00A0", "\u202F", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"})
    drop(text, mark);
  return text;
}

// All that a letter says, in the order in which it is read.
std::string bare_words(const Letter& letter) {
  std::string all = letter.sender.name;
  for (const auto& line : letter.sender.lines) all += line;
  for (const auto& line : letter.recipient) all += line;
  all += letter.date + letter.reference_name + letter.reference + letter.subject;
  for (const auto& paragraph : letter.paragraphs) all += paragraph;
  all += letter.closing + letter.signer + letter.department;
  if (letter.link) all += letter.link->words + letter.link->address;
  return bare(all);
}

void append(std::string& text, unsigned unit) {  // of the basic plane
  if (unit < 0x80) {
    text += static_cast<char>(unit);
    return;
  }
  if (unit < 0x800) {
    text += static_cast<char>(0xC0U | unit >> 6U);
  } else {
    text += static_cast<char>(0xE0U | unit >> 12U);
    text += static_cast<char>(0x80U | (unit >> 6U & 0x3FU));
  }
  text += static_cast<char>(0x80U | (unit & 0x3FU));
}

// What the PDF tells programs that read aloud.
std::string read_aloud(const std::string& pdf) {
  std::string all;
  const std::string_view mark = "/ActualText <FEFF";
  const auto update = pdf.find("%%EOF");
  for (std::size_t at = update; (at = pdf.find(mark, at)) != std::string::npos;) {
    for (at += mark.size(); pdf[at] != '>'; at += 4) append(all, static_cast<unsigned>(std::stoul(pdf.substr(at, 4), nullptr, 16)));
    all += ' ';
  }
  return all;
}

std::size_t pages_of(const std::string& pdf) {
  const auto info = poppler("pdfinfo", pdf);
  return std::stoul(info.substr(info.find("Pages:") + 6));
}

class InEachLanguage : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Letters, InEachLanguage, ::testing::ValuesIn(samples::languages),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(InEachLanguage, SaysItsWordsAndNothingElse) {
  const auto letter = samples::sample(GetParam());
  const auto pdf = printed(letter);
  EXPECT_EQ(bare(read_aloud(pdf)), bare_words(letter)) << "in the order in which they are read, in every script";
  if (letter.language != "ar" && letter.language != "ur") {
    EXPECT_EQ(bare(words_in(pdf)), bare_words(letter));
    return;
  }
  // pdftotext guesses the order of right-to-left writing from where glyphs stand; the letters themselves are all there.
  auto drawn = bare(words_in(pdf)), meant = bare_words(letter);
  std::ranges::sort(drawn), std::ranges::sort(meant);
  EXPECT_EQ(drawn, meant);
}

TEST_P(InEachLanguage, CarriesItsFontsItsLanguageAndItsTitle) {
  const auto letter = samples::sample(GetParam());
  const auto pdf = printed(letter);
  EXPECT_THAT(pdf, HasSubstr("/Lang (" + letter.language + ")"));
  const auto info = poppler("pdfinfo -isodates", pdf);
  EXPECT_THAT(info, HasSubstr(letter.subject + "\n"));
  EXPECT_THAT(info, HasSubstr(letter.sender.name + "\n"));
  EXPECT_THAT(info, HasSubstr("2026-03-04T15:00:00Z"));
  EXPECT_THAT(info, ::testing::ContainsRegex("Tagged: +yes"));
  EXPECT_THAT(info, ::testing::ContainsRegex("Pages: +1\n"));
  const auto fonts = poppler("pdffonts", pdf);
  const auto lines = split(std::string_view(fonts), '\n');
  ASSERT_GT(lines.size(), 4u);
  for (std::size_t i = 2; i + 1 < lines.size(); ++i)
    EXPECT_THAT(std::string(lines[i]), HasSubstr("yes yes yes")) << "embedded, a subset, with what its glyphs mean";
}

TEST_P(InEachLanguage, IsTheSameBytesForTheSameLetter) {
  const auto letter = samples::sample(GetParam());
  const auto once = printed(letter);
  static const auto& another = *new Outcome<Press>(Press::open("/usr/share/fonts/truetype"));  // never closed: Pango's threads outlive main
  ASSERT_TRUE(another);
  EXPECT_EQ(once, *another->print(letter));
}

TEST(APrintedLetter, StandsInTheEnvelopesWindow) {
  for (const auto* language : {"en", "ar", "ur", "zh"}) {
    const auto letter = samples::sample(language);
    // US #10: what shows however the letter lies in its envelope, in points.
    const auto shown = poppler("pdftotext -raw -enc UTF-8 -x 64 -y 150 -W 250 -H 78", printed(letter), "-");
    for (std::size_t i = 1; i < letter.recipient.size(); ++i) EXPECT_THAT(shown, HasSubstr(letter.recipient[i])) << language;
    auto german = letter;
    german.window = Window::din;
    german.paper = Paper::a4;
    const auto din = poppler("pdftotext -raw -enc UTF-8 -x 68 -y 176 -W 220 -H 80", printed(german), "-");
    for (std::size_t i = 1; i < letter.recipient.size(); ++i) EXPECT_THAT(din, HasSubstr(letter.recipient[i])) << language;
  }
}

TEST(APrintedLetter, HasThePaperThatWasAskedFor) {
  auto letter = samples::sample("pl");
  EXPECT_THAT(poppler("pdfinfo", printed(letter)), HasSubstr("612 x 792 pts (letter)"));
  letter.paper = Paper::a4;
  EXPECT_THAT(poppler("pdfinfo", printed(letter)), HasSubstr("(A4)"));
}

TEST(APrintedLetter, KeepsANumberInItsOrderAmongWordsFromRightToLeft) {
  for (const auto* language : {"ar", "ur"}) {
    const auto said = words_in(printed(samples::sample(language)));
    EXPECT_THAT(said, HasSubstr("2345-678X"));
    EXPECT_THAT(said, HasSubstr("245 Seaside Avenue"));
    EXPECT_THAT(said, HasSubstr("https://311.example/requests/2345-678X"));
  }
}

TEST(APrintedLetter, GoesOnOverAsManyPagesAsItNeeds) {
  auto letter = samples::sample("ru");
  letter.paragraphs.assign(40, letter.paragraphs[1]);
  const auto pdf = printed(letter);
  EXPECT_GE(pages_of(pdf), 3u);
  EXPECT_EQ(bare(read_aloud(pdf)), bare_words(letter)) << "what crosses a page's end is told in two parts";
  EXPECT_THAT(words_in(pdf), HasSubstr("2 / "));
}

TEST(APrintedLetter, ComesOutWholeWhateverItsLength) {
  rc::check("any number of paragraphs of any length", [] {
    auto letter = samples::sample("fr");
    letter.paragraphs.clear();
    const auto count = *rc::gen::inRange(1, 12);
    for (int i = 0; i < count; ++i) {
      const auto words = *rc::gen::inRange(1, 150);
      std::string paragraph = "n" + std::to_string(i);
      for (int word = 0; word < words; ++word) paragraph += " mot" + std::to_string(word);
      letter.paragraphs.push_back(paragraph);
    }
    letter.window = *rc::gen::element(Window::us_10, Window::din);
    letter.paper = *rc::gen::element(Paper::a4, Paper::us_letter);
    RC_ASSERT(bare(read_aloud(printed(letter))) == bare_words(letter));
  });
}

TEST(APrintedLetter, TakesAHundredThousandCharacters) {
  auto letter = samples::sample("en");
  std::string sentence = "All the streets of the city have lights, and each light has a number. ";
  letter.paragraphs = {"", std::string(1'500, 'x')};  // no place to part it
  while (letter.paragraphs[0].size() < 100'000) letter.paragraphs[0] += sentence;
  const auto pdf = printed(letter);
  EXPECT_GT(pages_of(pdf), 20u);
  EXPECT_EQ(bare(read_aloud(pdf)), bare_words(letter));
}

TEST(APrintedLetter, IsDrawnForSeveralThreadsOneAfterAnother) {
  const auto expected = printed(samples::sample("ar"));
  std::vector<std::string> drawn(4);
  {
    std::vector<std::jthread> threads;
    for (auto& each : drawn) threads.emplace_back([&each] { each = printed(samples::sample("ar")); });
  }
  for (const auto& each : drawn) EXPECT_EQ(each, expected);
}

}  // namespace
}  // namespace portico::letters
