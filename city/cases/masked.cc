// Masking errs towards hiding what looks like a person's address or number, but leaves alone what a crew needs to find the place: house
// numbers, ranges of them, ZIP codes, dates and request numbers.
#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <optional>

#include "base/text.h"
#include "city/cases/case.h"

namespace portico::cases {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool word(char c) { return digit(c) || letter(c) || (static_cast<unsigned char>(c) & 0x80); }

struct Found {
  std::size_t from = 0, to = 0;
  std::string_view shown;
};

// An e-mail address around the '@' at `at`.
std::optional<Found> email_at(std::string_view text, std::size_t at) {
  const auto local = [](char c) { return word(c) || std::string_view("._%+-'").find(c) != std::string_view::npos; };
  const auto host = [](char c) { return word(c) || c == '.' || c == '-'; };
  std::size_t from = at, to = at + 1;
  while (from > 0 && local(text[from - 1])) --from;
  while (to < text.size() && host(text[to])) ++to;
  while (to > at + 1 && (text[to - 1] == '.' || text[to - 1] == '-')) --to;
  const std::string_view domain = text.substr(at + 1, to - at - 1);
  if (from == at || domain.find('.') == std::string_view::npos) return std::nullopt;
  return Found{from, to, "[email]"};
}

std::string_view next_word(std::string_view& rest) {
  while (!rest.empty() && !word(rest.front())) rest.remove_prefix(1);
  std::size_t length = 0;
  while (length < rest.size() && word(rest[length])) ++length;
  const std::string_view found = rest.substr(0, length);
  rest.remove_prefix(length);
  return found;
}

bool street_follows(std::string_view rest) {
  constexpr std::array<std::string_view, 24> kinds{"street", "st",   "avenue",  "ave",     "road",    "rd",  "boulevard", "blvd",
                                                   "lane",   "ln",   "drive",   "dr",      "place",   "pl",  "court",     "ct",
                                                   "way",    "pkwy", "parkway", "terrace", "highway", "hwy", "square",    "broadway"};
  for (int words = 0; words < 4; ++words) {
    const std::string_view each = next_word(rest);
    if (std::ranges::any_of(kinds, [&](std::string_view kind) { return same_ignoring_case(each, kind); })) return true;
  }
  return false;
}

// The lengths of the runs of digits in a chain of them, joined by at most two of the signs that people put into phone numbers.
struct Digits {
  std::size_t end = 0;
  std::string groups;  // "3-3-4" as characters 3, 3, 4; a run over nine digits counts as ':' and above
  int total = 0;
  bool slash = false;
};

Digits read_digits(std::string_view text, std::size_t from) {
  Digits read;
  for (std::size_t at = from; at < text.size();) {
    std::size_t run = at;
    while (run < text.size() && digit(text[run])) ++run;
    if (run == at) break;
    read.groups += static_cast<char>('0' + std::min<std::size_t>(run - at, 40));
    read.total += static_cast<int>(run - at);
    read.end = run;
    std::size_t sign = run;
    while (sign < text.size() && sign - run < 2 && std::string_view(" .-()/").find(text[sign]) != std::string_view::npos) ++sign;
    if (sign == run || sign == text.size() || !digit(text[sign])) break;
    read.slash = read.slash || text[run] == '/';
    at = sign;
  }
  return read;
}

// Takes groups from the front while they make a known shape of a phone number: "212 555 0100 5" ends before the 5.
std::optional<std::size_t> phone_end(std::string_view text, std::size_t from, bool plus) {
  const Digits read = read_digits(text, from);
  if (plus) return read.total >= 8 && read.total <= 15 ? std::optional(read.end) : std::nullopt;
  for (std::string_view shape : {"1334", "334", "37", "64", "1:", ":", ";"}) {
    if (!read.groups.starts_with(shape)) continue;
    if (shape == ";" && text[from] != '1') continue;  // eleven digits in one run: only with the country code
    std::size_t at = from;
    for (std::size_t group = 0; group < shape.size(); ++group) {
      while (!digit(text[at])) ++at;
      while (at < text.size() && digit(text[at])) ++at;
    }
    return at;
  }
  if (read.groups.starts_with("34") && !digit(text[from + 3]) && text[from + 3] != ' ' && text[from + 3] != '/') {  // 555-0100, 555.0100
    const std::size_t end = from + 8;
    if (read.groups.size() == 2 && !street_follows(text.substr(end))) return end;
  }
  // Numbers from elsewhere are written in pairs or with a leading zero: 01 42 68 53 00, 020 7946 0018. Dates and ranges have fewer digits.
  const bool date = read.slash || read.groups.starts_with("224") || read.groups.starts_with("222");
  const bool long_enough = read.total >= 9 && read.total <= 12 && read.groups.size() >= 2 && read.groups != "54" /* ZIP+4 */;
  if (text[from] == '0' && long_enough && (!date || read.groups == "22222")) return read.end;
  return std::nullopt;
}

std::optional<Found> phone_at(std::string_view text, std::size_t at) {
  if (at > 0 && (word(text[at - 1]) || text[at - 1] == '#')) return std::nullopt;
  std::size_t first = at;
  const bool plus = text[first] == '+';
  while (first < text.size() && (text[first] == '+' || text[first] == '(')) ++first;
  if (first == text.size() || !digit(text[first])) return std::nullopt;
  const auto end = phone_end(text, first, plus);
  if (!end || (*end < text.size() && word(text[*end]))) return std::nullopt;
  return Found{at, *end, "[phone]"};
}

// "ABC-1234", "ABC1234": three letters and four digits stand for a plate even without the word.
std::optional<Found> bare_plate_at(std::string_view text, std::size_t at) {
  if (at > 0 && (word(text[at - 1]) || text[at - 1] == '-')) return std::nullopt;
  if (at + 7 > text.size() || !upper(text[at]) || !upper(text[at + 1]) || !upper(text[at + 2])) return std::nullopt;
  const std::size_t digits = at + 3 + (text[at + 3] == '-');
  if (digits + 4 > text.size() || !std::ranges::all_of(text.substr(digits, 4), digit)) return std::nullopt;
  if (digits + 4 < text.size() && (word(text[digits + 4]) || text[digits + 4] == '-')) return std::nullopt;
  constexpr std::array<std::string_view, 8> not_plates{"APT", "BOX", "RTE", "HWY", "RM1", "BLK", "LOT", "FLR"};
  if (std::ranges::find(not_plates, text.substr(at, 3)) != not_plates.end()) return std::nullopt;
  return Found{at, digits + 4, "[plate]"};
}

// After "plate", "license", "licence", "registration": the next token of four to eight letters and digits that has a digit in it, past
// "number", "is", "no", "#", ":", a state's name or the like.
std::optional<Found> named_plate_at(std::string_view text, std::size_t at) {
  if (at > 0 && word(text[at - 1])) return std::nullopt;
  std::string_view rest = text.substr(at);
  const std::string_view first = next_word(rest);
  constexpr std::array<std::string_view, 8> names{"plate", "plates", "license", "licence", "lic", "registration", "placa", "matricula"};
  if (std::ranges::none_of(names, [&](std::string_view name) { return same_ignoring_case(first, name); })) return std::nullopt;
  for (int words = 0; words < 4 && !rest.empty(); ++words) {
    const std::string_view before = rest;
    const std::string_view token = next_word(rest);
    if (before.substr(0, before.size() - rest.size() - token.size()).find_first_of(".;\n") != std::string_view::npos) return std::nullopt;
    std::string_view whole = token;
    std::string_view more = rest;
    const bool joined = !rest.empty() && (rest.front() == '-' || rest.front() == ' ') && token.size() <= 4;
    const std::string_view second = joined ? next_word(more) : std::string_view{};
    const bool shouted = std::ranges::all_of(token, [](char c) { return upper(c) || digit(c); });
    if (joined && shouted && token.size() >= 2 && second.size() >= 2 && second.size() <= 4 &&
        std::ranges::all_of(second, [](char c) { return upper(c) || digit(c); }) &&
        (std::ranges::any_of(second, digit) || std::ranges::any_of(token, digit)) && second.data() == token.data() + token.size() + 1)
      whole = {token.data(), token.size() + 1 + second.size()};
    const auto length = static_cast<std::size_t>(std::ranges::count_if(whole, word));
    if (length >= 4 && length <= 8 && std::ranges::any_of(whole, digit)) {
      const auto from = static_cast<std::size_t>(whole.data() - text.data());
      return Found{from, from + whole.size(), "[plate]"};
    }
  }
  return std::nullopt;
}

// Replaces what `find` finds, from left to right; `find` looks at one place and may find something a little further on.
std::string replaced(std::string_view text, const std::function<std::optional<Found>(std::string_view, std::size_t)>& find) {
  std::string shown;
  std::size_t clear = 0;  // what stands before is written
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at < clear) continue;
    const std::optional<Found> found = find(text, at);
    if (!found || found->from < clear) continue;
    shown.append(text.substr(clear, found->from - clear)).append(found->shown);
    clear = found->to;
  }
  return shown.append(text.substr(clear));
}

std::optional<Found> number_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (digit(c) || c == '+' || c == '(') return phone_at(text, at);
  if (!letter(c)) return std::nullopt;
  const std::optional<Found> bare = bare_plate_at(text, at);
  return bare ? bare : named_plate_at(text, at);
}

}  // namespace

std::string masked(std::string_view description) {
  const std::string without_email =
      replaced(description, [](std::string_view text, std::size_t at) { return text[at] == '@' ? email_at(text, at) : std::nullopt; });
  return replaced(without_email, number_at);
}

}  // namespace portico::cases
