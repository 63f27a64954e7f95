#include "base/instant.h"

#include <optional>

namespace portico {
namespace {

void append_padded(std::string& out, unsigned value, int width) {
  char digits[10];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

// Reads from the front of a text; every read either moves on or leaves the text as it was.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  std::optional<int> digits(int count) {
    if (rest_.size() < static_cast<std::size_t>(count)) return std::nullopt;
    int value = 0;
    for (int i = 0; i < count; ++i) {
      const char c = rest_[static_cast<std::size_t>(i)];
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(static_cast<std::size_t>(count));
    return value;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

struct Read {
  std::chrono::year_month_day date;
  Millis time_of_day{0};
  std::chrono::minutes offset{0};
  bool has_zone = false;
};

std::optional<std::chrono::minutes> read_offset(Cursor& text) {
  if (text.take('Z') || text.take('z')) return std::chrono::minutes{0};
  const bool west = text.take('-');
  if (!west && !text.take('+')) return std::nullopt;
  const auto hours = text.digits(2);
  text.take(':');
  const auto minutes = text.at_end() ? std::optional(0) : text.digits(2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes size{*hours * 60 + *minutes};
  return west ? -size : size;
}

// Milliseconds of a fraction of a second; further digits are read and dropped.
std::optional<int> read_fraction(Cursor& text) {
  int millis = 0, seen = 0;
  while (text.at_digit()) {
    const int digit = *text.digits(1);
    if (seen < 3) millis = millis * 10 + digit;
    ++seen;
  }
  if (seen == 0) return std::nullopt;
  for (; seen < 3; ++seen) millis *= 10;
  return millis;
}

std::optional<Read> read_instant(std::string_view whole) {
  Cursor text(whole);
  Read read;
  const auto year = text.digits(4);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = text.digits(2);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = text.digits(2);
  if (!day) return std::nullopt;
  read.date = std::chrono::year{*year} / *month / *day;
  if (!read.date.ok()) return std::nullopt;
  if (!text.take('T') && !text.take('t') && !text.take(' ')) return std::nullopt;

  const auto hour = text.digits(2);
  if (!hour || !text.take(':')) return std::nullopt;
  const auto minute = text.digits(2);
  if (!minute) return std::nullopt;
  std::optional<int> second = 0, millis = 0;
  if (text.take(':')) {
    second = text.digits(2);
    if (text.take('.') || text.take(',')) millis = read_fraction(text);
  }
  if (!second || !millis || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  read.time_of_day = std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second} + Millis{*millis};

  if (text.at_end()) return read;
  const auto offset = read_offset(text);
  if (!offset || !text.at_end()) return std::nullopt;
  read.offset = *offset;
  read.has_zone = true;
  return read;
}

}  // namespace

std::string iso8601(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  std::string out;
  out.reserve(24);
  append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_padded(out, static_cast<unsigned>(time.hours().count()), 2);
  out += ':';
  append_padded(out, static_cast<unsigned>(time.minutes().count()), 2);
  out += ':';
  append_padded(out, static_cast<unsigned>(time.seconds().count()), 2);
  if (const auto millis = time.subseconds().count(); millis != 0) {
    out += '.';
    append_padded(out, static_cast<unsigned>(millis), 3);
  }
  out += 'Z';
  return out;
}

Outcome<Instant> parse_instant(std::string_view text, std::string_view field) {
  constexpr std::string_view accepted = "ISO 8601 with a zone, such as 2026-03-03T14:20:00Z or 2026-03-03T09:20:00-05:00";
  const auto read = read_instant(text);
  if (!read)
    return refuse(Refused::invalid, std::string(field), "\"" + std::string(text) + "\" is not a date and time", std::string(accepted));
  if (!read->has_zone)
    return refuse(Refused::invalid, std::string(field), "\"" + std::string(text) + "\" does not say its time zone", std::string(accepted));
  return Instant{std::chrono::sys_days{read->date}.time_since_epoch() + read->time_of_day - read->offset};
}

}  // namespace portico
