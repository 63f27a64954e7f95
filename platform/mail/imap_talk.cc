#include "platform/mail/imap_talk.h"

#include <algorithm>

#include "base/text.h"

namespace portico::mail {
namespace {

constexpr std::size_t most_lines = 100'000;

// The size of a literal that the line ends with.
std::optional<std::int64_t> literal_at_end(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  return parse_integer(line.substr(open + 1, line.size() - open - 2));
}

// The number behind a word: "RFC822.SIZE 1234".
std::optional<std::int64_t> number_behind(std::string_view line, std::string_view word) {
  const auto at = line.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = trim(line.substr(at + word.size()));
  return parse_integer(rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size())));
}

bool is_fetch_of(std::string_view line, std::uint32_t uid) {
  return line.find(" FETCH ") != std::string_view::npos && number_behind(line, "UID ") == std::int64_t{uid};
}

}  // namespace

std::string imap_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

ImapLine ImapTalk::line() {
  ImapLine whole;
  std::size_t held = 0;
  for (;;) {
    const std::string part = wire_.line();
    whole.text += part;
    const auto size = literal_at_end(part);
    if (!size) return whole;
    held += static_cast<std::size_t>(std::max<std::int64_t>(*size, 0));
    if (*size < 0 || held > largest_ || whole.literals.size() > 10) throw Trouble("the server sends more than was asked for");
    whole.literals.push_back(wire_.exactly(static_cast<std::size_t>(*size)));
  }
}

std::vector<ImapLine> ImapTalk::command(const std::string& text) {
  const std::string tag = "P" + std::to_string(++count_);
  wire_.send(tag + " " + text + "\r\n");
  std::vector<ImapLine> untagged;
  for (;;) {
    ImapLine one = line();
    if (one.text.starts_with("* BYE")) throw Trouble("the server says good bye");
    if (one.text.starts_with(tag + " OK")) return untagged;
    if (one.text.starts_with(tag + " "))
      throw Trouble("the server refuses " + text.substr(0, text.find(' ')) + ": " + one.text.substr(tag.size() + 1, 200));
    if (untagged.size() >= most_lines) throw Trouble("the server says too much");
    untagged.push_back(std::move(one));
  }
}

void ImapTalk::learn_capabilities() {
  for (const auto& [text, literals] : command("CAPABILITY")) {
    if (!text.starts_with("* CAPABILITY")) continue;
    const auto words = split(text, ' ');
    can_move_ = std::ranges::find(words, "MOVE") != words.end();
    can_expunge_uid_ = std::ranges::find(words, "UIDPLUS") != words.end();
  }
}

std::uint32_t ImapTalk::select(std::string_view folder) {
  std::optional<std::int64_t> validity;
  for (const auto& [text, literals] : command("SELECT " + imap_quoted(folder)))
    if (const auto number = number_behind(text, "[UIDVALIDITY ")) validity = number;
  if (!validity || *validity <= 0 || *validity > UINT32_MAX) throw Trouble("the server numbers no mails");
  return static_cast<std::uint32_t>(*validity);
}

std::vector<std::uint32_t> ImapTalk::search(std::string_view what) {
  std::vector<std::uint32_t> found;
  for (const auto& [text, literals] : command("UID SEARCH " + std::string(what))) {
    if (!text.starts_with("* SEARCH")) continue;
    for (const auto word : split(std::string_view(text).substr(8), ' '))
      if (const auto uid = parse_integer(word); uid && *uid > 0 && *uid <= UINT32_MAX) found.push_back(static_cast<std::uint32_t>(*uid));
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

std::optional<std::size_t> ImapTalk::size_of(std::uint32_t uid) {
  for (const auto& [text, literals] : command("UID FETCH " + std::to_string(uid) + " (UID RFC822.SIZE)"))
    if (const auto size = number_behind(text, "RFC822.SIZE "); size && *size >= 0 && is_fetch_of(text, uid))
      return static_cast<std::size_t>(*size);
  return std::nullopt;
}

std::optional<std::string> ImapTalk::fetch(std::uint32_t uid) {
  for (auto& [text, literals] : command("UID FETCH " + std::to_string(uid) + " (UID BODY.PEEK[])"))
    if (!literals.empty() && is_fetch_of(text, uid)) return std::move(literals.front());
  return std::nullopt;
}

void ImapTalk::mark(std::uint32_t uid, std::string_view flags) {
  command("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (" + std::string(flags) + ")");
}

void ImapTalk::move(std::uint32_t uid, std::string_view folder) {
  const std::string number = std::to_string(uid);
  if (can_move_) {
    command("UID MOVE " + number + " " + imap_quoted(folder));
    return;
  }
  command("UID COPY " + number + " " + imap_quoted(folder));
  mark(uid, "\\Seen \\Deleted");
  if (can_expunge_uid_) command("UID EXPUNGE " + number);  // else it stays, marked: EXPUNGE alone would take others' with it
}

void ImapTalk::noop() { command("NOOP"); }
void ImapTalk::log_out() { wire_.send("P0 LOGOUT\r\n"); }

}  // namespace portico::mail
