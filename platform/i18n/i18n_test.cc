#include "platform/i18n/i18n.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace portico::i18n {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string hours = "\xC2\xA0";  // what stands between 4:42 and PM

TEST(Languages, KnowTheirOwnNamesAndTheirDirection) {
  const struct {
    const char *tag, *own_name;
    bool right_to_left;
  } ten[] = {
      {"en", "English", false}, {"es", "Español", false},        {"zh", "中文", false},   {"ru", "Русский", false},
      {"bn", "বাংলা", false},   {"ht", "Kreyòl ayisyen", false}, {"ko", "한국어", false}, {"ar", "العربية", true},
      {"ur", "اردو", true},     {"fr", "Français", false},       {"pl", "Polski", false},
  };
  for (const auto& expected : ten) {
    const auto language = find_language(expected.tag, "languages");
    ASSERT_TRUE(language) << expected.tag;
    EXPECT_EQ(language->tag, expected.tag);
    EXPECT_EQ(language->own_name, expected.own_name);
    EXPECT_EQ(language->right_to_left, expected.right_to_left) << expected.tag;
  }
  EXPECT_EQ(find_language("ZH-hant", "f")->tag, "zh-Hant") << "a tag is told in its canonical form";
}

TEST(Languages, RefusesWhatIsNone) {
  for (const auto* tag : {"", "e", "xx", "english", "en_US", "en US", "-"}) {
    const auto language = find_language(tag, "city.toml:5");
    ASSERT_FALSE(language) << tag;
    EXPECT_EQ(language.error().faults.front().field, "city.toml:5");
  }
}

TEST(Negotiation, TakesTheBestThatTheCityOffers) {
  const std::vector<std::string> offered = {"en", "es", "zh-Hant", "ar"};
  EXPECT_EQ(negotiate("es", offered), "es");
  EXPECT_EQ(negotiate("es-MX", offered), "es") << "a range is shortened until it fits";
  EXPECT_EQ(negotiate("de, ar;q=0.5, es;q=0.9", offered), "es") << "by weight, not by order";
  EXPECT_EQ(negotiate("ZH-hant-TW", offered), "zh-Hant");
  EXPECT_EQ(negotiate("zh", offered), "en") << "a range is never lengthened";
  EXPECT_EQ(negotiate("ar-x-private", offered), "ar");
  EXPECT_EQ(negotiate("es;q=0, fr", offered), "en") << "q=0 is a no";
  EXPECT_EQ(negotiate("*", offered), "en");
  EXPECT_EQ(negotiate("", offered), "en");
  EXPECT_EQ(negotiate(";;;,,q=1;es;q=x", offered), "en") << "nonsense is no wish";
}

Messages harbour() {
  return Messages::make({"en", "es", "ar", "pl"},
                        {{"en",
                          {{"title", "Requests"},
                           {"days", "{count, plural, one {# day} other {# days}} until {when}"},
                           {"braces", "It's a '{'brace'}'"}}},
                         {"es", {{"title", "Solicitudes"}}},
                         {"ar", {{"days", "{count, plural, zero {z} one {o} two {t} few {f #} many {m #} other {x #}}"}}},
                         {"pl", {{"days", "{count, plural, one {# dzień} few {# dni} many {# dni} other {# dnia}} do {when}"}}}})
      .value();
}

TEST(Messages, AreWrittenInTheLanguageAskedFor) {
  const auto messages = harbour();
  EXPECT_EQ(messages.text("en", "title"), "Requests");
  EXPECT_EQ(messages.text("es", "title"), "Solicitudes");
  EXPECT_EQ(messages.text("en", "days", {{"count", std::int64_t{1}}, {"when", "Friday"}}), "1 day until Friday");
  EXPECT_EQ(messages.text("en", "days", {{"count", std::int64_t{1234}}, {"when", "Friday"}}), "1,234 days until Friday");
  EXPECT_EQ(messages.text("pl", "days", {{"count", std::int64_t{5}}, {"when", "piątku"}}), "5 dni do piątku");
  EXPECT_EQ(messages.text("en", "braces"), "It's a {brace}");
}

TEST(Messages, ArabicTakesSixForms) {
  const auto messages = harbour();
  std::string forms;
  for (const std::int64_t count : {0, 1, 2, 5, 11, 100})
    forms += messages.text("ar", "days", {{"count", count}, {"when", ""}}).substr(0, 1);
  EXPECT_EQ(forms, "zotfmx");
}

TEST(Messages, FallBackToTheFirstLanguageAndSaySo) {
  const auto messages = harbour();
  EXPECT_EQ(messages.text("es", "days", {{"count", std::int64_t{2}}, {"when", "Friday"}}), "2 days until Friday");
  EXPECT_EQ(messages.text("fr", "title"), "Requests");
  EXPECT_THAT(messages.missing("es"), ElementsAre("braces", "days"));
  EXPECT_THAT(messages.missing("en"), IsEmpty());
  EXPECT_THROW(messages.text("en", "nothing"), std::logic_error);
}

