// What the pages are made of: the module's words, and the bodies of the list and of one webhook.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/i18n/i18n.h"
#include "platform/identity/routes_writing.h"
#include "platform/webhooks/routes.h"
#include "platform/webhooks/tables.h"

namespace portico::webhooks {

const i18n::Messages& messages();                  // the catalogues of messages/, English first
std::string_view embedded(std::string_view name);  // a text file that was built in; "" where there is none

using identity::Writing;

// All webhooks, and the form that adds one.
std::string list_body(const Writing& writing, const std::vector<Webhook>& all, const NewWebhook& typed, const PageSettings& settings);

struct Shown {
  Webhook webhook;
  std::vector<Delivery> deliveries;
  std::vector<Parked> parked;
  std::int64_t parked_count = 0, last_position = 0;
};
// One of them; `secret` as it is shown once, "" else.
std::string one_body(const Writing& writing, const Shown& shown, std::string_view secret);

}  // namespace portico::webhooks
