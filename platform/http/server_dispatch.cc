#include "platform/http/server_dispatch.h"

#include <algorithm>

#include "base/text.h"

namespace portico::http {
namespace {

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

bool trusts(const std::vector<std::string>& trusted, std::string_view address) {
  return std::find(trusted.begin(), trusted.end(), address) != trusted.end();
}

std::string listed(const std::vector<Method>& methods) {
  std::string names;
  for (const Method method : methods) {
    if (!names.empty()) names += ", ";
    names += name_of(method);
  }
  return names;
}

Millis time_now() { return std::chrono::duration_cast<Millis>(Clock::now().time_since_epoch()); }

// Without scheme and host, where a client sends them.
std::string_view target_of(const Request& request) {
  std::string_view target = request.target;
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
    const auto path = target.find('/', scheme + 3);
    target = path == std::string_view::npos ? std::string_view("/") : target.substr(path);
  }
  return target == "*" && request.method == Method::options ? std::string_view("/") : target;
}

std::string path_of(std::string_view target) {
  const std::string_view sent = target.substr(0, target.find('?'));
  const std::string path = sent.find('%') == std::string_view::npos ? std::string(sent) : percent_decode(sent, false);
  return path.find("//") == std::string::npos ? path : fold_slashes(path);
}

// Keeps an answer on its way to whoever asked.
class Keeping final : public Answering {
 public:
  Keeping(std::shared_ptr<Shared> shared, KeptAnswers& answers, std::string key, std::shared_ptr<Answering> to)
      : shared_(std::move(shared)), answers_(answers), key_(std::move(key)), to_(std::move(to)) {}
  void send(Response response) override {
    if (response.status == 200 && !response.more) answers_.put(key_, response, time_now());
    to_->send(std::move(response));
  }
  void fail(std::exception_ptr broken) override { to_->fail(std::move(broken)); }

 private:
  std::shared_ptr<Shared> shared_;  // holds the answers
  KeptAnswers& answers_;
  std::string key_;
  std::shared_ptr<Answering> to_;
};

}  // namespace

std::optional<Response> complete(Request& request, std::string_view peer, const std::vector<std::string>& trusted) {
  const std::string_view target = target_of(request);
  if (!target.starts_with('/')) return problem(400, "the request's target is not a path");
  const auto mark = target.find('?');
  request.path = path_of(target);
  if (!storable_text(request.path)) return problem(400, "the request's path is not UTF-8 text");
  if (mark != std::string_view::npos) request.query = parse_query(target.substr(mark + 1));
  for (const auto& [name, value] : request.query)
    if (!storable_text(name) || !storable_text(value)) return problem(400, "the request's query is not UTF-8 text");

  if (trusts(trusted, peer)) {
    std::string forwarded;
    for (const auto& [name, value] : request.headers)
      if (name == "x-forwarded-for") forwarded += (forwarded.empty() ? "" : ",") + value;
    request.address = address_of(peer, forwarded, trusted);
  } else {
    request.address = peer;
  }
  request.loopback = is_loopback(request.address);
  return std::nullopt;
}

std::size_t body_limit_of(const Shared& shared, const Request& request) {
  const Found found = shared.router.find(request.method, path_of(target_of(request)));
  return found.route < 0 ? 0 : shared.routes[static_cast<std::size_t>(found.route)].body_limit;
}