std::vector<std::string> faults_of(const std::string& language, const std::string& text) {
  const auto made =
      Messages::make({"en", language}, {{"en", {{"k", "{count, plural, one {# day} other {# days}}"}}}, {language, {{"k", text}}}});
  std::vector<std::string> faults;
  if (!made)
    for (const auto& fault : made.error().faults) faults.push_back(fault.field + " " + fault.reason);
  return faults;
}

TEST(Messages, APluralWithoutTheFormsOfItsLanguageIsRefused) {
  EXPECT_THAT(faults_of("ar", "{count, plural, one {#} other {#}}"), ElementsAre("ar: k A plural lacks the form few, many, two, zero."));
  EXPECT_THAT(faults_of("ru", "{count, plural, one {#} other {#}}"), ElementsAre("ru: k A plural lacks the form few, many."));
  EXPECT_THAT(faults_of("pl", "{count, plural, one {#} few {#} other {#}}"), ElementsAre("pl: k A plural lacks the form many."));
  EXPECT_THAT(faults_of("pl", "{count, plural, =1 {jeden} few {#} many {#} other {#}}"), ElementsAre("pl: k A plural lacks the form one."));
  EXPECT_THAT(faults_of("zh", "{count, plural, other {#}}"), IsEmpty());
  EXPECT_THAT(faults_of("es", "{count, plural, one {#} other {#}}"), IsEmpty()) << "a form for a million alone is not asked for";
  EXPECT_THAT(faults_of("ru", "{count, plural, one {{count, plural, one {#} other {#}}} few {#} many {#} other {#}}"),
              ElementsAre("ru: k A plural lacks the form few, many."))
      << "also inside another";
}

TEST(Messages, WhatDoesNotParseOrFitIsRefused) {
  EXPECT_THAT(faults_of("es", "{count"), ElementsAre(HasSubstr("es: k This is no ICU message")));
  EXPECT_THAT(faults_of("es", "{0}"), testing::Contains(HasSubstr("named, not numbered")));
  EXPECT_THAT(faults_of("es", "{cuenta}"), ElementsAre("es: k There is no argument {cuenta}."));
  const auto stray = Messages::make({"en", "es"}, {{"en", {}}, {"es", {{"extra", "x"}}}, {"fr", {{"extra", "x"}}}});
  ASSERT_FALSE(stray);
  EXPECT_EQ(stray.error().faults.size(), 2U);
}

TEST(Messages, ManyThreadsWriteAtOnce) {
  const auto messages = harbour();
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&messages] {
      for (std::int64_t i = 0; i < 300; ++i) {
        EXPECT_EQ(messages.text("en", "days", {{"count", i + 2}, {"when", "May"}}), std::to_string(i + 2) + " days until May");
        EXPECT_EQ(format_instant(from_millis(1772574120000), "America/New_York", "en", DateStyle::day), "Tuesday, March 3");
      }
    });
  }
}

TEST(Dates, FollowZoneAndLanguage) {
  const Instant at = from_millis(1772574120000);  // 2026-03-03T21:42:00Z
  EXPECT_EQ(format_instant(at, "America/New_York", "en", DateStyle::day), "Tuesday, March 3");
  EXPECT_EQ(format_instant(at, "Asia/Tokyo", "en", DateStyle::day), "Wednesday, March 4");
  EXPECT_EQ(format_instant(at, "America/New_York", "en", DateStyle::day_and_time), "March 3, 2026 at 4:42" + hours + "PM");
  EXPECT_EQ(format_instant(at, "America/New_York", "en", DateStyle::full), "Tuesday, March 3, 2026 at 4:42" + hours + "PM");
  EXPECT_EQ(format_instant(at, "America/New_York", "es", DateStyle::day), "martes, 3 de marzo");
  EXPECT_EQ(format_instant(at, "America/New_York", "fr", DateStyle::day), "mardi 3 mars");
  EXPECT_EQ(format_instant(at, "America/New_York", "ht", DateStyle::day), "madi 3 mas");
  EXPECT_EQ(format_instant(at, "America/New_York", "ht", DateStyle::day_and_time), "3 mas 2026 a 16:42");
  EXPECT_EQ(format_instant(at, "America/New_York", "ht", DateStyle::full), "madi 3 mas 2026 a 16:42");
  EXPECT_THROW(format_instant(at, "America/Nowhere", "en", DateStyle::day), std::invalid_argument);
}

TEST(Numbers, FollowTheLanguage) {
  EXPECT_EQ(format_number(1234567, "en"), "1,234,567");
  EXPECT_EQ(format_number(1234567, "es"), "1.234.567");
  EXPECT_EQ(format_number(-5, "pl"), "-5");
}

}  // namespace
}  // namespace portico::i18n
