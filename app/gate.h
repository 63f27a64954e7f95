// Who may come in: the settings' keys and permissions, held against the permissions that the routes name.
#pragma once

#include <functional>
#include <vector>

#include "app/settings.h"
#include "platform/http/http.h"

namespace portico::app {

// Knows whoever sends a key of the settings; refuses everybody else.
std::function<Outcome<http::Principal>(const http::Request&)> gate_of(const Settings& settings);

// Refuses permissions that no route names, with the list of those that there are: a misspelt one would lock its holder out without a word.
Outcome<void> check_permissions(const Settings& settings, const std::vector<http::Route>& routes);

}  // namespace portico::app