std::string address_of(std::string_view peer, std::string_view forwarded_for, const std::vector<std::string>& trusted) {
  // Each proxy adds whom it heard at the end, so the list is believed from its end, as long as a trusted one speaks.
  std::string_view address = peer;
  while (trusts(trusted, address) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const std::string_view last = trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    if (last.empty() || last.size() > 45) break;
    address = last;
    forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return std::string(address);
}

Response options_of(const Shared& shared, const Request& request) {
  const auto methods = shared.router.allowed(request.path);
  if (methods.empty() && request.target != "*") return problem(404, "there is nothing at this address");
  Response response{.status = 204, .type = "", .body = ""};
  response.headers.emplace_back("Allow", listed(methods));
  const Found read = shared.router.find(Method::get, request.path);
  if (read.route >= 0 && shared.routes[static_cast<std::size_t>(read.route)].permission == "public") {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    response.headers.emplace_back("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    response.headers.emplace_back("Access-Control-Allow-Headers", "Content-Type");
    response.headers.emplace_back("Access-Control-Max-Age", "86400");
  }
  return response;
}

Response not_routed(const Found& found, const Request& request) {
  if (found.allowed.empty()) return problem(404, "there is nothing at this address");
  Response response = problem(405, std::string(name_of(request.method)) + " cannot be used at this address");
  response.headers.emplace_back("Allow", listed(found.allowed));
  return response;
}

std::optional<Response> held_back(const Settings& settings, const Route& route, Request& request) {
  if (route.permission == "public") return std::nullopt;
  const auto refused = [&](int status, std::string_view why) {
    if (settings.refused_page)
      if (auto page = settings.refused_page(request, status)) return std::move(*page);
    return problem(status, why);
  };
  auto known = settings.gate ? settings.gate(request) : refuse(Refused::forbidden, "", "nobody is known here");
  if (!known) {
    const int status = known.error().kind == Refused::invalid ? 400 : 401;
    Response response = refused(status, known.error().faults.front().reason);
    if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
  }
  request.principal = std::move(*known);
  const bool scoped = route.permission.find(':') != std::string::npos;
  const std::string verb = route.permission.substr(0, route.permission.find(':'));
  if (scoped ? !request.principal.scopes(verb).empty() : request.principal.may(verb, "*")) return std::nullopt;
  return refused(403, "this needs the permission " + route.permission + ", which " + request.principal.name + " does not have");
}

std::optional<Response> over_rate(Shared& shared, const Request& request) {
  const Settings& settings = shared.settings;
  if (request.method != Method::post || settings.rate.per_second <= 0 || (request.loopback && !settings.rate_loopback)) return std::nullopt;
  std::string key = settings.known_key ? key_of(request) : std::string();
  key = !key.empty() && settings.known_key(key) ? "key " + key : "address " + address_to_limit(request.address);
  std::optional<Millis> wait;
  {
    const std::lock_guard lock(shared.rate_guard);
    wait = shared.rate.refused_for(key, time_now());
  }
  if (!wait) return std::nullopt;
  Response response = problem(429, "more was sent from here than is taken; please wait");
  for (auto& [name, value] : response.headers)
    if (name == "Retry-After") value = std::to_string((wait->count() + 999) / 1000);
  return response;
}

std::optional<Response> spared_of(Shared& shared, const Route& route, const Request& request) {
  if (route.heavy) {
    auto put_off = route.put_off
                       ? route.put_off(request)
                       : std::optional(problem(503, "very many people are asking just now, so this waits; requests are still taken"));
    if (!put_off) return std::nullopt;
    std::erase_if(put_off->headers, [](const auto& header) { return header.first == "Retry-After"; });
    put_off->headers.emplace_back("Retry-After", "60");
    shared.put_off.fetch_add(1, std::memory_order_relaxed);
    return put_off;
  }
  const std::string key = route.kept_as ? route.kept_as(request) : std::string();
  if (key.empty()) return std::nullopt;
  auto again = shared.kept.find(key, time_now());
  if (again) shared.given_again.fetch_add(1, std::memory_order_relaxed);
  return again;
}

std::shared_ptr<Answering> keeping(const std::shared_ptr<Shared>& shared, const Route& route, const std::shared_ptr<Exchange>& exchange) {
  std::string key = route.kept_as ? route.kept_as(exchange->request) : std::string();
  if (key.empty()) return exchange;
  exchange->request.to_be_kept = true;
  return std::make_shared<Keeping>(shared, shared->kept, std::move(key), exchange);
}

std::string unchanged_key(const Shared& shared, const Route& route, const Request& request) {
  if (!shared.settings.writes || !route.kept_as) return {};
  const std::string key = route.kept_as(request);
  return key.empty() ? key : std::to_string(shared.settings.writes()) + " " + key + " " + request.target;
}

std::optional<Response> unchanged_of(Shared& shared, const std::string& key) {
  if (key.empty()) return std::nullopt;
  auto again = shared.unchanged.find(key, time_now());
  if (again) shared.unchanged_again.fetch_add(1, std::memory_order_relaxed);
  return again;
}

std::shared_ptr<Answering> keeping_unchanged(const std::shared_ptr<Shared>& shared, std::string key,
                                             const std::shared_ptr<Exchange>& exchange) {
  if (key.empty()) return exchange;
  return std::make_shared<Keeping>(shared, shared->unchanged, std::move(key), exchange);
}

}  // namespace portico::http
