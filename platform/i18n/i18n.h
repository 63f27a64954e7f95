// Languages and messages. A catalogue holds one language's messages in ICU MessageFormat; arguments are by name.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::i18n {

struct Language {
  std::string tag;       // BCP 47: "es"
  std::string own_name;  // "Español"
  bool right_to_left = false;
};
Outcome<Language> find_language(std::string_view tag, std::string_view field);

// The best of `offered` for an Accept-Language header (RFC 4647 look-up); offered.front() where none fits.
std::string negotiate(std::string_view accept_language, std::span<const std::string> offered);

using Argument = std::variant<std::string, std::int64_t, double>;
using Arguments = std::map<std::string, Argument>;

class Messages {
 public:
  // `catalogues`: language tag → key → ICU message. The first language of `order` is complete and is fallen back to.
  // Refuses a message that does not parse, a key or an argument the first language lacks, and a plural without the forms its language
  // needs.
  static Outcome<Messages> make(std::vector<std::string> order, std::map<std::string, std::map<std::string, std::string>> catalogues);
  // Safe from any thread. Throws std::logic_error for a key that the first language lacks.
  std::string text(std::string_view language, std::string_view key, const Arguments& arguments = {}) const;
  const std::vector<std::string>& languages() const;
  std::vector<std::string> missing(std::string_view language) const;  // keys that fall back

 private:
  struct Inside;
  std::shared_ptr<const Inside> inside_;
};

// The words of a text as a search knows them: folded (no case, no Latin accents, no Arabic or Hebrew vowel signs), as Unicode divides
// words, with dictionaries for scripts that write no blanks. Each once, in their order; at most 60 letters of each.
std::vector<std::string> search_words(std::string_view text);

// Dates by locale, in a named zone.
enum class DateStyle {
  day,           // "Wednesday, March 4"
  day_and_time,  // "March 4, 2026 at 4:42 PM"
  full,          // "Wednesday, March 4, 2026 at 4:42 PM"
};
// Throws std::invalid_argument for a zone that there is none of.
std::string format_instant(Instant at, std::string_view zone, std::string_view language, DateStyle style);
std::string format_number(std::int64_t number, std::string_view language);

}  // namespace portico::i18n
