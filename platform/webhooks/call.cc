#include "platform/webhooks/call.h"

#include <fmt/format.h>

#include "platform/crypto/crypto.h"
#include "platform/ledger/json.h"

namespace portico::webhooks {
namespace {

void add(std::string& text, std::string_view name, std::string_view value) {
  text += text.empty() ? "{" : ",";
  ledger::write_json_string(text, name);
  text += ':';
  ledger::write_json_string(text, value);
}

}  // namespace

std::string cloud_event(const Told& told, std::string_view source) {
  const ledger::Event& event = told.event;
  std::string text;
  add(text, "specversion", "1.0");
  add(text, "id", std::to_string(event.position));
  add(text, "source", source);
  add(text, "type", event.type);
  add(text, "subject", event.subject);
  add(text, "time", iso8601(event.at));
  add(text, "sequence", fmt::format("{:020}", event.position));
  add(text, "datacontenttype", "application/json");
  for (const auto& [name, value] : told.described.attributes) add(text, name, value);
  return text + ",\"data\":" + event.payload + "}";
}

Call call_of(const Webhook& webhook, std::span<const Told> told, std::string_view source, std::string_view secret, Instant now) {
  Call call{.url = webhook.url, .type = "application/cloudevents+json", .body = {}, .headers = {}};
  std::string id = std::to_string(told.front().event.position);
  if (told.size() == 1) {
    call.body = cloud_event(told.front(), source);
  } else {
    call.type = "application/cloudevents-batch+json";
    for (const Told& each : told) call.body += (call.body.empty() ? "[" : ",\n") + cloud_event(each, source);
    call.body += "]";
    id += "-" + std::to_string(told.back().event.position);
  }
  const std::int64_t timestamp = to_millis(now) / 1'000;
  call.headers = {{"webhook-id", id},
                  {"webhook-timestamp", std::to_string(timestamp)},
                  {"webhook-signature", signature_of(secret, id, timestamp, call.body)}};
  return call;
}

std::string signature_of(std::string_view secret, std::string_view id, std::int64_t timestamp, std::string_view body) {
  const std::string message = fmt::format("{}.{}.{}", id, timestamp, body);
  return "v1," + crypto::base64(crypto::view(crypto::hmac_sha256(secret, message)));
}

std::string spoken(std::string_view secret) { return "whsec_" + crypto::base64(secret); }

}  // namespace portico::webhooks
