#include "city/cases/import_mapping.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "city/cases/progress.h"
#include "platform/crypto/crypto.h"
#include "platform/formats/formats.h"

namespace portico::cases {
namespace {

using formats::TomlTable;
using Faults = std::vector<Fault>;

constexpr std::string_view letters = "YmdHIMSfpz";

// A date's parts as they are read; whether they make a date is asked at the end.
struct Parts {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  Millis fraction{0};
  std::optional<bool> afternoon;
  std::optional<std::chrono::minutes> offset;
};

// Up to `most` digits, at least `least`.
std::optional<int> digits(std::string_view& rest, std::size_t least, std::size_t most) {
  std::size_t length = 0;
  int value = 0;
  while (length < most && length < rest.size() && rest[length] >= '0' && rest[length] <= '9') value = value * 10 + (rest[length++] - '0');
  if (length < least) return std::nullopt;
  rest.remove_prefix(length);
  return value;
}

bool read_fraction(std::string_view& rest, Millis& fraction) {
  int read = 0;
  std::int64_t scale = 100, millis = 0;
  while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
    millis += (rest[0] - '0') * scale;
    scale /= 10;
    rest.remove_prefix(1);
    ++read;
  }
  fraction = Millis(millis);
  return read > 0;
}

bool read_half(std::string_view& rest, std::optional<bool>& afternoon) {
  if (rest.size() < 2) return false;
  const std::string half = lower_ascii(rest.substr(0, 2));
  if (half != "am" && half != "pm") return false;
  afternoon = half == "pm";
  rest.remove_prefix(2);
  return true;
}

bool read_offset(std::string_view& rest, std::optional<std::chrono::minutes>& offset) {
  if (!rest.empty() && (rest[0] == 'Z' || rest[0] == 'z')) {
    rest.remove_prefix(1);
    offset = std::chrono::minutes(0);
    return true;
  }
  if (rest.empty() || (rest[0] != '+' && rest[0] != '-')) return false;
  const int sign = rest[0] == '-' ? -1 : 1;
  rest.remove_prefix(1);
  const auto hours = digits(rest, 2, 2);
  if (!hours) return false;
  if (!rest.empty() && rest[0] == ':') rest.remove_prefix(1);
  const auto minutes = rest.empty() ? std::optional(0) : digits(rest, 2, 2);
  if (!minutes || *hours > 15 || *minutes > 59) return false;
  offset = std::chrono::minutes(sign * (*hours * 60 + *minutes));
  return true;
}

bool read_letter(char letter, std::string_view& rest, Parts& parts) {
  const auto number = [&rest](int& into, std::size_t least, std::size_t most) {
    const auto read = digits(rest, least, most);
    if (read) into = *read;
    return read.has_value();
  };
  switch (letter) {
    case 'Y':
      return number(parts.year, 4, 4);
    case 'm':
      return number(parts.month, 1, 2);
    case 'd':
      return number(parts.day, 1, 2);
    case 'H':
    case 'I':
      return number(parts.hour, 1, 2) && (letter == 'H' || (parts.hour >= 1 && parts.hour <= 12));
    case 'M':
      return number(parts.minute, 2, 2);
    case 'S':
      return number(parts.second, 2, 2);
    case 'f':
      return read_fraction(rest, parts.fraction);
    case 'p':
      return read_half(rest, parts.afternoon);
    default:
      return read_offset(rest, parts.offset);
  }
}

bool read_pattern(std::string_view pattern, std::string_view& rest, Parts& parts) {
  while (!pattern.empty()) {
    if (pattern[0] == '%') {
      if (!read_letter(pattern[1], rest, parts)) return false;
      pattern.remove_prefix(2);
    } else {
      if (rest.empty() || rest[0] != pattern[0]) return false;
      rest.remove_prefix(1);
      pattern.remove_prefix(1);
    }
  }
  return true;
}

// "2026-04-13T02:56:23.000", a blank in place of the T, the time or its fraction or the offset left out.
bool read_iso(std::string_view& rest, Parts& parts) {
  if (!read_pattern("%Y-%m-%d", rest, parts)) return false;
  if (rest.empty()) return true;
  if (rest[0] != 'T' && rest[0] != ' ') return false;
  rest.remove_prefix(1);
  if (!read_pattern("%H:%M:%S", rest, parts)) return false;
  if (!rest.empty() && rest[0] == '.') {
    rest.remove_prefix(1);
    if (!read_fraction(rest, parts.fraction)) return false;
  }
  return rest.empty() || read_offset(rest, parts.offset);
}

std::optional<DateFormat::Reading> reading_of(Parts parts) {
  using namespace std::chrono;
  if (parts.afternoon) parts.hour = parts.hour % 12 + (*parts.afternoon ? 12 : 0);
  const year_month_day date{year(parts.year), month(static_cast<unsigned>(parts.month)), day(static_cast<unsigned>(parts.day))};
  if (!date.ok() || parts.year < 1900 || parts.hour > 23 || parts.minute > 59 || parts.second > 59) return std::nullopt;
  const auto clock = hours(parts.hour) + minutes(parts.minute) + seconds(parts.second) + parts.fraction;
  return DateFormat::Reading{local_time<Millis>(local_days(date).time_since_epoch() + clock), parts.offset};
}

// -- the file ----------------------------------------------------------------------------------------------------------------------------

void read_columns(const TomlTable& columns, Mapping& mapping, Faults& faults) {
  const std::pair<std::string_view, Columns*> places[] = {{"id", &mapping.id},
                                                          {"opened", &mapping.opened},
                                                          {"closed", &mapping.closed},
                                                          {"updated", &mapping.updated},
                                                          {"service", &mapping.service},
                                                          {"agency", &mapping.agency},
                                                          {"status", &mapping.status},
                                                          {"channel", &mapping.channel},
                                                          {"outcome_text", &mapping.outcome_text},
                                                          {"latitude", &mapping.latitude},
                                                          {"longitude", &mapping.longitude},
                                                          {"media_url", &mapping.media_url}};
  for (const auto& [key, into] : places) *into = columns.texts(key, faults);
  // Each names the columns that are joined; "a|b" is a where the file has it, else b.
  const auto joined = [&](std::string_view key, std::vector<Columns>& into) {
    for (const std::string& one : columns.texts(key, faults)) {
      Columns choices;
      for (const std::string_view choice : split(one, '|')) choices.emplace_back(trim(choice));
      into.push_back(std::move(choices));
    }
  };
  joined("address", mapping.address);
  joined("description", mapping.description);
  for (const auto& [key, need] : {std::pair("opened", &mapping.opened), std::pair("service", &mapping.service)})
    if (need->empty()) faults.push_back({columns.place(), "\"" + std::string(key) + "\" is missing.", std::string(key) + " = \"column\""});
  if (mapping.latitude.empty() != mapping.longitude.empty())
    faults.push_back({columns.place(), "A place needs both latitude and longitude.", "latitude = \"column\" and longitude = \"column\""});
}

std::unordered_map<std::string, std::string> lower_keys(const std::map<std::string, std::string>& table) {
  std::unordered_map<std::string, std::string> lowered;
  for (const auto& [word, meaning] : table) lowered[lower_ascii(word)] = meaning;
  return lowered;
}

void read_service(const TomlTable& file, Mapping& mapping, Faults& faults) {
  const auto service = file.table("service", faults);
  if (!service) return;
  const std::string by = service->text_or("by", "name", faults);
  if (by != "name" && by != "code") faults.push_back({service->place_of("by"), "A service is known by " + by + "?", "name or code"});
  mapping.service_by = by == "code" ? Mapping::ServiceBy::code : Mapping::ServiceBy::name;
  mapping.service_table = lower_keys(service->text_map("table", faults));
  mapping.service_otherwise = service->text_or("otherwise", "", faults);
}

void read_channels(const TomlTable& file, Mapping& mapping, Faults& faults) {
  const auto channel = file.table("channel", faults);
  if (!channel) return;
  const auto named = [&](std::string_view name, const std::string& place) {
    const auto found = channel_named(name);
    if (!found)
      faults.push_back({place, "There is no channel " + std::string(name) + ".",
                        "web, open311, phone, counter, email, letter, mobile, import or other"});
    return found.value_or(Channel::import);
  };
  mapping.channel_otherwise = named(channel->text_or("otherwise", "import", faults), channel->place_of("otherwise"));
  for (const auto& [word, name] : lower_keys(channel->text_map("table", faults)))
    mapping.channel_table[word] = named(name, channel->place_of("table"));
}

void read_outcome(const TomlTable& file, Mapping& mapping, Faults& faults) {
  const auto outcome = file.table("outcome", faults);
  if (!outcome) return;
  for (const auto& sign : outcome->tables("sign", faults)) {
    const std::string status = sign.text("status", faults);
    if (const auto meaning = meaning_of(status); !meaning || meaning->effect != Effect::close)
      faults.push_back({sign.place_of("status"), status + " does not close a case.",
                        "FIXED, CLOSED, DUPLICATE, NOT_COUNCILS_RESPONSIBILITY, NO_FURTHER_ACTION or CANCELLED"});
    for (const std::string& words : sign.texts("words", faults)) mapping.outcome_signs.emplace_back(lower_ascii(words), status);
  }
  for (const std::string& words : outcome->texts("receipts", faults)) mapping.receipt_signs.push_back(lower_ascii(words));
}

bool known_braces(std::string text) {
  for (const std::string_view known : {"{number}", "{words}"})
    if (const std::size_t at = text.find(known); at != std::string::npos) text.erase(at, known.size());
  return text.find_first_of("{}") == std::string::npos;
}

void read_comparisons(const TomlTable& file, Mapping& mapping, Faults& faults) {
  for (const auto& one : file.tables("compare", faults)) {
    Comparison comparison;
    comparison.set = one.text("set", faults);
    comparison.column = one.texts("column", faults);
    const std::string with = one.text_or("with", "name", faults);
    if (with != "name" && with != "code") faults.push_back({one.place_of("with"), "An area is known by " + with + "?", "name or code"});
    comparison.by_name = with != "code";
    comparison.pattern = one.text_or("pattern", "{words}", faults);
    comparison.replacement = one.text_or("replacement", comparison.pattern, faults);
    comparison.most = one.integer_or("most", 0, faults);
    for (const std::string_view key : {"pattern", "replacement"})
      if (!known_braces(key == "pattern" ? comparison.pattern : comparison.replacement))
        faults.push_back({one.place_of(key), "Only {number} and {words} may stand in braces, each once.", "\"{number} {words}\""});
    if (comparison.column.empty()) faults.push_back({one.place(), "\"column\" is missing.", "column = \"community_board\""});
    mapping.comparisons.push_back(std::move(comparison));
  }
}

void read_times(const TomlTable& file, Mapping& mapping, Faults& faults) {
  const std::string zone = file.text("zone", faults);
  if (auto found = calendar::Zone::find(zone.empty() ? "UTC" : zone, file.place_of("zone"))) {
    mapping.zone = *found;
  } else {
    faults.insert(faults.end(), found.error().faults.begin(), found.error().faults.end());
  }
  std::vector<std::string> patterns = file.texts("dates", faults);
  if (patterns.empty()) patterns = {"iso"};
  for (const std::string& pattern : patterns) {
    if (auto format = DateFormat::make(pattern, file.place_of("dates"))) {
      mapping.formats.push_back(*format);
    } else {
      faults.insert(faults.end(), format.error().faults.begin(), format.error().faults.end());
    }
  }
}

}  // namespace

