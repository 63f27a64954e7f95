// One call to a webhook: events as CloudEvents 1.0 (JSON), signed as Standard Webhooks 1.0 says.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "platform/webhooks/webhook.h"

namespace portico::webhooks {

struct Told {
  ledger::Event event;
  Described described;
};

// {"specversion":"1.0","id":"4711","source":…,"type":"CaseClosed/1","subject":"case:17","time":…,"sequence":"00000000000000004711",
// "datacontenttype":"application/json", attributes …, "data":{…}}: `id` and `sequence` are the ledger's position, `data` the event's
// payload as it was signed. `source` is the server's public address.
std::string cloud_event(const Told& told, std::string_view source);

struct Call {
  std::string url, type, body;  // type: application/cloudevents+json for one, application/cloudevents-batch+json for several
  std::vector<std::pair<std::string, std::string>> headers;
};

// `secret` is the raw key. Header webhook-id is "4711", or "4711-4713" of a batch: the same events have the same again.
Call call_of(const Webhook& webhook, std::span<const Told> told, std::string_view source, std::string_view secret, Instant now);
// "v1," and base64 of HMAC-SHA256 over "id.timestamp.body"; the timestamp is in whole seconds since 1970.
std::string signature_of(std::string_view secret, std::string_view id, std::int64_t timestamp, std::string_view body);
// As it is shown to whoever sets up the other side: "whsec_" and base64.
std::string spoken(std::string_view secret);

}  // namespace portico::webhooks
