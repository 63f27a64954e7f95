#include "city/standards/routes_sent.h"

#include <algorithm>
#include <boost/json.hpp>

namespace portico::standards {
namespace {

namespace json = boost::json;

WrittenClock clock_in(const json::object& object, const std::string& place, std::vector<Fault>& faults) {
  Sent sent(object, place + ".", faults);
  WrittenClock clock{.kind = sent.text("kind"),
                     .target = sent.text("target"),
                     .calendar = sent.text("calendar"),
                     .by = sent.text("by"),
                     .share = sent.integer_or("share", 90),
                     .pauses = sent.texts("pauses"),
                     .place = [place](std::string_view key) { return key.empty() ? place : place + "." + std::string(key); }};
  for (const auto& [key, value] : {std::pair("kind", clock.kind), std::pair("target", clock.target)})
    if (value.empty()) faults.push_back({place + "." + key, std::string(key) + " is missing", ""});
  sent.refuse_unknown();
  return clock;
}

}  // namespace

Outcome<json::object> body_of(const http::Request& request) {
  if (request.body.empty()) return json::object{};
  boost::system::error_code failed;
  const auto parsed = json::parse(request.body, failed);
  if (failed || !parsed.is_object()) return refuse(Refused::invalid, "", "the body is no JSON object", "a JSON object in UTF-8");
  return parsed.as_object();
}

std::string Sent::text(std::string_view key) {
  const auto* value = member(key);
  if (!value) return {};
  if (const auto* text = value->if_string()) return std::string(*text);
  wrong(key, "a text");
  return {};
}

std::vector<std::string> Sent::texts(std::string_view key) {
  std::vector<std::string> list;
  const auto* value = member(key);
  if (!value) return list;
  const auto* array = value->if_array();
  if (!array || !std::ranges::all_of(*array, [](const json::value& each) { return each.is_string(); })) {
    wrong(key, "a list of texts");
    return list;
  }
  for (const auto& each : *array) list.emplace_back(each.as_string());
  return list;
}

std::int64_t Sent::integer_or(std::string_view key, std::int64_t otherwise) {
  const auto* value = member(key);
  if (!value) return otherwise;
  if (const auto* number = value->if_int64()) return *number;
  wrong(key, "a whole number");
  return otherwise;
}

std::map<std::string, std::string> Sent::words(std::string_view key) {
  std::map<std::string, std::string> words;
  const auto* value = member(key);
  if (!value) return words;
  const auto* object = value->if_object();
  if (!object || !std::ranges::all_of(*object, [](const auto& each) { return each.value().is_string(); })) {
    wrong(key, "an object of texts by language");
    return words;
  }
  for (const auto& [language, text] : *object) words.emplace(language, text.as_string());
  return words;
}

std::vector<WrittenClock> Sent::clocks(std::string_view key) {
  std::vector<WrittenClock> clocks;
  const auto* value = member(key);
  if (!value) return clocks;
  const auto* array = value->if_array();
  if (!array || !std::ranges::all_of(*array, [](const json::value& each) { return each.is_object(); })) {
    wrong(key, "a list of objects");
    return clocks;
  }
  for (const auto& each : *array)
    clocks.push_back(clock_in(each.as_object(), place_ + std::string(key) + "[" + std::to_string(clocks.size()) + "]", faults_));
  return clocks;
}

void Sent::refuse_unknown() {
  for (const auto& [key, value] : object_)
    if (std::ranges::find(asked_, std::string_view(key)) == asked_.end())
      faults_.push_back({place_ + std::string(key), "this is not known here", formats::nearest_or(key, asked_, "")});
}

const json::value* Sent::member(std::string_view key) {
  asked_.emplace_back(key);
  const auto* value = object_.if_contains(key);
  return value && !value->is_null() ? value : nullptr;
}

void Sent::wrong(std::string_view key, std::string accepted) {
  faults_.push_back({place_ + std::string(key), "this is of another type", std::move(accepted)});
}

}  // namespace portico::standards
