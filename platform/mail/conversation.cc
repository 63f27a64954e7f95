#include "platform/mail/conversation.h"

#include <algorithm>

#include "base/text.h"

namespace portico::mail {
namespace {

constexpr std::size_t longest_text = 500;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "5.1.1" at the front, for a class that fits the code.
std::string_view enhanced_at(std::string_view text, char kind) {
  const std::string_view word = text.substr(0, text.find(' '));
  const auto parts = split(word, '.');
  const bool fits =
      parts.size() == 3 && parts[0].size() == 1 && parts[0][0] == kind && std::ranges::all_of(parts, [](std::string_view part) {
        return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_digit);
      });
  return fits ? word : std::string_view{};
}

void append_plain(std::string& to, std::string_view text) {
  for (const char c : text) {
    if (to.size() >= longest_text) return;
    to += c >= 0x20 && c < 0x7f ? c : '?';
  }
}

}  // namespace

void Conversation::said(std::string_view line) {
  growing_ = {};
  const std::string_view command = trim(line);
  const std::string verb = lower_ascii(command.substr(0, command.find_first_of(" :")));
  if (verb == "mail") {
    at_ = At::mail;
  } else if (verb == "rcpt") {
    at_ = At::recipient;
    const auto open = command.find('<'), close = command.find('>', open == std::string_view::npos ? 0 : open);
    const bool whole = open != std::string_view::npos && close != std::string_view::npos;
    recipients_.emplace_back(whole ? std::string(command.substr(open + 1, close - open - 1)) : std::string(), std::nullopt);
  } else {
    at_ = verb == "data" ? At::data : At::other;
  }
}

void Conversation::answered(std::string_view line) {
  line = trim(line);
  const auto code = line.size() < 3 ? std::nullopt : parse_integer(line.substr(0, 3));
  if (!code || *code < 100) return;
  std::string_view text = line.substr(std::min<std::size_t>(line.size(), 4));
  const std::string_view enhanced = enhanced_at(text, line.front());
  text = trim(text.substr(enhanced.size()));
  if (growing_.enhanced.empty()) growing_.enhanced = enhanced;
  if (!growing_.text.empty() && !text.empty()) growing_.text += ' ';
  append_plain(growing_.text, text);
  growing_.code = static_cast<int>(*code);
  if (line.size() < 4 || line[3] != '-') finish();
}

void Conversation::finish() {
  last_ = growing_;
  if (at_ == At::mail) mail_ = growing_;
  if (at_ == At::recipient && !recipients_.empty()) recipients_.back().second = growing_;
  if (at_ == At::data && growing_.code != 354) end_ = growing_;
  growing_ = {};
}

std::optional<Reply> Conversation::to_recipient(std::string_view address) const {
  for (const auto& [said, reply] : recipients_)
    if (said == address) return reply;
  return std::nullopt;
}

}  // namespace portico::mail
