#include "platform/i18n/message.h"

#include <unicode/localpointer.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/plurrule.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "platform/i18n/locale.h"

namespace portico::i18n {
namespace {

using Forms = std::set<std::string>;

std::string joined(const Forms& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// What one message asks of its language and of those who call it.
class Check {
 public:
  Check(const icu::MessagePattern& pattern, LanguageRules& rules) : pattern_(pattern), rules_(rules) {
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
    for (const auto& form : rules_.forms(kind == UMSGPAT_ARG_TYPE_PLURAL ? UPLURAL_TYPE_CARDINAL : UPLURAL_TYPE_ORDINAL)) {
      if (!given.contains(form)) missing_.insert(form);
    }
  }

  const icu::MessagePattern& pattern_;
  LanguageRules& rules_;
  bool numbered_ = false;
  Forms arguments_, missing_;
};

std::int64_t next_id() {
  static std::atomic<std::int64_t> last{0};
  return ++last;
}

// The pieces of a message whose arguments all stand just so; nothing where one is a plural, a choice, a number or a date.
std::optional<std::vector<Piece>> pieces_of(const icu::MessagePattern& parsed) {
  const icu::UnicodeString& pattern = parsed.getPatternString();
  std::vector<Piece> pieces;
  icu::UnicodeString text;
  std::int32_t from = 0;
  for (std::int32_t at = 0; at < parsed.countParts(); ++at) {
    const auto& part = parsed.getPart(at);
    text.append(pattern, from, part.getIndex() - from);
    from = part.getLimit();
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
    if (part.getArgType() != UMSGPAT_ARG_TYPE_NONE) return std::nullopt;
    pieces.push_back({false, utf8(text)});
    pieces.push_back({true, utf8(parsed.getSubstring(parsed.getPart(at + 1)))});
    text.remove();
    at = parsed.getLimitPartIndex(at);
    from = parsed.getPart(at).getLimit();
  }
  pieces.push_back({false, utf8(text)});
  return pieces;
}

// ICU's MessageFormat fills caches while it formats, so each thread has its own.
const icu::MessageFormat& formatter_of(const Message& message) {
  constexpr std::size_t most = 256;
  thread_local std::unordered_map<std::int64_t, std::unique_ptr<icu::MessageFormat>> kept;
  if (kept.size() > most) kept.clear();
  auto& formatter = kept[message.id];
  if (!formatter) {
    UErrorCode status = U_ZERO_ERROR;
    formatter = std::make_unique<icu::MessageFormat>(from_utf8(message.pattern), locale_of(message.language), status);
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

}  // namespace

LanguageRules::LanguageRules(std::string tag) : tag_(std::move(tag)), locale_(locale_of(tag_)) {}

// The forms that whole numbers of everyday size take. Some languages have a further form for a million alone (Spanish "un millón de"):
// it may be given, but a translator is not made to.
const std::set<std::string>& LanguageRules::forms(UPluralType type) {
  Forms& needed = forms_[type];
  if (!needed.empty()) return needed;
  UErrorCode status = U_ZERO_ERROR;
  const icu::LocalPointer<icu::PluralRules> rules(icu::PluralRules::forLocale(locale_, type, status));
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no plural rules");
  needed.insert("other");
  for (std::int32_t number = 0; number < 1200; ++number) needed.insert(utf8(rules->select(number)));
  return needed;
}

std::optional<Message> read_message(LanguageRules& rules, const std::string& key, const std::string& text,
                                    const std::set<std::string>* allowed, std::vector<Fault>& faults) {
  const std::string place = rules.tag() + ": " + key;
  UErrorCode status = U_ZERO_ERROR;
  UParseError error{};
  const icu::UnicodeString pattern = from_utf8(text);
  const icu::MessagePattern parsed(pattern, &error, status);
  if (U_FAILURE(status)) {
    faults.push_back({place, "This is no ICU message, from character " + std::to_string(error.offset + 1) + " on.",
                      "\"{name}\", \"{count, plural, one {# day} other {# days}}\"; an apostrophe before a brace keeps it as it stands"});
    return std::nullopt;
  }
  const Check check(parsed, rules);
  const std::size_t before = faults.size();
  if (check.numbered()) faults.push_back({place, "Arguments are named, not numbered.", "{name} in place of {0}"});
  if (!check.missing_forms().empty()) {
    faults.push_back({place, "A plural lacks the form " + joined(check.missing_forms()) + ".",
                      "the forms " + joined(rules.forms(UPLURAL_TYPE_CARDINAL)) + " for the language " + rules.tag()});
  }
  for (const auto& argument : check.arguments()) {
    if (allowed != nullptr && !allowed->contains(argument)) {
      faults.push_back(
          {place, "There is no argument {" + argument + "}.", allowed->empty() ? "no argument" : "one of " + joined(*allowed)});
    }
  }
  auto pieces = pieces_of(parsed);
  if (!pieces) {  // what the pattern alone does not show, as number skeletons
    const icu::MessageFormat format(pattern, rules.locale(), status);
    if (U_FAILURE(status)) faults.push_back({place, std::string("ICU cannot use this message: ") + u_errorName(status), "another format"});
  }
  if (faults.size() != before) return std::nullopt;
  return Message{next_id(), rules.tag(), text, check.arguments(), pieces ? *std::move(pieces) : std::vector<Piece>()};
}

std::string written(const Message& message, const Arguments& arguments) {
  std::string text;
  for (const Piece& piece : message.pieces) {
    if (!piece.argument) {
      text += piece.text;
      continue;
    }
    const auto given = arguments.find(piece.text);
    if (given == arguments.end() || !std::holds_alternative<std::string>(given->second)) return formatted(message, arguments);
    text += std::get<std::string>(given->second);
  }
  return message.pieces.empty() ? formatted(message, arguments) : text;
}

}  // namespace portico::i18n
