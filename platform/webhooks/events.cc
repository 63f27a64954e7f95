#include "platform/webhooks/events.h"

#include "platform/ledger/json.h"

namespace portico::webhooks {

using ledger::Payload;

std::string to_json(const WebhookAdded& event) {
  Payload payload;
  if (!event.concerning.empty()) payload.add("concerning", event.concerning);
  payload.add("position", event.position);
  if (!event.types.empty()) payload.add("types", std::span<const std::string>(event.types));
  return payload.add("webhook", event.webhook).str();
}
std::string to_json(const WebhookSwitchedOff& event) { return Payload{}.add("webhook", event.webhook).add("why", event.why).str(); }
std::string to_json(const WebhookSwitchedOn& event) { return Payload{}.add("webhook", event.webhook).str(); }
std::string to_json(const WebhookReplayed& event) { return Payload{}.add("position", event.position).add("webhook", event.webhook).str(); }
std::string to_json(const WebhookRedelivered& event) { return Payload{}.add("subject", event.subject).add("webhook", event.webhook).str(); }
std::string to_json(const WebhookRemoved& event) { return Payload{}.add("webhook", event.webhook).str(); }

}  // namespace portico::webhooks
