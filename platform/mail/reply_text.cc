#include "platform/mail/reply_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace portico::mail {
namespace {

using Lines = std::vector<std::string_view>;

// ">From " is how mailboxes write a line of one's own that begins so.
bool is_quote(std::string_view line) { return (line.starts_with('>') || line.starts_with(" >")) && !line.starts_with(">From "); }
bool is_empty(std::string_view line) { return trim(line).empty(); }

// "-----Original Message-----", "---------- Forwarded message ---------", in any language.
bool is_ruled_title(std::string_view line) {
  line = trim(line);
  if (line.size() < 10 || line.size() > 100 || !line.starts_with("---") || !line.ends_with("---")) return false;
  const auto from = line.find_first_not_of('-'), until = line.find_last_not_of('-');
  return from != std::string_view::npos && until > from && trim(line.substr(from, until - from + 1)).size() >= 4;
}

bool is_rule(std::string_view line) {
  line = trim(line);
  return line.size() >= 5 && line.find_first_not_of('_') == std::string_view::npos;
}

// "From: …", "Von: …", "发件人：…": a short word, a colon, something.
bool is_header_like(std::string_view line) {
  line = trim(line);
  if (line.starts_with('*')) line = line.substr(1);
  const auto plain = line.find(':'), wide = line.find("：");
  const auto colon = std::min(plain, wide);
  return colon != std::string_view::npos && colon > 0 && colon <= 30 && std::ranges::count(line.substr(0, colon), ' ') <= 1 &&
         line.substr(0, colon).find("http") == std::string_view::npos && colon + 1 < line.size();
}

// As Outlook says "From", in the languages that people here write.
bool says_from(std::string_view line) {
  constexpr std::array<std::string_view, 16> words = {"from", "de",  "von",    "da",     "van",    "od",        "från", "fra",
                                                      "от",   "від", "发件人", "寄件者", "差出人", "보낸 사람", "من",   "प्रेषक"};
  const std::string_view word = trim(line).substr(0, std::min(trim(line).find(':'), trim(line).find("：")));
  const std::string plain = lower_ascii(trim(word.starts_with('*') ? word.substr(1) : word));
  return std::ranges::any_of(words, [&](std::string_view known) { return plain == known; });
}

// Three or more such lines together, behind a rule or from who it was: what Outlook puts above the mail it answers.
bool starts_header_block(const Lines& lines, std::size_t at, bool behind_rule) {
  if (!behind_rule && !says_from(lines[at])) return false;
  std::size_t like = 0;
  for (std::size_t i = at; i < lines.size() && is_header_like(lines[i]); ++i) ++like;
  return like >= 3;
}

bool cuts_off(const Lines& lines, std::size_t at) {
  const std::string_view line = lines[at];
  if (line == "-- " || line == "--") return true;
  if (is_ruled_title(line)) {
    std::size_t next = at + 1;
    while (next < lines.size() && next < at + 3 && is_empty(lines[next])) ++next;
    return next < lines.size() && (is_header_like(lines[next]) || is_quote(lines[next]));
  }
  if (is_rule(line)) {
    std::size_t next = at + 1;
    while (next < lines.size() && is_empty(lines[next])) ++next;
    return next < lines.size() && starts_header_block(lines, next, true);
  }
  return starts_header_block(lines, at, false);
}

// How many lines in front of a quote say whose it is: "On Monday, … <a@b.example>\nwrote:".
std::size_t attribution(const Lines& before) {
  std::size_t end = before.size();
  while (end > 0 && is_empty(before[end - 1])) --end;
  if (end == 0) return 0;
  const std::string_view last = trim(before[end - 1]);
  if (!last.ends_with(':') && !last.ends_with("：")) return 0;
  std::size_t from = end;
  bool dated = false;
  while (from > 0 && end - from < 4 && !is_empty(before[from - 1])) {
    --from;
    dated = dated || before[from].find_first_of("0123456789@") != std::string_view::npos;
  }
  const bool whole = from == 0 || is_empty(before[from - 1]);
  if (!whole) {  // new words stand right above it: its last line alone
    from = end - 1;
    dated = before[from].find_first_of("0123456789@") != std::string_view::npos;
  }
  return dated ? before.size() - from : 0;
}

std::string joined(const Lines& lines) {
  std::size_t from = 0, until = lines.size();
  while (from < until && is_empty(lines[from])) ++from;
  while (until > from && is_empty(lines[until - 1])) --until;
  std::string text;
  for (std::size_t i = from; i < until; ++i) text += std::string(lines[i]) + "\n";
  return text;
}

}  // namespace

std::string unflowed(std::string_view text, bool delete_space) {
  std::string out;
  std::size_t open_depth = 0;
  bool open = false;
  for (std::string_view line : split(text, '\n')) {
    std::size_t depth = 0;
    while (line.starts_with('>')) line.remove_prefix(1), ++depth;
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (open && depth != open_depth) {
      out += '\n';
      open = false;
    }
    if (!open)
      for (std::size_t i = 0; i < std::min<std::size_t>(depth, 20); ++i) out += i + 1 == depth && line.empty() ? ">" : "> ";
    open = line.ends_with(' ') && line != "-- ";
    open_depth = depth;
    if (open && delete_space) line.remove_suffix(1);
    out += line;
    if (!open) out += '\n';
  }
  if (out.ends_with('\n') && !open) out.pop_back();  // the last line's end was split off as a line of its own
  return out;
}

ReplyText split_reply(std::string_view text) {
  const Lines lines = split(text, '\n');
  Lines fresh, quoted;
  std::size_t at = 0;
  for (; at < lines.size() && !cuts_off(lines, at); ++at) {
    if (!is_quote(lines[at])) {
      fresh.push_back(lines[at]);
      continue;
    }
    const bool first_of_block = at == 0 || !is_quote(lines[at - 1]);
    const std::size_t whose = first_of_block ? attribution(fresh) : 0;
    quoted.insert(quoted.end(), fresh.end() - static_cast<std::ptrdiff_t>(whose), fresh.end());
    fresh.resize(fresh.size() - whose);
    quoted.push_back(lines[at]);
  }
  quoted.insert(quoted.end(), lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end());
  ReplyText split_up{joined(fresh), joined(quoted)};
  if (split_up.fresh.empty()) return {joined(lines), {}};
  return split_up;
}

}  // namespace portico::mail