Outcome<DateFormat> DateFormat::make(std::string_view pattern, std::string_view field) {
  DateFormat format;
  if (pattern == "iso") return format;
  bool year = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '%') continue;
    at += 1;
    if (at == pattern.size() || letters.find(pattern[at]) == std::string_view::npos)
      return refuse(Refused::invalid, std::string(field), "\"" + std::string(pattern) + "\" has a letter that is not known.",
                    "\"iso\", or a pattern of %Y %m %d %H %I %M %S %f %p %z");
    year = year || pattern[at] == 'Y';
  }
  if (!year) return refuse(Refused::invalid, std::string(field), "A date without a year is none.", "a pattern with %Y");
  format.pattern_ = pattern;
  return format;
}

std::optional<DateFormat::Reading> DateFormat::read(std::string_view text) const {
  Parts parts;
  if (!(pattern_.empty() ? read_iso(text, parts) : read_pattern(pattern_, text, parts)) || !text.empty()) return std::nullopt;
  return reading_of(parts);
}

std::string Comparison::area_in(std::string_view value) const {
  std::string_view rest = pattern;
  std::string number, words;
  while (!rest.empty()) {
    if (rest.starts_with("{number}")) {
      rest.remove_prefix(8);
      while (!value.empty() && value[0] >= '0' && value[0] <= '9' && number.size() < 10) number += value[0], value.remove_prefix(1);
      const auto read = parse_integer(number);
      if (!read || *read < 1 || (most > 0 && *read > most)) return {};
      number = std::to_string(*read);
    } else if (rest.starts_with("{words}")) {
      rest.remove_prefix(7);
      const std::size_t end = rest.empty() ? value.size() : std::min(value.find(rest[0]), value.size());
      words = trim(value.substr(0, end));
      value.remove_prefix(end);
      if (words.empty()) return {};
    } else {
      if (value.empty() || value[0] != rest[0]) return {};
      rest.remove_prefix(1);
      value.remove_prefix(1);
    }
  }
  if (!value.empty()) return {};
  std::string area = replacement;
  if (const std::size_t at = area.find("{number}"); at != std::string::npos) area.replace(at, 8, number);
  if (const std::size_t at = area.find("{words}"); at != std::string::npos) area.replace(at, 7, words);
  return area;
}

