#include "city/open311/asking.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "platform/geo/geo.h"

namespace portico::open311 {
namespace {

std::optional<double> read_degrees(const Fields& form, std::string_view name, double most, Faults& faults) {
  const auto sent = trim(value_of(form, name));
  if (sent.empty()) return std::nullopt;
  const auto number = parse_number(sent);
  if (number && std::abs(*number) <= most) return number;
  faults.push_back({std::string(name), std::string(name) + " is no number of degrees",
                    most > 90 ? "degrees east, from -180 to 180" : "degrees north, from -90 to 90"});
  return std::nullopt;
}

void read_place(const Fields& form, Read& read) {
  const std::size_t before = read.faults.size();
  const bool has_lat = !trim(value_of(form, "lat")).empty(), has_long = !trim(value_of(form, "long")).empty();
  const auto lat = read_degrees(form, "lat", 90, read.faults), lon = read_degrees(form, "long", 180, read.faults);
  if (has_lat && !has_long) read.faults.push_back({"long", "long required with lat", "degrees east"});
  if (has_long && !has_lat) read.faults.push_back({"lat", "lat required with long", "degrees north"});
  if (lat && lon) read.asked.place.point = geo::Point{*lat, *lon};
  read.asked.place.address = trim(value_of(form, "address_string"));
  read.asked.place.address_id = trim(value_of(form, "address_id"));
  if (!has_lat && !has_long && read.asked.place.address.empty() && read.asked.place.address_id.empty())
    read.faults.push_back({"lat", "a place is required", "lat and long, or address_string, or address_id"});
  read.place_faulty = read.faults.size() != before;
}

// attribute[CODE] and attribute[CODE][], each as often as it has values.
void read_answers(const Fields& form, std::vector<cases::Answer>& answers) {
  constexpr std::string_view begin = "attribute[";
  for (const auto& [name, value] : form) {
    if (!name.starts_with(begin) || value.empty()) continue;
    const auto end = name.find(']', begin.size());
    if (end == std::string::npos) continue;
    const std::string code = name.substr(begin.size(), end - begin.size());
    const auto known = std::ranges::find(answers, code, &cases::Answer::question);
    if (known != answers.end())
      known->values.push_back(value);
    else
      answers.push_back({code, {value}});
  }
}

bool is_web_address(std::string_view text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.find_first_of(" \t\r\n\"<>") == std::string_view::npos;
}

std::string all_media(const Fields& form, Faults& faults) {
  std::string addresses;
  for (const auto& [name, value] : form) {
    if ((name != "media_url" && name != "media_url[]") || trim(value).empty()) continue;
    if (!is_web_address(trim(value))) faults.push_back({"media_url", "media_url is no web address", "https://…"});
    addresses += (addresses.empty() ? "" : " ") + std::string(trim(value));
  }
  return addresses;
}

}  // namespace

Read read_asked(const Fields& form) {
  Read read;
  cases::Asked& asked = read.asked;
  asked.channel = cases::Channel::open311;
  asked.service = trim(value_of(form, "service_code"));
  read_place(form, read);
  asked.description = value_of(form, "description");
  asked.media_url = all_media(form, read.faults);
  read_answers(form, asked.answers);
  cases::Reporter& by = asked.reporter;
  by.first_name = trim(value_of(form, "first_name"));
  by.last_name = trim(value_of(form, "last_name"));
  by.email = trim(value_of(form, "email"));
  by.phone = trim(value_of(form, "phone"));
  by.device_id = trim(value_of(form, "device_id"));
  by.account_id = trim(value_of(form, "account_id"));
  by.language = trim(value_of(form, "locale"));
  return read;
}

std::string canonical(const Fields& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    if (name == "api_key" || value.empty()) continue;
    text += std::to_string(name.size()) + ':' + name + std::to_string(value.size()) + ':' + value;
  }
  return text;
}

Outcome<News> read_news(const Fields& form, std::string_view sender) {
  News news;
  Faults faults;
  news.number = trim(value_of(form, "service_request_id"));
  if (news.number.empty()) faults.push_back({"service_request_id", "service_request_id required", "the number of a request"});
  cases::Update& update = news.update;
  update.update_id = trim(value_of(form, "update_id"));
  if (update.update_id.empty()) faults.push_back({"update_id", "update_id required", "an id of its own for each update"});
  const auto at = trim(value_of(form, "updated_datetime"));
  if (at.empty()) {
    faults.push_back({"updated_datetime", "updated_datetime required", "ISO 8601 with a zone"});
  } else if (auto instant = parse_instant(at, "updated_datetime")) {
    update.at = *instant;
  } else {
    for (Fault fault : instant.error().faults) {
      fault.reason = "updated_datetime: " + fault.reason;
      faults.push_back(std::move(fault));
    }
  }
  update.update_status = trim(value_of(form, "status"));
  if (update.update_status.empty()) faults.push_back({"status", "status required", "OPEN, IN_PROGRESS, FIXED, CLOSED …"});
  update.text = value_of(form, "description");
  update.media_url = all_media(form, faults);
  update.meaningful = !trim(update.text).empty();
  if (!sender.empty()) {
    const auto first = trim(value_of(form, "first_name")), last = trim(value_of(form, "last_name"));
    update.author = std::string(first) + (first.empty() || last.empty() ? "" : " ") + std::string(last);
    update.department = sender;
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return news;
}

}  // namespace portico::open311
