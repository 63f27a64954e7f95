// Who may come in: the settings' keys and permissions, held against the permissions that the routes name.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.h"
#include "city/directory/directory.h"
#include "platform/http/http.h"
#include "platform/identity/identity.h"
#include "platform/identity/routes.h"

namespace portico::app {

// Who may come in beside the holders of keys: people, by their sessions, with what the city's roles allow them.
struct People {
  identity::Identity& identity;
  const directory::Directory& directory;
  const identity::Surroundings& around;
};

// Knows whoever sends a key of the settings, or the cookie of a session; refuses everybody else. What a session's browser sends to change
// anything must come of our own pages: with the field "csrf" (or the header X-CSRF-Token) of that session, and from our own address.
std::function<Outcome<http::Principal>(const http::Request&)> gate_of(const Settings& settings, People people);

// Shows a browser that nobody signed in with the way to sign in, and back; somebody who is signed in, why they do not come through.
std::function<std::optional<http::Response>(const http::Request&, int status)> refused_page_of(const identity::Surroundings& around);

// How the session's cookie is called and whether it goes over HTTPS alone: not where the server is reached by plain HTTP on this machine,
// or where the settings say so.
bool secure_cookies(const Settings& settings);

// Refuses permissions that no route names, with the list of those that there are: a misspelt one would lock its holder out without a word.
Outcome<void> check_permissions(const Settings& settings, const std::vector<http::Route>& routes);

// Refuses roles that the settings ask a second factor of and the city does not have: a misspelt one would leave the role's people to
// their passwords without a word.
Outcome<void> check_second_factor_for(const Settings& settings, const directory::Snapshot& city);

// The same for the roles of the city's pack, which may be newer than this program, or older: one sentence for each permission that no route
// names.
std::vector<std::string> unknown_permissions(const directory::Snapshot& city, const std::vector<http::Route>& routes);

}  // namespace portico::app
