#include <unicode/localpointer.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/plurrule.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <stdexcept>
#include <unordered_map>

#include "platform/i18n/i18n.h"
#include "platform/i18n/locale.h"

namespace portico::i18n {
namespace {

using Forms = std::set<std::string>;

std::string joined(const Forms& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// The forms that whole numbers of everyday size take. Some languages have a further form for a million alone (Spanish "un millón de"):
// it may be given, but a translator is not made to.
const Forms& forms_needed(const icu::Locale& locale, UPluralType type) {
  thread_local std::map<std::pair<std::string, UPluralType>, Forms> known;
  Forms& needed = known[{locale.getName(), type}];
  if (!needed.empty()) return needed;
  UErrorCode status = U_ZERO_ERROR;
  const icu::LocalPointer<icu::PluralRules> rules(icu::PluralRules::forLocale(locale, type, status));
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no plural rules");
  needed = {"other"};
  for (std::int32_t number = 0; number < 1200; ++number) needed.insert(utf8(rules->select(number)));
  return needed;
}

// What one message asks of its language and of those who call it.
class Check {
 public:
  Check(const icu::MessagePattern& pattern, const icu::Locale& locale) : pattern_(pattern), locale_(locale) {
    for (std::int32_t part = 0; part < pattern.countParts(); ++part) {
      if (pattern.getPart(part).getType() == UMSGPAT_PART_TYPE_ARG_NUMBER) numbered_ = true;
      if (pattern.getPart(part).getType() == UMSGPAT_PART_TYPE_ARG_NAME)
        arguments_.insert(utf8(pattern.getSubstring(pattern.getPart(part))));
      if (pattern.getPart(part).getType() == UMSGPAT_PART_TYPE_ARG_START) plural(part);
    }
  }
  bool numbered() const { return numbered_; }
  const Forms& arguments() const { return arguments_; }
  const Forms& missing_forms() const { return missing_; }

 private:
  void plural(std::int32_t start) {
    const UMessagePatternArgType kind = pattern_.getPart(start).getArgType();
    if (kind != UMSGPAT_ARG_TYPE_PLURAL && kind != UMSGPAT_ARG_TYPE_SELECTORDINAL) return;
    Forms given;
    for (std::int32_t part = start + 1; part < pattern_.getLimitPartIndex(start); ++part) {
      const auto type = pattern_.getPart(part).getType();
      if (type == UMSGPAT_PART_TYPE_ARG_SELECTOR) given.insert(utf8(pattern_.getSubstring(pattern_.getPart(part))));
      if (type == UMSGPAT_PART_TYPE_MSG_START) part = pattern_.getLimitPartIndex(part);  // a message inside has plurals of its own
    }
    for (const auto& form : forms_needed(locale_, kind == UMSGPAT_ARG_TYPE_PLURAL ? UPLURAL_TYPE_CARDINAL : UPLURAL_TYPE_ORDINAL)) {
      if (!given.contains(form)) missing_.insert(form);
    }
  }

  const icu::MessagePattern& pattern_;
  const icu::Locale& locale_;
  bool numbered_ = false;
  Forms arguments_, missing_;
};

struct Message {
  std::int64_t id = 0;  // never used twice in this process: a thread keeps its own formatter under it
  std::string plain;    // already written, where no argument stands in it
  bool has_arguments = false;
  icu::UnicodeString pattern;
  icu::Locale locale;
};

std::int64_t next_id() {
  static std::atomic<std::int64_t> last{0};
  return ++last;
}

// ICU's MessageFormat fills caches while it formats, so each thread has its own.
const icu::MessageFormat& formatter_of(const Message& message) {
  constexpr std::size_t most = 4096;
  thread_local std::unordered_map<std::int64_t, std::unique_ptr<icu::MessageFormat>> kept;
  if (kept.size() > most) kept.clear();
  auto& formatter = kept[message.id];
  if (!formatter) {
    UErrorCode status = U_ZERO_ERROR;
    formatter = std::make_unique<icu::MessageFormat>(message.pattern, message.locale, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU cannot format a message that it has read before");
  }
  return *formatter;
}

std::string formatted(const Message& message, const Arguments& arguments) {
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, value] : arguments) {
    names.push_back(from_utf8(name));
    if (const auto* text = std::get_if<std::string>(&value))
      values.emplace_back(from_utf8(*text));
    else if (const auto* whole = std::get_if<std::int64_t>(&value))
      values.emplace_back(*whole);
    else
      values.emplace_back(std::get<double>(value));
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text;
  formatter_of(message).format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), text, status);
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU cannot format a message: ") + u_errorName(status));
  return utf8(text);
}

std::optional<Message> read_message(const std::string& language, const std::string& key, const std::string& text, const Forms* allowed,
                                    Forms& arguments, std::vector<Fault>& faults) {
  const std::string place = language + ": " + key;
  const icu::Locale locale = locale_of(language);
  UErrorCode status = U_ZERO_ERROR;
  UParseError error{};
  const icu::UnicodeString pattern = from_utf8(text);
  const icu::MessagePattern parsed(pattern, &error, status);
  if (U_FAILURE(status)) {
    faults.push_back({place, "This is no ICU message, from character " + std::to_string(error.offset + 1) + " on.",
                      "\"{name}\", \"{count, plural, one {# day} other {# days}}\"; an apostrophe before a brace keeps it as it stands"});
    return std::nullopt;
  }
  const Check check(parsed, locale);
  const std::size_t before = faults.size();
  if (check.numbered()) faults.push_back({place, "Arguments are named, not numbered.", "{name} in place of {0}"});
  if (!check.missing_forms().empty()) {
    faults.push_back({place, "A plural lacks the form " + joined(check.missing_forms()) + ".",
                      "the forms " + joined(forms_needed(locale, UPLURAL_TYPE_CARDINAL)) + " for the language " + language});
  }
  for (const auto& argument : check.arguments()) {
    if (allowed != nullptr && !allowed->contains(argument)) {
      faults.push_back(
          {place, "There is no argument {" + argument + "}.", allowed->empty() ? "no argument" : "one of " + joined(*allowed)});
    }
  }
  arguments = check.arguments();
  Message message{next_id(), {}, !arguments.empty(), pattern, locale};
  // Also for its check of what the pattern alone does not show, as number skeletons.
  const icu::MessageFormat format(pattern, locale, status);
  icu::UnicodeString plain;
  if (!message.has_arguments) format.format(nullptr, nullptr, 0, plain, status);
  if (U_FAILURE(status)) faults.push_back({place, std::string("ICU cannot use this message: ") + u_errorName(status), "another format"});
  if (faults.size() != before) return std::nullopt;
  message.plain = utf8(plain);
  return message;
}

}  // namespace

