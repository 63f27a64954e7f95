#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/formats/formats.h"

namespace portico::formats {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view services = R"([[service]]
code = "POTHOLE"
keywords = ["road", "hole"]
share = 90
weight = 1.5
listed = false
effective = 2026-01-01

[[service.question]]
code = "WHERE"
values = [ { key = "lane", name = "Driving lane" },
           { key = "bike", name = "Bike lane" } ]

[[service]]
code = "NOISE"
keywords = "loud"

[calendar.office]
week = { mon = ["09:00-12:00"] }
closed = { "2026-07-03" = "Bridge day" }
)";

TomlTable parsed(std::string_view text) { return TomlTable::parse(text, "services.toml").value(); }

TEST(Toml, GivesValuesByKindWithTheirPlaces) {
  std::vector<Fault> faults;
  const auto document = parsed(services);
  const auto all = document.tables("service", faults);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].place(), "services.toml:1");
  EXPECT_EQ(all[0].place_of("share"), "services.toml:4");
  EXPECT_EQ(all[0].text("code", faults), "POTHOLE");
  EXPECT_THAT(all[0].texts("keywords", faults), ElementsAre("road", "hole"));
  EXPECT_EQ(all[0].integer_or("share", 1, faults), 90);
  EXPECT_EQ(all[0].number_or("weight", 1, faults), 1.5);
  EXPECT_EQ(all[0].number_or("share", 1, faults), 90);
  EXPECT_FALSE(all[0].flag_or("listed", true, faults));
  EXPECT_EQ(all[0].text("effective", faults), "2026-01-01");
  EXPECT_EQ(all[0].text_or("about", "nothing", faults), "nothing");
  const auto questions = all[0].tables("question", faults);
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(questions[0].tables("values", faults).at(1).text("name", faults), "Bike lane");
  EXPECT_THAT(all[1].texts("keywords", faults), ElementsAre("loud"));
  const auto calendars = document.named_tables("calendar", faults);
  ASSERT_EQ(calendars.size(), 1U);
  EXPECT_EQ(calendars[0].first, "office");
  EXPECT_THAT(calendars[0].second.text_map("closed", faults), ElementsAre(Pair("2026-07-03", "Bridge day")));
  EXPECT_THAT(calendars[0].second.table("week", faults)->texts("mon", faults), ElementsAre("09:00-12:00"));
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Toml, NamesPlaceReasonAndWhatWouldBeAccepted) {
  std::vector<Fault> faults;
  const auto document =
      parsed("[city]\nname = 5\ncode = \"\"\nlisted = \"yes\"\nshare = \"90\"\nlanguages = [\"en\", 7]\nbrand = \"blue\"\n");
  const auto city = document.table("city", faults).value();
  city.text("name", faults);
  city.text("code", faults);
  city.text("zone", faults);
  city.flag_or("listed", true, faults);
  city.integer_or("share", 1, faults);
  city.texts("languages", faults);
  city.table("brand", faults);
  EXPECT_THAT(faults, ElementsAre(AllOf(Field(&Fault::field, "services.toml:2"), Field(&Fault::reason, "\"name\" is no text.")),
                                  AllOf(Field(&Fault::field, "services.toml:3"), Field(&Fault::reason, "\"code\" is empty.")),
                                  AllOf(Field(&Fault::field, "services.toml:1"), Field(&Fault::reason, "\"zone\" is missing."),
                                        Field(&Fault::accepted, "zone = \"…\"")),
                                  AllOf(Field(&Fault::field, "services.toml:4"), Field(&Fault::accepted, "true or false, without quotes")),
                                  Field(&Fault::field, "services.toml:5"), Field(&Fault::field, "services.toml:6"),
                                  Field(&Fault::field, "services.toml:7")));
}