Outcome<Mapping> Mapping::parse(std::string_view text, std::string_view file_name) {
  const auto file = TomlTable::parse(text, file_name);
  if (!file) return std::unexpected(file.error());
  Faults faults;
  Mapping mapping;
  mapping.hash = hex(crypto::view(crypto::sha256(text)).substr(0, 16));
  mapping.name = file->text("name", faults);
  read_times(*file, mapping, faults);
  for (const std::string& word : file->texts("nulls", faults)) mapping.nulls.push_back(lower_ascii(word));
  mapping.zero_is_no_place = file->flag_or("zero_is_no_place", true, faults);
  if (const auto columns = file->table("columns", faults))
    read_columns(*columns, mapping, faults);
  else
    faults.push_back({file->place(), "\"columns\" is missing.", "[columns]"});
  read_service(*file, mapping, faults);
  if (const auto agency = file->table("agency", faults)) mapping.agency_table = lower_keys(agency->text_map("table", faults));
  if (const auto status = file->table("status", faults)) {
    for (const std::string& word : status->texts("open", faults)) mapping.open_words.push_back(lower_ascii(word));
    for (const std::string& word : status->texts("closed", faults)) mapping.closed_words.push_back(lower_ascii(word));
  }
  read_channels(*file, mapping, faults);
  read_outcome(*file, mapping, faults);
  read_comparisons(*file, mapping, faults);
  file->refuse_unknown(faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return mapping;
}

Outcome<Mapping> Mapping::read(const std::filesystem::path& file) {
  auto text = formats::read_file(file, 1 << 20);
  if (!text) return std::unexpected(text.error());
  return parse(*text, file.filename().string());
}

}  // namespace portico::cases
