#include "platform/mail/bounce.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "platform/mail/address.h"
#include "platform/mail/charset.h"

namespace portico::mail {
namespace {

constexpr std::size_t most_failures = 100, longest_diagnostic = 500;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "rfc822; jose@home.example", "<jose@home.example>" or the address alone.
std::string recipient_of(std::string_view value) {
  if (const auto kind = value.find(';'); kind != std::string_view::npos) value.remove_prefix(kind + 1);
  value = trim(value);
  if (value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
  const auto address = check_address(value, "");
  return address ? lower_ascii(*address) : std::string();
}

// "5.1.1" of "5.1.1 (bad destination)"; "" for what is none.
std::string status_of(std::string_view value) {
  value = trim(value);
  value = value.substr(0, value.find_first_not_of("0123456789."));
  const auto parts = split(value, '.');
  const bool fits = parts.size() == 3 && parts[0].size() == 1 && std::string_view("245").find(parts[0]) != std::string_view::npos &&
                    std::ranges::all_of(parts, [](std::string_view part) { return !part.empty() && part.size() <= 3; });
  return fits ? std::string(value) : std::string();
}

// The first "5.1.1" that stands in a text.
std::string status_within(std::string_view text) {
  for (std::size_t at = 0; at + 5 <= text.size(); ++at) {
    const bool begins = at == 0 || !(is_digit(text[at - 1]) || text[at - 1] == '.');
    if (!begins || (text[at] != '5' && text[at] != '4') || text[at + 1] != '.') continue;
    if (std::string found = status_of(text.substr(at, 9)); !found.empty()) return found;
  }
  return {};
}

struct Field {
  std::string name, value;
};

// The fields of a block, folded lines joined; the block is taken off the text.
std::vector<Field> next_block(std::string_view& text) {
  std::vector<Field> fields;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (trim(line).empty()) {
      if (fields.empty()) continue;
      break;
    }
    if ((line.front() == ' ' || line.front() == '\t') && !fields.empty()) {
      if (fields.back().value.size() < longest_diagnostic) fields.back().value += " " + std::string(trim(line));
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
      fields.push_back({lower_ascii(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
    }
  }
  return fields;
}

std::string diagnostic_of(std::string_view value) {
  if (const auto kind = value.find(';'); kind != std::string_view::npos && kind < 20) value.remove_prefix(kind + 1);
  return clean_line(value, longest_diagnostic);
}

}  // namespace

std::vector<Failure> read_delivery_status(std::string_view text) {
  std::vector<Failure> failures;
  while (!text.empty() && failures.size() < most_failures) {
    Failure failure;
    std::string original;
    for (const auto& [name, value] : next_block(text)) {
      if (name == "final-recipient") failure.recipient = recipient_of(value);
      if (name == "original-recipient") original = recipient_of(value);
      if (name == "action") failure.action = lower_ascii(value.substr(0, value.find_first_of(" ;(")));
      if (name == "status") failure.status = status_of(value);
      if (name == "diagnostic-code") failure.diagnostic = diagnostic_of(value);
    }
    if (!original.empty()) failure.recipient = original;  // as we wrote it, where a server sent it on to another
    failure.action = clean_line(failure.action, 20);
    if (failure.status.empty()) failure.status = status_within(failure.diagnostic);
    if (!failure.recipient.empty() || !failure.action.empty()) failures.push_back(std::move(failure));
  }
  return failures;
}

std::vector<Failure> read_failure_words(std::string_view text, std::string_view failed_recipients) {
  std::vector<Failure> failures;
  const std::string status = status_within(text);
  const auto add = [&](std::string recipient) {
    const bool known = std::ranges::any_of(failures, [&](const Failure& other) { return other.recipient == recipient; });
    if (!recipient.empty() && !known && failures.size() < most_failures) failures.push_back({std::move(recipient), "failed", status, {}});
  };
  for (const auto one : split(failed_recipients, ',')) add(recipient_of(one));
  for (std::string_view line : split(text, '\n')) {  // "<jose@home.example>:", as qmail and exim begin it
    line = trim(line);
    if (line.ends_with(':')) line.remove_suffix(1);
    if (line.starts_with('<') || failed_recipients.empty())
      if (line.find(' ') == std::string_view::npos) add(recipient_of(line));
  }
  if (!failures.empty() && failures.front().diagnostic.empty()) {
    for (const auto line : split(text, '\n'))
      if (!status.empty() && line.find(status) != std::string_view::npos) {
        for (auto& failure : failures) failure.diagnostic = clean_line(line, longest_diagnostic);
        break;
      }
  }
  return failures;
}

std::string message_id_of(std::string_view text) {
  text = trim(text);
  if (const auto open = text.find('<'); open != std::string_view::npos) text.remove_prefix(open + 1);
  text = trim(text.substr(0, text.find('>')));
  const bool fits =
      !text.empty() && text.size() <= 250 && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '<'; });
  return fits ? std::string(text) : std::string();
}

std::string find_message_id(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trim(text.substr(at, end - at));
    at = end + 1;
    if (!same_ignoring_case(line.substr(0, 11), "message-id:")) continue;
    std::string_view value = line.substr(11);
    if (trim(value).empty() && at < text.size()) value = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
    if (std::string id = message_id_of(value); !id.empty()) return id;
  }
  return {};
}

}  // namespace portico::mail