TEST(Toml, ANulIsNoText) {
  std::vector<Fault> faults;
  const auto document =
      parsed("licence = \"CC\\u0000\"\nempty = \"\\U00000000\"\nnames = [\"a\", \"\\u0000\"]\n[words]\nen = \"\\u0000\"\n");
  EXPECT_EQ(document.text("licence", faults), "");
  EXPECT_EQ(document.text("empty", faults), "");
  EXPECT_THAT(document.texts("names", faults), ElementsAre("a"));
  document.text_map("words", faults);
  EXPECT_THAT(faults, ElementsAre(AllOf(Field(&Fault::field, "services.toml:1"), Field(&Fault::reason, "\"licence\" is no text.")),
                                  AllOf(Field(&Fault::field, "services.toml:2"), Field(&Fault::reason, "\"empty\" is no text.")),
                                  Field(&Fault::field, "services.toml:3"), Field(&Fault::field, "services.toml:5")));
}

TEST(Toml, RefusesAKeyThatNobodyAskedForAndNamesTheNearest) {
  std::vector<Fault> faults;
  const auto document =
      parsed("[[service]]\ncode = \"A\"\nagecny = \"DSW\"\n[[service.question]]\ncode = \"Q\"\nreqired = true\n[sevrice]\n");
  for (const auto& service : document.tables("service", faults)) {
    service.text("code", faults);
    service.has("agency");
    for (const auto& question : service.tables("question", faults)) {
      question.text("code", faults);
      question.flag_or("required", false, faults);
    }
  }
  document.refuse_unknown(faults);
  EXPECT_THAT(faults, ElementsAre(AllOf(Field(&Fault::field, "services.toml:7"), Field(&Fault::accepted, "perhaps \"service\"")),
                                  AllOf(Field(&Fault::field, "services.toml:3"), Field(&Fault::reason, "\"agecny\" is not known here."),
                                        Field(&Fault::accepted, "perhaps \"agency\"")),
                                  AllOf(Field(&Fault::field, "services.toml:6"), Field(&Fault::accepted, "perhaps \"required\""))));
}

TEST(Toml, ListsWhatIsKnownWhereNothingIsNear) {
  std::vector<Fault> faults;
  const auto document = parsed("colour = 1\n");
  document.has("code");
  document.has("name");
  document.refuse_unknown(faults);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].accepted, "one of code, name");
}

TEST(Toml, RefusesWhatIsNoTomlWithItsLine) {
  for (const auto* text : {"a = 1\nb = \n", "a = 1\na = 2\n", "x = 1\n[[x]]\n", "a = 1\nb = \"\xff\"\n"}) {
    const auto document = TomlTable::parse(text, "city.toml");
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error().faults.front().field, "city.toml:2") << text;
    EXPECT_THAT(document.error().faults.front().reason, HasSubstr("This is not TOML: "));
  }
  EXPECT_EQ(TomlTable::read("/nowhere/city.toml").error().kind, Refused::not_found);
}

TEST(Toml, FindsTheNearestWord) {
  EXPECT_EQ(nearest("DWS", {"DSW", "DOT", "PARKS"}), "DSW");
  EXPECT_EQ(nearest("counsil", {"council", "zip"}), "council");
  EXPECT_EQ(nearest("x", {"council", "zip"}), "");
  EXPECT_EQ(nearest("", {"a"}), "a");
  EXPECT_EQ(nearest("z", {}), "");
  EXPECT_EQ(nearest_or("DWS", {"DSW", "DOT"}, "a code"), "perhaps 'DSW'");
  EXPECT_EQ(nearest_or("x", {"council"}, "a code"), "a code");
}

TEST(Toml, AHeadThatBeginsWithNoNameIsRefusedWithItsLine) {
  for (const std::string text : {"a = 1\n[# b]\n", "\n[.a]", "\n[\n]", "\n[=]", "\n[[#", "\n[ # a"}) {
    const auto read = TomlTable::parse(text, "roles.toml");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().faults.front().field.substr(0, 12), "roles.toml:2") << text;
  }
}

}  // namespace
}  // namespace portico::formats
