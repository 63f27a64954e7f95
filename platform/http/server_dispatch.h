// From a request as it arrived to the route that answers it, without a socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/server_loop.h"

namespace portico::http {

// Fills in path, query and address; an answer where the target makes no sense.
std::optional<Response> complete(Request& request, std::string_view peer, const std::vector<std::string>& trusted);

// What the route of a request whose head alone is there takes as its body, in bytes; 0 where it has no limit of its own.
std::size_t body_limit_of(const Shared& shared, const Request& request);

// The client's address: the peer's, or the one that a trusted proxy names.
std::string address_of(std::string_view peer, std::string_view forwarded_for, const std::vector<std::string>& trusted);

Response options_of(const Shared& shared, const Request& request);
Response not_routed(const Found& found, const Request& request);
std::optional<Response> over_rate(Shared& shared, const Request& request);  // POST only

// The gate before a route: 401 where nobody known asks, 403 where the asker has not its permission. Else fills in who asks.
std::optional<Response> held_back(const Settings& settings, const Route& route, Request& request);

// While the server is on intake only. What is answered without the handler: heavy routes are put off, kept answers given again.
std::optional<Response> spared_of(Shared& shared, const Route& route, const Request& request);
// Where the handler's answer goes: past the kept answers, where it is one to keep.
std::shared_ptr<Answering> keeping(const std::shared_ptr<Shared>& shared, const Route& route, const std::shared_ptr<Exchange>& exchange);
// Under which key an answer may be given again while nothing is written, taken before anything is read for it; "": it may not.
std::string unchanged_key(const Shared& shared, const Route& route, const Request& request);
std::optional<Response> unchanged_of(Shared& shared, const std::string& key);
std::shared_ptr<Answering> keeping_unchanged(const std::shared_ptr<Shared>& shared, std::string key,
                                             const std::shared_ptr<Exchange>& exchange);

}  // namespace portico::http
