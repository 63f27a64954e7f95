// Inside platform/i18n only: one ICU message, held against its language and written.
#pragma once

#include <unicode/locid.h>
#include <unicode/upluralrules.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "platform/i18n/i18n.h"

namespace portico::i18n {

struct Piece {
  bool argument = false;
  std::string text;  // as it stands; or the argument's name
};

struct Message {
  std::int64_t id = 0;  // never used twice in this process: a thread keeps its own formatter under it
  std::string language, pattern;
  std::set<std::string> arguments;
  // Where every argument stands just so, "{name}": text is put together from these. Most messages are like that, and ICU's formatter is
  // some ten kilobytes a message and thread.
  std::vector<Piece> pieces;
};

// What a language asks of its messages; looked up once for all of them.
class LanguageRules {
 public:
  explicit LanguageRules(std::string tag);
  const std::string& tag() const { return tag_; }
  const icu::Locale& locale() const { return locale_; }
  const std::set<std::string>& forms(UPluralType type);  // "one", "other" …

 private:
  std::string tag_;
  icu::Locale locale_;
  std::map<UPluralType, std::set<std::string>> forms_;
};

// `allowed`: the arguments that it may use; nullptr: any. Nothing, and faults by "language: key", where it does not hold.
std::optional<Message> read_message(LanguageRules& rules, const std::string& key, const std::string& text,
                                    const std::set<std::string>* allowed, std::vector<Fault>& faults);

std::string written(const Message& message, const Arguments& arguments);

}  // namespace portico::i18n
