// What this module tells the ledger: who is told of the city's events, and who asked for it. The subject is "webhook:N". Never a secret,
// and no address: it may hold one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portico::webhooks {

struct WebhookAdded {
  static constexpr std::string_view type = "WebhookAdded/1";
  std::int64_t webhook = 0, position = 0;  // it is told what comes behind this position
  std::string concerning;                  // left out where it is ""
  std::vector<std::string> types;          // left out where it hears all
};
struct WebhookSwitchedOff {
  static constexpr std::string_view type = "WebhookSwitchedOff/1";
  std::int64_t webhook = 0;
  std::string why;  // "person", or "gone" where the other side said so
};
struct WebhookSwitchedOn {
  static constexpr std::string_view type = "WebhookSwitchedOn/1";
  std::int64_t webhook = 0;
};
struct WebhookReplayed {
  static constexpr std::string_view type = "WebhookReplayed/1";
  std::int64_t webhook = 0, position = 0;  // it is told again what lies behind this position
};
struct WebhookRedelivered {
  static constexpr std::string_view type = "WebhookRedelivered/1";
  std::int64_t webhook = 0;
  std::string subject;  // whose parked events are tried again
};
struct WebhookRemoved {
  static constexpr std::string_view type = "WebhookRemoved/1";
  std::int64_t webhook = 0;
};

std::string to_json(const WebhookAdded& event);
std::string to_json(const WebhookSwitchedOff& event);
std::string to_json(const WebhookSwitchedOn& event);
std::string to_json(const WebhookReplayed& event);
std::string to_json(const WebhookRedelivered& event);
std::string to_json(const WebhookRemoved& event);

}  // namespace portico::webhooks
