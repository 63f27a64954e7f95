#include "city/cases/report.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/follow.h"
#include "platform/calendar/calendar.h"
#include "platform/crypto/crypto.h"

namespace portico::cases {
namespace {

constexpr std::int64_t longest_description = 4'000, longest_line = 1'000;

// "2026-03-03T14:20" of the city's clocks as ISO 8601; what is something else stays as it is, and is refused where it is checked.
std::string as_instant(const std::string& local, std::string_view zone) {
  const std::string whole = local + (local.size() == 16 ? ":00Z" : "Z");
  const auto read = local.size() == 16 || local.size() == 19 ? parse_instant(whole, "") : refuse(Refused::invalid, "", "no local time");
  const auto known = calendar::Zone::find(zone.empty() ? "UTC" : zone, "");
  if (!read || !known) return local;
  return iso8601(known->instant_of(std::chrono::local_time<Millis>(read->time_since_epoch())).at);
}

std::string seal_of(std::string_view text, std::string_view secret) {
  return hex(crypto::view(crypto::hmac_sha256(secret, text)).substr(0, 16));
}

}  // namespace

Asked asked_of(const Draft& draft, const directory::Service& service, std::string_view zone) {
  Asked asked;
  asked.service = service.code;
  asked.channel = Channel::web;
  asked.place.address = trim(draft.address);
  asked.place.point = draft.point;
  asked.description = trim(draft.description);
  asked.answers = draft.answers;
  for (Answer& answer : asked.answers) {
    const auto question = std::ranges::find(service.questions, answer.question, &directory::Question::code);
    if (question == service.questions.end() || question->datatype != directory::Datatype::datetime) continue;
    for (std::string& value : answer.values) value = as_instant(value, zone);
  }
  asked.reporter = draft.reporter;
  asked.photos = draft.photos;
  return asked;
}

std::vector<Wrong> wrongs_of(const Refusal& refusal, const Draft& draft, const directory::Service& service) {
  std::vector<Wrong> wrongs;
  for (const Fault& fault : refusal.faults) {
    const auto question = std::ranges::find(service.questions, fault.field, &directory::Question::code);
    if (question != service.questions.end()) {
      const auto answer = std::ranges::find(draft.answers, fault.field, &Answer::question);
      const bool given = answer != draft.answers.end() && !answer->values.empty();
      wrongs.push_back({"attribute[" + fault.field + "]", given ? "report.wrong.value" : "report.wrong.answer"});
    } else if (fault.field == "description") {
      wrongs.push_back({"description", "report.wrong.long", longest_description});
    } else if (fault.field == "place") {
      wrongs.push_back({"address", "report.wrong.outside"});
    } else if (fault.field == "address_string") {
      wrongs.push_back({"address", "report.wrong.long", longest_line});
    } else if (fault.field == "first_name" || fault.field == "last_name" || fault.field == "email" || fault.field == "phone") {
      wrongs.push_back({fault.field, "report.wrong.long", longest_line});
    } else if (fault.field == "media") {
      wrongs.push_back({"media", "report.wrong.photos", static_cast<std::int64_t>(most_photos_at_once)});
    } else if (fault.field == "Idempotency-Key") {
      wrongs.push_back({"description", "report.wrong.sent"});
    } else {
      wrongs.push_back({"description", "report.wrong.service"});
    }
  }
  return wrongs;
}

std::vector<Wrong> wrong_details(const Draft& draft) {
  std::vector<Wrong> wrongs;
  if (!draft.reporter.email.empty() && !is_address(draft.reporter.email)) wrongs.push_back({"email", "report.wrong.email"});
  if (!draft.reporter.phone.empty() && std::ranges::count_if(draft.reporter.phone, [](char c) { return c >= '0' && c <= '9'; }) < 3)
    wrongs.push_back({"phone", "report.wrong.phone"});
  return wrongs;
}

bool sounds_dangerous(const directory::Service& service, std::string_view text) {
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(service.danger_words,
                             [&](const std::string& word) { return !word.empty() && lower.find(lower_ascii(word)) != std::string::npos; });
}

std::string sealed(const files::Stored& photo, std::string_view secret) {
  const std::string text = photo.hash + "." + photo.small_hash + "." + std::to_string(photo.width) + "." + std::to_string(photo.height) +
                           "." + std::to_string(photo.size);
  return text + "." + seal_of(text, secret);
}

std::optional<files::Stored> unsealed(std::string_view text, std::string_view secret) {
  const auto last = text.rfind('.');
  if (last == std::string_view::npos || !crypto::same_secret(text.substr(last + 1), seal_of(text.substr(0, last), secret)))
    return std::nullopt;
  const auto parts = split(text.substr(0, last), '.');
  if (parts.size() != 5) return std::nullopt;
  return files::Stored{.hash = std::string(parts[0]),
                       .small_hash = std::string(parts[1]),
                       .type = "image/jpeg",
                       .size = parse_integer(parts[4]).value_or(0),
                       .width = static_cast<int>(parse_integer(parts[2]).value_or(0)),
                       .height = static_cast<int>(parse_integer(parts[3]).value_or(0))};
}

}  // namespace portico::cases
