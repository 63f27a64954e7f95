#include "platform/notify/routes_sms.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "platform/http/fetch.h"

namespace portico::notify {
namespace {

namespace json = boost::json;

using Places = std::vector<std::pair<std::string_view, std::string>>;  // "{to}" → the number

// In one pass: what is put in is not looked through again.
std::string filled(std::string_view form, const Places& places) {
  std::string out;
  for (std::size_t at = 0; at < form.size();) {
    const auto found = std::ranges::find_if(places, [&](const auto& place) { return form.substr(at).starts_with(place.first); });
    if (found == places.end()) {
      out += form[at++];
    } else {
      out += found->second;
      at += found->first.size();
    }
  }
  return out;
}

void fill(json::value& value, const Places& places) {
  if (auto* text = value.if_string()) *text = filled(std::string_view(text->data(), text->size()), places);
  if (auto* list = value.if_array())
    for (auto& each : *list) fill(each, places);
  if (auto* object = value.if_object())
    for (auto& [name, each] : *object) fill(each, places);
}

bool names(const SmsGateway& gateway, std::string_view place) {
  const auto in = [place](const auto& field) { return field.second.find(place) != std::string::npos; };
  return gateway.json.find(place) != std::string::npos || std::ranges::any_of(gateway.form, in);
}

// Only what an id may be made of: a gateway's answer is not ours to keep.
std::string plain_id(const json::value& value) {
  std::string id;
  if (value.is_string()) id = std::string(value.as_string());
  if (value.is_int64()) id = std::to_string(value.as_int64());
  const auto strange = [](char c) {
    return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == ':');
  };
  if (id.size() > 100 || std::ranges::any_of(id, strange)) return {};
  return id;
}

class SmsChannel final : public Channel {
 public:
  explicit SmsChannel(SmsGateway gateway) : gateway_(std::move(gateway)) {}

  ChannelKind kind() const override { return ChannelKind::sms; }

  Delivery send(const Message& message) override {
    const Places places{{"{to}", message.address}, {"{text}", message.sms}, {"{id}", message.id}};
    http::Fetching wanted{.url = gateway_.url};
    wanted.timeout = gateway_.timeout;
    for (const auto& [name, value] : gateway_.form) wanted.form.emplace_back(name, filled(value, places));
    if (!gateway_.json.empty()) {
      json::value body = json::parse(gateway_.json);
      fill(body, places);
      wanted.body = json::serialize(body);
      wanted.type = "application/json";
    }
    if (!gateway_.key_header.empty()) wanted.headers.emplace_back(gateway_.key_header, gateway_.key);
    const auto answer = http::fetch(wanted);
    if (!answer) return {Delivery::Kind::down, "the gateway gave no answer", {}};
    return read(*answer);
  }

 private:
  Delivery read(const http::Fetched& answer) const {
    const std::string why = "HTTP " + std::to_string(answer.status);
    if (std::ranges::find(gateway_.success, answer.status) != gateway_.success.end())
      return {Delivery::Kind::taken, {}, gateway_.id_at.empty() ? std::string() : id_of(answer.body)};
    // The key, the way or the gateway are wrong: not this message's fault.
    if (answer.status == 401 || answer.status == 403 || answer.status == 404 || answer.status == 429 || answer.status >= 500)
      return {Delivery::Kind::down, why, {}};
    if (answer.status == 408) return {Delivery::Kind::later, why, {}};
    return {Delivery::Kind::refused, why, {}};
  }

  std::string id_of(const std::string& body) const {
    json::error_code broken;
    const auto answer = json::parse(body, broken);
    if (broken) return {};
    const json::value* found = answer.find_pointer(gateway_.id_at, broken);
    return found ? plain_id(*found) : std::string();
  }

  const SmsGateway gateway_;
};

}  // namespace

Outcome<std::unique_ptr<Channel>> sms_channel(SmsGateway gateway, std::string_view place) {
  std::vector<Fault> faults;
  const std::string at(place);
  if (!http::may_be_fetched(gateway.url))
    faults.push_back({at + "url", "\"" + gateway.url + "\" may not be asked", "an address with https://"});
  if (gateway.form.empty() == gateway.json.empty())
    faults.push_back({at + "form", "the request has no body, or two", "one of form and json"});
  json::error_code broken;
  if (!gateway.json.empty() && (json::parse(gateway.json, broken), broken))
    faults.push_back({at + "json", "this is no JSON", R"({"to": "{to}", "body": "{text}"})"});
  for (const std::string_view needed : {"{to}", "{text}"})
    if (!names(gateway, needed)) faults.push_back({at + "form", "the request does not say " + std::string(needed), "a value with it"});
  if (!gateway.id_at.empty() && !gateway.id_at.starts_with('/'))
    faults.push_back({at + "id_at", "\"" + gateway.id_at + "\" is no JSON pointer", "/messages/0/id"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return std::make_unique<SmsChannel>(std::move(gateway));
}

}  // namespace portico::notify
