#include "platform/i18n/catalogues.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include "platform/i18n/dates.h"

namespace portico::i18n {
namespace {

using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Lt;

namespace fs = std::filesystem;

// What the public reads stands in these folders of the modules, one file a language: pages, what people are told, a digest's frame.
std::vector<fs::path> folders_for_the_public() {
  std::vector<fs::path> found;
  for (const char* floor : {"platform", "city"})
    for (const auto& module : fs::directory_iterator(fs::path(PORTICO_ROOT) / floor))
      for (const char* folder : {"messages/public", "told", "templates"})
        if (fs::is_directory(module.path() / folder)) found.push_back(module.path() / folder);
  return found;
}

Catalogue read(const fs::path& file) {
  std::ifstream in(file);
  return read_catalogue(std::string(std::istreambuf_iterator<char>(in), {}), file.string());
}

std::vector<std::string> keys(const Catalogue& catalogue) {
  std::vector<std::string> all;
  for (const auto& [key, text] : catalogue.messages) all.push_back(key);
  return all;
}

// "{service}: {place}": a message that holds no word of any language.
bool only_formats(const std::string& message) {
  int depth = 0;
  for (const char c : message) {
    depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    if (depth == 0 && (static_cast<unsigned char>(c) >= 0x80 || (static_cast<unsigned char>((c | 0x20) - 'a') < 26))) return false;
  }
  return message.find(", plural,") == std::string::npos && message.find(", select,") == std::string::npos;
}

TEST(WordsForThePublic, AreWholeInEachLanguageWithTheFormsThatItsPluralsTake) {
  const auto folders = folders_for_the_public();
  EXPECT_THAT(folders.size(), Gt(5U));
  for (const auto& folder : folders) {
    std::set<std::string> files;
    for (const auto& file : fs::directory_iterator(folder)) files.insert(file.path().stem().string());
    EXPECT_EQ(files, std::set<std::string>(public_languages().begin(), public_languages().end())) << folder;
    const auto english = keys(read(folder / "en.toml"));
    std::map<std::string, std::map<std::string, std::string>> all;
    for (const auto& language : public_languages()) {
      Catalogue catalogue = read(folder / (language + ".toml"));
      EXPECT_EQ(keys(catalogue), english) << folder << " " << language;
      EXPECT_FALSE(catalogue.translated_by.empty()) << folder << " " << language << ": nobody is named who translated it";
      all[language] = std::move(catalogue.messages);
    }
    const auto made = Messages::make(public_languages(), std::move(all));
    if (!made)
      for (const auto& fault : made.error().faults) ADD_FAILURE() << folder << ": " << fault.field << ": " << fault.reason;
  }
}

TEST(WordsForThePublic, AreTranslatedAndNotCopied) {
  std::set<std::string> formats;
  for (const auto& language : public_languages()) {
    if (language == "en") continue;
    std::size_t messages = 0;
    std::vector<std::string> same;
    for (const auto& folder : folders_for_the_public()) {
      const auto english = read(folder / "en.toml"), other = read(folder / (language + ".toml"));
      for (const auto& [key, text] : english.messages) {
        const auto translated = other.messages.find(key);
        if (translated == other.messages.end()) continue;  // found above
        if (only_formats(text)) {
          formats.insert(key);
          continue;
        }
        ++messages;
        if (translated->second == text) same.push_back(key);
      }
    }
    const double share = 100.0 * static_cast<double>(same.size()) / static_cast<double>(messages);
    std::cout << language << ": " << same.size() << " of " << messages << " messages are as in English, " << share << " %";
    for (const auto& key : same) std::cout << " " << key;
    std::cout << "\n";
    EXPECT_THAT(share, Lt(2.0)) << language;
  }
  std::cout << "not counted, they hold no words:";
  for (const auto& key : formats) std::cout << " " << key;
  std::cout << "\n";
}

// A module's files, as they are built in.
std::map<std::string, std::string, std::less<>>& built_in() {
  static std::map<std::string, std::string, std::less<>> files;
  return files;
}
std::string_view embedded(std::string_view name) {
  const auto file = built_in().find(name);
  return file == built_in().end() ? std::string_view() : file->second;
}
std::string public_file(const std::string& language) { return "city/shops/messages/public/" + language + ".toml"; }

class BuiltIn : public testing::Test {
 protected:
  BuiltIn() {
    built_in().clear();
    for (const auto& language : public_languages())
      built_in()[public_file(language)] = "translated_by = \"Ada\"\nopen = \"open (" + language + ")\"\n[till]\nday = \"until {day}\"\n";
  }
  static std::string failure() {
    try {
      read_catalogues("city/shops", embedded);
      return "";
    } catch (const std::logic_error& error) {
      return error.what();
    }
  }
};

TEST_F(BuiltIn, SpeakToThePublicInEachLanguageAndToStaffInTheirs) {
  built_in()["city/shops/messages/desk/en.toml"] = "shut = \"Shut it\"\nlate = \"Late\"\n";
  built_in()["city/shops/messages/desk/es.toml"] = "shut = \"Cerrar\"\n";
  const Messages words = read_catalogues("city/shops", embedded);
  EXPECT_EQ(words.text("ur", "open"), "open (ur)");
  EXPECT_EQ(words.text("pl", "till.day", {{"day", "x"}}), "until x");
  EXPECT_EQ(words.text("es", "shut"), "Cerrar");
  EXPECT_EQ(words.text("es", "late"), "Late");
  EXPECT_EQ(words.text("ur", "shut"), "Shut it");
  EXPECT_THROW(words.text("en", "translated_by"), std::logic_error) << "it is no message";
}

TEST_F(BuiltIn, DoNotStartWithAMessageOrAPluralFormThatIsMissing) {
  EXPECT_THAT(failure(), IsEmpty());
  built_in()[public_file("ko")] = "open = \"x\"\n";
  EXPECT_EQ(failure(), "city/shops/messages/public/ko.toml: it lacks till.day");
  built_in().erase(public_file("ko"));
  EXPECT_EQ(failure(), "city/shops/messages/public/ko.toml: it lacks open, till.day");
  for (const auto& language : public_languages()) built_in()[public_file(language)] = "open = \"{n, plural, one {#} other {#}}\"\n";
  EXPECT_THAT(failure(), HasSubstr("A plural lacks the form few, many"));
}

TEST(Days, AreWrittenInEachLanguage) {
  const auto day = std::chrono::sys_days(std::chrono::year(2026) / 3 / 4);
  EXPECT_EQ(format_date(day, "en"), "March 4, 2026");
  EXPECT_EQ(format_date(day, "es"), "4 de marzo de 2026");
  EXPECT_EQ(format_date(day, "zh"), "2026年3月4日");
  EXPECT_EQ(format_date(day, "ht"), "4 mas 2026");
  EXPECT_EQ(format_date(day, "ar"), "٤ مارس ٢٠٢٦");
  std::set<std::string> written;
  for (const auto& language : public_languages()) written.insert(format_date(day, language));
  EXPECT_EQ(written.size(), public_languages().size());
  EXPECT_EQ(format_weekday(day, "en"), "Wednesday, March 4");
  EXPECT_EQ(format_weekday(day, "ht"), "mèkredi 4 mas");
}

TEST(Times, AreWrittenAsTheLanguageTellsTheHour) {
  const Instant at = *parse_instant("2026-03-04T21:42:00Z", "");
  EXPECT_EQ(format_time(at, "America/New_York", "en"), "4:42\xC2\xA0PM");
  EXPECT_EQ(format_time(at, "America/New_York", "fr"), "16:42");
  EXPECT_EQ(format_time(at, "America/New_York", "ht"), "16:42");
  EXPECT_EQ(format_time(at, "Europe/Paris", "fr"), "22:42");
  EXPECT_THROW(format_time(at, "Nowhere/Else", "en"), std::invalid_argument);
}

}  // namespace
}  // namespace portico::i18n
