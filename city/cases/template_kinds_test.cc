#include "city/cases/template_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "platform/i18n/uses.h"
#include "platform/notify/sms.h"

namespace portico::cases {
namespace {

using notify::Template;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

notify::Kinds kinds() {
  notify::Kinds all;
  for (auto& kind : template_kinds()) all.add(std::move(kind));
  return all;
}

std::vector<std::pair<std::string, std::string>> forms_of(const Template& one) {
  return {{"subject", one.subject}, {"text", one.text}, {"sms", one.sms}, {"letter", one.letter}};
}

std::set<std::string> arguments_of(const std::string& message) {
  std::set<std::string> names;
  for (const auto& use : i18n::uses_of(message)) names.insert(use.argument);
  return names;
}

// By language and code.
std::map<std::string, std::map<std::string, Template>> by_language() {
  std::map<std::string, std::map<std::string, Template>> all;
  for (auto& each : built_in_templates()) all[each.language][each.code] = each;
  return all;
}

TEST(BuiltInTemplates, SayEverythingInEveryLanguageAndForm) {
  const auto all = by_language();
  EXPECT_EQ(all.size(), 11u);
  for (const auto& [language, templates] : all) {
    EXPECT_EQ(templates.size(), template_kinds().size()) << language;
    for (const auto& kind : template_kinds()) {
      ASSERT_TRUE(templates.contains(kind.code)) << language << " " << kind.code;
      for (const auto& [form, words] : forms_of(templates.at(kind.code)))
        EXPECT_THAT(words, Not(IsEmpty())) << language << " " << kind.code << " " << form;
    }
  }
}

TEST(BuiltInTemplates, HoldAgainstTheirKinds) {
  for (const auto& each : built_in_templates()) {
    const auto ready = notify::check(kinds(), each);
    if (ready) continue;
    for (const auto& fault : ready.error().faults)
      ADD_FAILURE() << each.language << " " << fault.field << ": " << fault.reason << " (" << fault.accepted << ")";
  }
}

TEST(BuiltInTemplates, AreFilledWithTheSameInEveryLanguage) {
  const auto all = by_language();
  for (const auto& [language, templates] : all)
    for (const auto& [code, one] : templates) {
      const auto english = forms_of(all.at("en").at(code)), here = forms_of(one);
      for (std::size_t i = 0; i < here.size(); ++i)
        EXPECT_EQ(arguments_of(here[i].second), arguments_of(english[i].second)) << language << " " << code << " " << here[i].first;
    }
}

TEST(BuiltInTemplates, AreTranslated) {
  const auto all = by_language();
  for (const auto& [language, templates] : all) {
    if (language == "en") continue;
    int same = 0, texts = 0;
    for (const auto& [code, one] : templates) {
      const auto english = forms_of(all.at("en").at(code)), here = forms_of(one);
      for (std::size_t i = 0; i < here.size(); ++i, ++texts) same += here[i].second == english[i].second ? 1 : 0;
    }
    EXPECT_LT(same * 100, texts * 2) << language;
  }
}

TEST(BuiltInTemplates, SayWhoTranslatedThemAndThatNobodyReviewedThemYet) {
  for (const auto& each : built_in_templates()) {
    EXPECT_THAT(each.translated_by, HasSubstr("Portico"));
    EXPECT_EQ(each.translated_by.contains("by machine"), each.language != "en");
    EXPECT_THAT(each.reviewed_by, IsEmpty()) << "a reviewer is told in this test, too";
  }
}

TEST(BuiltInTemplates, FitIntoATextMessage) {
  const std::set<std::string> seven_bits{"en", "es", "fr", "ht"};
  for (const auto& each : built_in_templates()) {
    const auto known = kinds();
    const auto shown = notify::preview(*known.find(each.code), *notify::check(known, each), "America/New_York");
    ASSERT_TRUE(shown) << each.language << " " << each.code;
    const auto size = notify::sms_size(shown->sms);
    if (seven_bits.contains(each.language)) {
      EXPECT_FALSE(size.ucs2) << each.language << ": " << shown->sms;
      EXPECT_EQ(size.parts, 1) << each.language << ": " << shown->sms;
    } else {
      EXPECT_LE(size.parts, 2) << each.language << ": " << shown->sms;
    }
  }
}

TEST(BuiltInTemplates, ReadWellWhateverIsKnown) {
  const auto known = kinds();
  for (const auto& each : built_in_templates()) {
    const auto& kind = *known.find(each.code);
    const auto ready = *notify::check(known, each);
    notify::Facts least, all;
    for (const auto& field : kind.fields) {
      all[field.name] = field.sample;
      if (!field.may_be_empty) least[field.name] = field.sample;
    }
    for (const auto* facts : {&least, &all}) {
      const auto shown = notify::render(kind, ready, *facts, "America/New_York");
      ASSERT_TRUE(shown) << each.language << " " << each.code;
      for (const auto& text : {shown->subject, shown->text, shown->sms}) {
        EXPECT_THAT(text, Not(HasSubstr("{"))) << each.language << " " << each.code;
        EXPECT_THAT(text, Not(HasSubstr("  "))) << each.language << " " << each.code << ": " << text;
        EXPECT_THAT(text, Not(HasSubstr("()"))) << each.language << " " << each.code;
      }
      for (const auto& field : kind.fields) {
        const auto* sample = std::get_if<std::string>(&field.sample);
        if (!sample || !facts->contains(field.name) || field.name == "clock" || field.name == "ran_out" || field.name == "outcome")
          continue;
        EXPECT_THAT(shown->text + shown->subject, HasSubstr(*sample)) << each.language << " " << each.code << " says its " << field.name;
      }
      EXPECT_THAT(shown->paragraphs, Not(IsEmpty()));
    }
  }
}

TEST(BuiltInTemplates, NameEachOutcomeInTheirLanguage) {
  const auto known = kinds();
  std::map<std::string, std::set<std::string>> named;  // by outcome
  for (const auto& each : built_in_templates()) {
    if (each.code != "outcome") continue;
    const auto& kind = *known.find(each.code);
    const auto ready = *notify::check(known, each);
    std::set<std::string> said;
    for (const auto* outcome : {"fixed", "closed", "duplicate", "not_responsible", "cannot_act", "no_action", "cancelled"}) {
      notify::Facts facts;
      for (const auto& field : kind.fields) facts[field.name] = field.sample;
      facts["outcome"] = std::string(outcome);
      const auto shown = *notify::render(kind, ready, facts, "America/New_York");
      said.insert(shown.subject);
      named[outcome].insert(shown.subject);
    }
    EXPECT_EQ(said.size(), 7u) << each.language;
  }
  for (const auto& [outcome, subjects] : named) EXPECT_EQ(subjects.size(), 11u) << outcome;
}

TEST(BuiltInTemplates, TellOfATimeThatRanOutAsSuch) {
  const auto known = kinds();
  for (const auto& each : built_in_templates()) {
    if (each.code != "escalation") continue;
    const auto& kind = *known.find(each.code);
    const auto ready = *notify::check(known, each);
    std::set<std::string> said;
    for (const auto* clock : {"first_status", "outcome"})
      for (const auto* ran_out : {"yes", "no"}) {
        notify::Facts facts;
        for (const auto& field : kind.fields) facts[field.name] = field.sample;
        facts["clock"] = std::string(clock), facts["ran_out"] = std::string(ran_out);
        said.insert(notify::render(kind, ready, facts, "America/New_York")->text);
      }
    EXPECT_EQ(said.size(), 4u) << each.language;
  }
}

TEST(BuiltInTemplates, KeepNumbersInTheirOrderWhereWritingRunsFromTheRight) {
  for (const auto& each : built_in_templates()) {
    if (each.language != "ar" && each.language != "ur") continue;
    for (const auto& [form, words] : forms_of(each)) {
      for (const auto* value : {"{number}", "{service}", "{agency}", "{place}", "{address}"})
        for (std::size_t at = 0; (at = words.find(value, at)) != std::string::npos; ++at) {
          const std::string_view before = std::string_view(words).substr(0, at);
          const bool stands_alone = before.empty() || before.ends_with('\n');
          EXPECT_TRUE(stands_alone || before.ends_with("\u2068")) << each.language << " " << each.code << " " << form << " " << value;
        }
    }
  }
}

}  // namespace
}  // namespace portico::cases