struct Messages::Inside {
  std::vector<std::string> order;
  std::map<std::string, std::map<std::string, Message, std::less<>>, std::less<>> catalogues;

  const Message& find(std::string_view language, std::string_view key) const {
    for (const std::string_view tried : {language, std::string_view(order.front())}) {
      const auto catalogue = catalogues.find(tried);
      if (catalogue == catalogues.end()) continue;
      if (const auto message = catalogue->second.find(key); message != catalogue->second.end()) return message->second;
    }
    throw std::logic_error("there is no message " + std::string(key));
  }
};

Outcome<Messages> Messages::make(std::vector<std::string> order, std::map<std::string, std::map<std::string, std::string>> catalogues) {
  std::vector<Fault> faults;
  auto inside = std::make_shared<Inside>();
  if (order.empty()) return refuse(Refused::invalid, "languages", "There is no language.", "at least one");
  std::map<std::string, Forms> arguments;  // of the first language's messages
  for (const auto& language : order) {
    const bool first = language == order.front();
    auto& messages = inside->catalogues[language];
    for (const auto& [key, text] : catalogues[language]) {
      const auto known = arguments.find(key);
      if (!first && known == arguments.end()) {
        if (!catalogues[order.front()].contains(key)) {
          faults.push_back({language + ": " + key, "The language " + order.front() + " has no such message.", "a key of its catalogue"});
        }
        continue;
      }
      Forms used;
      auto message = read_message(language, key, text, first ? nullptr : &known->second, used, faults);
      if (first) arguments[key] = std::move(used);
      if (message) messages.emplace(key, std::move(*message));
    }
  }
  for (const auto& [language, messages] : catalogues) {
    if (std::find(order.begin(), order.end(), language) == order.end() && !messages.empty()) {
      faults.push_back({language, "The language is not in the list of languages.", "one of the languages, or the list with " + language});
    }
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  inside->order = std::move(order);
  Messages messages;
  messages.inside_ = std::move(inside);
  return messages;
}

std::string Messages::text(std::string_view language, std::string_view key, const Arguments& arguments) const {
  const Message& message = inside_->find(language, key);
  return message.has_arguments ? formatted(message, arguments) : message.plain;
}

const std::vector<std::string>& Messages::languages() const { return inside_->order; }

std::vector<std::string> Messages::missing(std::string_view language) const {
  std::vector<std::string> keys;
  const auto catalogue = inside_->catalogues.find(language);
  for (const auto& [key, message] : inside_->catalogues.at(inside_->order.front())) {
    if (catalogue == inside_->catalogues.end() || !catalogue->second.contains(key)) keys.push_back(key);
  }
  return keys;
}

}  // namespace portico::i18n
