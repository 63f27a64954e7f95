// Signing in by another house's word.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/log.h"
#include "platform/http/http.h"
#include "platform/identity/oidc.h"
#include "platform/identity/routes.h"

namespace portico::identity {

// /sign-in/oidc sends the browser to the house, /sign-in/oidc/return takes it back. `public_url` is how the outside world reaches this
// server. What the house publishes is asked for when it is first needed, and its keys anew where a token names one that is not known.
std::vector<http::Route> oidc_routes(Identity& identity, const Surroundings& around, const OidcSettings& settings, std::string public_url,
                                     bool secure_cookies, const TimeSource& time, Chance& chance, Log& log);

}  // namespace portico::identity
