#include "city/cases/routes_report_draft.h"

#include "base/text.h"
#include "city/cases/routes_request.h"
#include "platform/crypto/crypto.h"

namespace portico::cases {
namespace {

void read_answers(const http::Form& form, const directory::Service& service, Draft& draft) {
  for (const auto& question : service.questions) {
    Answer answer{question.code, {}};
    for (const auto& [name, value] : form.fields)
      if (name == "attribute[" + question.code + "]" && !trim(value).empty()) answer.values.emplace_back(trim(value));
    if (!answer.values.empty()) draft.answers.push_back(std::move(answer));
  }
}

}  // namespace

std::string first_of(const http::Form& form, std::string_view name) { return std::string(trim(form.value(name))); }

std::optional<directory::FoundPlace> read_place(std::string_view value) {
  const auto first = value.find(' '), second = first == std::string_view::npos ? first : value.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto latitude = parse_number(value.substr(0, first)), longitude = parse_number(value.substr(first + 1, second - first - 1));
  if (!latitude || !longitude) return std::nullopt;
  return directory::FoundPlace{std::string(value.substr(second + 1)), {*latitude, *longitude}, true};
}

std::string key_of_report(const ReportDoor& door, std::string_view sent) {
  return sent.size() == 32 && from_hex(sent) ? std::string(sent) : hex(door.chance.bytes(16));
}

Draft draft_of(const ReportDoor& door, const http::Form& form, const directory::Service& service) {
  Draft draft;
  draft.address = first_of(form, "address");
  const auto latitude = parse_number(first_of(form, "lat")), longitude = parse_number(first_of(form, "long"));
  if (latitude && longitude) draft.point = geo::Point{*latitude, *longitude};
  draft.as_written = form.value("place") == "as-written";
  draft.whole = form.value("whole") == "yes";
  read_answers(form, service, draft);
  draft.description = form.value("description");
  Reporter& by = draft.reporter;
  by.first_name = first_of(form, "first_name");
  by.last_name = first_of(form, "last_name");
  by.email = first_of(form, "email");
  by.phone = first_of(form, "phone");
  by.language = first_of(form, "locale");
  for (const auto& [name, value] : form.fields)
    if (name == "photo" && draft.photos.size() < most_photos_at_once)
      if (auto photo = unsealed(value, door.secret)) draft.photos.push_back(*std::move(photo));
  draft.key = key_of_report(door, form.value("key"));
  draft.danger_seen = form.value("danger") == "seen";
  return draft;
}

}  // namespace portico::cases
