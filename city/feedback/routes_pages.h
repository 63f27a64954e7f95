// The HTML of both pages.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/outcome.h"
#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "city/feedback/figures.h"
#include "city/standards/policy.h"
#include "platform/i18n/i18n.h"

namespace portico::feedback {

const i18n::Messages& messages();                  // the catalogues of messages/, English first
std::string_view embedded(std::string_view name);  // a text file that was built in; "" where there is none

struct Voice {
  const directory::Snapshot& city;
  std::string language;

  std::string plain(std::string_view key, const i18n::Arguments& arguments = {}) const { return messages().text(language, key, arguments); }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const;
  std::string name(const directory::Words& words) const;  // escaped
  std::string path(std::string_view plain) const;         // in this language, escaped
};

std::string iso_day(std::chrono::sys_days day);  // "2026-03-31"

struct Typed {
  std::string solved, satisfied, words;
};
std::string survey_form(const Voice& voice, const cases::Case& subject, std::string_view token, const Typed& typed, const Refusal& wrong);
std::string survey_said(const Voice& voice, const cases::Case& subject, std::string_view token,
                        std::string_view key);  // a sentence, and the way back
std::string figures_body(const Voice& voice, const standards::Policy& policy, const Figures& figures);

}  // namespace portico::feedback
