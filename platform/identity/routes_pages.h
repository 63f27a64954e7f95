// What routes_*.cc write their pages from: the module's words, what they read and write; who asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/routes.h"
#include "platform/identity/routes_writing.h"

namespace portico::identity {

// The catalogues of messages/, English first.
const i18n::Messages& messages();
// A text file that was built in, by its path from the root; "" where there is none.
std::string_view embedded(std::string_view name);

// What the pages read from and write to; lives as long as the routes.
struct Sources {
  store::Store& store;
  Identity& identity;
  const Surroundings& around;
  const TimeSource& time;
  PageSettings settings;
};

// Whoever asks: behind the gate there is always one, but for a key's holder, who has no account.
std::optional<Who> asker(const Sources& from, const http::Request& request);

std::vector<http::Route> sign_in_routes(std::shared_ptr<const Sources> from);
std::vector<http::Route> account_routes(std::shared_ptr<const Sources> from);
std::vector<http::Route> people_routes(std::shared_ptr<const Sources> from);
std::vector<http::Route> audit_routes(std::shared_ptr<const Sources> from);

}  // namespace portico::identity
