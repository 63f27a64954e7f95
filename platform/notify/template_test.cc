#include "platform/notify/template.h"

#include <gmock/gmock.h>

#include "platform/notify/sender.h"

namespace portico::notify {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Instant at(std::string_view text) { return parse_instant(text, "test").value(); }

TemplateKind outcome() {
  return {.code = "outcome",
          .meaning = "how a request ended",
          .fields = {{.name = "number", .sample = std::string("2345-6789")},
                     {.name = "name", .may_be_empty = true, .sample = std::string("Ana R.")},
                     {.name = "words", .sample = std::string("The lamp shines again.")},
                     {.name = "days", .type = FieldType::number, .sample = std::int64_t{3}},
                     {.name = "closed", .type = FieldType::moment, .sample = at("2026-03-04T21:42:00Z")},
                     {.name = "link", .type = FieldType::link, .sample = std::string("https://311.town.example/r/1")}}};
}

Kinds kinds() {
  Kinds all;
  all.add(outcome());
  return all;
}

Template one(std::string text, std::string language = "en") {
  return {.code = "outcome", .service = "", .language = std::move(language), .subject = "Your request {number}", .text = std::move(text)};
}

std::vector<Fault> faults(const Template& wanted) {
  const auto held = check(kinds(), wanted);
  return held ? std::vector<Fault>{} : held.error().faults;
}

Rendered filled(const Template& wanted, Facts facts) {
  const auto ready = check(kinds(), wanted);
  EXPECT_TRUE(ready);
  for (const auto& field : outcome().fields) facts.emplace(field.name, field.sample);
  return render(outcome(), *ready, facts, "America/New_York").value();
}

TEST(ATemplate, IsRefusedWithPlaceAndReason) {
  EXPECT_THAT(faults(one("{words} {link}")), IsEmpty());
  EXPECT_THAT(faults(one("{wrods}")), ElementsAre(Fault{"outcome/en: text", "There is no field {wrods}.",
                                                        "one of {number}, {name}, {words}, {days}, {closed}, {link}"}));
  EXPECT_THAT(faults(one("Dear {name},")),
              ElementsAre(Fault{"outcome/en: text", "{name} may be empty here.", "{has_name, select, yes {… {name} …} other {…}}"}));
  EXPECT_THAT(faults(one("{has_name, select, yes {Good day} other {Dear {name}}}")), SizeIs(1)) << "the wrong branch";
  EXPECT_THAT(faults(one("{has_name, select, yes {Dear {name}} other {Good day}}, {words}")), IsEmpty());
  EXPECT_THAT(faults(one("{has_words, select, yes {x} other {y}}")), SizeIs(1)) << "words are never empty";
  EXPECT_THAT(faults(one("{words")), ElementsAre(Field(&Fault::field, "outcome/en: text")));
  EXPECT_THAT(faults(one("{words, plural, one {#} other {#}}")), SizeIs(1)) << "no number";
  EXPECT_THAT(faults(one("{closed, date, short}")), ElementsAre(Field(&Fault::accepted, "{closed}")));
  EXPECT_THAT(faults(one("{days, plural, one {# dzień} few {# dni} other {# dni}}", "pl")),
              ElementsAre(AllOf(Field(&Fault::field, "outcome/pl: text"), Field(&Fault::reason, HasSubstr("many")))));
  EXPECT_THAT(faults(one("x", "no-such-language-at-all")), SizeIs(1));
  EXPECT_THAT(faults(one("")), ElementsAre(Field(&Fault::field, "outcome/en: text")));
  Template wrong = one("{words}");
  wrong.code = "outcomes";
  EXPECT_THAT(faults(wrong), ElementsAre(Field(&Fault::accepted, "one of outcome")));
  wrong = one("{words}");
  wrong.subject = "two\nlines";
  EXPECT_THAT(faults(wrong), ElementsAre(Field(&Fault::field, "outcome/en: subject")));
  wrong = one("{words}");
  wrong.sms = "{wrods}";
  EXPECT_THAT(faults(wrong), ElementsAre(Field(&Fault::field, "outcome/en: sms")));
}

TEST(ATemplate, IsFilledInTheReadersLanguageAndZone) {
  const Rendered en =
      filled(one("{has_name, select, yes {Dear {name},} other {Good day,}}\n\n{words} After {days, plural, one {# day} other {# days}}, "
                 "on {closed}.\n\n{link}"),
             {{"name", std::string(" ")}});
  EXPECT_EQ(en.subject, "Your request 2345-6789");
  EXPECT_EQ(en.text,
            "Good day,\n\nThe lamp shines again. After 3 days, on March 4, 2026 at 4:42\xC2\xA0PM.\n\nhttps://311.town.example/r/1");
  EXPECT_THAT(en.paragraphs, SizeIs(3));
  EXPECT_EQ(en.sms, "Your request 2345-6789 https://311.town.example/r/1") << "without words of its own: the subject and the link";
  const Rendered ur = filled(one("{words}", "ur"), {{"words", std::string("چراغ ٹھیک ہو گیا")}});
  EXPECT_TRUE(ur.right_to_left);
  EXPECT_THAT(ur.html, HasSubstr("<html lang=\"ur\" dir=\"rtl\">"));
}

TEST(ATemplate, TellsNothingInHalfSentences) {
  const auto ready = check(kinds(), one("{words}"));
  Facts facts;
  for (const auto& field : outcome().fields) facts.emplace(field.name, field.sample);
  facts["words"] = std::string("");
  EXPECT_FALSE(render(outcome(), *ready, facts, "UTC"));
  facts["words"] = std::int64_t{4};
  EXPECT_FALSE(render(outcome(), *ready, facts, "UTC")) << "of another type";
  facts.erase("words");
  EXPECT_FALSE(render(outcome(), *ready, facts, "UTC"));
  EXPECT_TRUE(preview(outcome(), *ready, "UTC"));
}

TEST(ATemplate, LetsNothingThroughThatSomebodyWrote) {
  const Rendered out = filled(one("{words}\n\n{link}"), {{"words", std::string("<script>alert(1)</script> https://evil.example/ & 'x'")},
                                                         {"number", std::string("1\r\nBcc: everybody@town.example")},
                                                         {"link", std::string("https://311.town.example/r?a=1&b=\"2\"")}});
  EXPECT_EQ(out.subject, "Your request 1 Bcc: everybody@town.example") << "one line";
  EXPECT_THAT(out.html, Not(HasSubstr("<script>")));
  EXPECT_THAT(out.html, Not(HasSubstr("href=\"https://evil.example"))) << "only what the city links to is a link";
  EXPECT_THAT(out.html, HasSubstr("<a href=\"https://311.town.example/r?a=1&amp;b=&quot;2&quot;\">"));
  EXPECT_THAT(out.html, Not(HasSubstr("src=")));
}

TEST(TemplateFiles, AreReadStrictly) {
  const auto read = read_templates(R"(
translated_by = "Ada"
[outcome]
subject = "{number}"
text = "{words}"
[outcome.service.LAMP]
subject = "Lamp"
text = "{words}"
reviewed_by = "Ben"
)",
                                   "templates/en.toml", "en");
  ASSERT_TRUE(read);
  ASSERT_THAT(*read, SizeIs(2));
  EXPECT_EQ((*read)[0].translated_by, "Ada");
  EXPECT_EQ((*read)[1].service, "LAMP");
  EXPECT_EQ((*read)[1].reviewed_by, "Ben");
  EXPECT_THAT((*read)[1].place, HasSubstr("templates/en.toml:"));
  const auto wrong = read_templates("[outcome]\nsubject = \"x\"\ntext = \"y\"\nsmss = \"z\"\n", "templates/en.toml", "en");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().faults, ElementsAre(Field(&Fault::field, "templates/en.toml:4")));
}

TEST(TheDigest, IsThereInAllLanguagesOfThePackage) {
  Kinds all;
  all.add(digest_kind());
  const auto templates = digest_templates();
  EXPECT_THAT(templates, SizeIs(11));
  for (const auto& each : templates) {
    const auto ready = check(all, each);
    ASSERT_TRUE(ready) << each.language << ": " << ready.error().faults.front().reason;
    const auto shown = preview(digest_kind(), *ready, "UTC");
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->text, "…") << each.language << ": nothing is said of none that did not fit in";
    EXPECT_FALSE(each.translated_by.empty());
  }
}

TEST(NoteData, IsTextsAndNumbers) {
  const auto data = read_data(R"({"message":4711,"service":"LAMP","within":{"a":1}})");
  ASSERT_TRUE(data);
  EXPECT_EQ(std::get<std::int64_t>(data->at("message")), 4711);
  EXPECT_EQ(std::get<std::string>(data->at("service")), "LAMP");
  EXPECT_EQ(data->size(), 2U);
  EXPECT_FALSE(read_data("[1]"));
  EXPECT_FALSE(read_data("{"));
}

}  // namespace
}  // namespace portico::notify
