// /webhooks: who is told of the city's events, what they took and what they refused. Pages without scripts.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.h"
#include "platform/identity/routes.h"
#include "platform/store/store.h"
#include "platform/webhooks/webhooks.h"

namespace portico::webhooks {

struct PageSettings {
  std::vector<std::string> types;  // the events that there are: "CaseClosed/1"
  // Whom an event may concern, by code and name.
  std::function<std::vector<identity::Surroundings::Choice>(std::string_view language)> parties;
};

constexpr std::string_view manage_webhooks = "manage_webhooks";

std::vector<http::Route> routes(store::Store& store, const Secrets& secrets, const identity::Surroundings& around, const TimeSource& time,
                                PageSettings settings);

}  // namespace portico::webhooks
