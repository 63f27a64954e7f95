#include "platform/notify/automatic.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace portico::notify {
namespace {

constexpr std::array<std::string_view, 11> of_lists_and_machines{
    "list-id",       "list-unsubscribe",         "list-post",           "list-help",   "list-owner", "x-autoreply",
    "x-autorespond", "x-auto-response-suppress", "x-failed-recipients", "feedback-id", "x-loop"};
constexpr std::array<std::string_view, 5> automatic_senders{"mailer-daemon", "postmaster", "noreply", "no-reply", "do-not-reply"};

std::string_view local_part(std::string_view from) {
  const auto open = from.rfind('<');
  if (open != std::string_view::npos) from = from.substr(open + 1);
  return trim(from.substr(0, from.find('@')));
}

// "auto-replied; owner-email=…" begins with the word that counts.
std::string first_word(std::string_view value) { return lower_ascii(trim(value.substr(0, value.find(';')))); }

bool says_automatic(const std::string& name, std::string_view value) {
  if (name == "auto-submitted") return first_word(value) != "no";
  if (name == "precedence") {
    const std::string word = first_word(value);
    return word == "bulk" || word == "junk" || word == "list" || word == "auto_reply";
  }
  if (name == "return-path") return trim(value) == "<>" || trim(value).empty();
  if (name == "content-type") {
    const std::string type = first_word(value);
    return type == "multipart/report" || type == "message/delivery-status";
  }
  if (name == "from" || name == "sender") {
    const std::string local = lower_ascii(local_part(value));
    return std::ranges::any_of(automatic_senders, [&](std::string_view one) { return local == one; });
  }
  return std::ranges::find(of_lists_and_machines, name) != of_lists_and_machines.end();
}

}  // namespace

bool is_automatic(MailHead head) {
  return std::ranges::any_of(head, [](const auto& field) { return says_automatic(lower_ascii(field.first), field.second); });
}

bool put_answer(store::Tx& tx, const Note& note, MailHead came, Instant now) { return !is_automatic(came) && put(tx, note, now); }

}  // namespace portico::notify
