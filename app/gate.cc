#include "app/gate.h"

#include <algorithm>
#include <map>

#include "city/directory/roles.h"
#include "platform/crypto/crypto.h"
#include "platform/http/fetch.h"

namespace portico::app {
namespace {

struct Verb {
  std::string name, scope;  // "propose_sla", "AGENCY"; no scope where the verb is held whole or not at all
};

Verb verb_of(std::string_view permission) {
  const auto colon = permission.find(':');
  if (colon == std::string_view::npos) return {std::string(permission), {}};
  return {std::string(permission.substr(0, colon)), std::string(permission.substr(colon + 1))};
}

// Each verb that a route names, with what its scope is called. A route without a scope takes no scoped permission, so the verb has none.
std::map<std::string, std::string> verbs_of(const std::vector<http::Route>& routes) {
  std::map<std::string, std::string> verbs;
  for (const auto& route : routes) {
    if (route.permission == "public") continue;
    const Verb verb = verb_of(route.permission);
    const auto [at, is_new] = verbs.emplace(verb.name, verb.scope);
    if (!is_new && verb.scope.empty()) at->second.clear();
  }
  return verbs;
}

std::string listed(const std::map<std::string, std::string>& verbs) {
  std::string list;
  for (const auto& [name, scope] : verbs) list += (list.empty() ? "" : ", ") + name + (scope.empty() ? "" : " or " + name + ":" + scope);
  return list.empty() ? "none: every route is public" : list;
}

// Whether a request that changes something comes of our own pages. Old browsers send no Origin; the field they always send.
bool of_our_pages(const http::Request& request, std::string_view csrf, std::string_view public_url) {
  if (!identity::from_own_page(request, public_url)) return false;
  std::string sent(request.header("x-csrf-token"));
  if (sent.empty())
    if (const auto form = http::parse_form(request)) sent = form->value("csrf");
  return crypto::same_secret(sent, csrf);
}

// `whole`: with all that their roles allow, not their own account alone.
http::Principal principal_of(const identity::Who& who, std::string_view token, const directory::Snapshot& city, bool whole) {
  const identity::Person& person = who.person;
  http::Principal principal{.name = person.name,
                            .permissions = {std::string(identity::own_account)},
                            .actor = identity::actor_of(person.id),
                            .public_name = person.public_name,
                            .department = person.department,
                            .csrf = identity::csrf_of(token)};
  for (const auto& grant : person.grants) {
    if (principal.agency.empty()) principal.agency = grant.agency;
    if (principal.unit.empty()) principal.unit = grant.unit;
    if (!whole) continue;
    for (auto& permission : directory::permissions_of(city, grant.role, grant.agency, grant.unit))
      if (std::ranges::find(principal.permissions, permission) == principal.permissions.end())
        principal.permissions.push_back(std::move(permission));
  }
  return principal;
}

}  // namespace

bool secure_cookies(const Settings& settings) {
  if (settings.public_url.starts_with("https://")) return true;
  std::string_view host = http::authority_of(settings.public_url);
  host = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
  const bool here =
      settings.public_url.empty() || host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]";
  return !here && !settings.people.plain_cookies;
}

std::function<std::optional<http::Response>(const http::Request&, int status)> refused_page_of(const identity::Surroundings& around) {
  return [&around](const http::Request& request, int status) -> std::optional<http::Response> {
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    if (!request.header("accept").contains("text/html") || !http::key_of(request).empty()) return std::nullopt;
    if (status != 401) return identity::refused_page(around, request, status);
    if (!reads) return std::nullopt;
    return http::Response{
        .status = 303,
        .type = "text/plain; charset=utf-8",
        .headers = {{"Location", around.path_in(around.language(request), "/sign-in") + "?back=" + http::percent_encode(request.target)}}};
  };
}

std::function<Outcome<http::Principal>(const http::Request&)> gate_of(const Settings& settings, People people) {
  // Found by digest, so that the time that a look-up takes says nothing about the keys.
  std::map<crypto::Digest, http::Principal> by_key;
  for (const auto& [key, holder] : settings.keys) {
    const auto granted = settings.permissions.find(holder);
    by_key[crypto::sha256(key)] = {
        .name = holder,
        .permissions = granted == settings.permissions.end() ? std::vector<std::string>{} : granted->second.permissions,
        .actor = "key:" + holder};
  }
  return [by_key = std::move(by_key), people, secure = secure_cookies(settings),
          public_url = settings.public_url](const http::Request& request) -> Outcome<http::Principal> {
    if (const std::string key = http::key_of(request); !key.empty()) {
      const auto known = by_key.find(crypto::sha256(key));
      if (known == by_key.end()) return refuse(Refused::forbidden, "", "this key is not known here");
      return known->second;
    }
    const std::string token = identity::token_of(request, secure);
    const auto who = people.identity.who(token);
    if (!who)
      return refuse(Refused::forbidden, "", "this needs a key or a session: send the header \"Authorization: Bearer KEY\", or sign in");
    // A role that wants a second factor opens nothing after a password alone, but for the page on which it is switched on.
    auto principal = principal_of(*who, token, *people.directory.now(), !identity::wants_more(people.around, *who));
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    if (!reads && !of_our_pages(request, principal.csrf, public_url))
      return refuse(Refused::invalid, "csrf", "this was not sent by a page of this session: load the page again, and send it from there");
    return principal;
  };
}

Outcome<void> check_permissions(const Settings& settings, const std::vector<http::Route>& routes) {
  const auto verbs = verbs_of(routes);
  std::vector<Fault> faults;
  for (const auto& [holder, grant] : settings.permissions)
    for (const auto& permission : grant.permissions) {
      const Verb held = verb_of(permission);
      const auto known = verbs.find(held.name);
      if (known == verbs.end())
        faults.push_back({grant.place, "there is no permission \"" + permission + "\"", listed(verbs)});
      else if (permission.find(':') != std::string::npos && (known->second.empty() || held.scope.empty()))
        faults.push_back({grant.place, "\"" + permission + "\" has a scope that " + held.name + " does not know",
                          held.name + (known->second.empty() ? "" : " or " + held.name + ":" + known->second)});
    }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return {};
}

Outcome<void> check_second_factor_for(const Settings& settings, const directory::Snapshot& city) {
  std::string known;
  for (const auto& role : city.roles)
    if (!role.retired) known += (known.empty() ? "" : ", ") + role.code;
  std::vector<Fault> faults;
  for (const auto& code : settings.people.second_factor_for) {
    const auto* role = city.role(code);
    if (!role || role->retired)
      faults.push_back({settings.people.second_factor_place, "the city has no role \"" + code + "\" that could ask for a second factor",
                        known.empty() ? "no role: the city's pack has no roles.toml, or has not been loaded" : "any of " + known});
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return {};
}

std::vector<std::string> unknown_permissions(const directory::Snapshot& city, const std::vector<http::Route>& routes) {
  const auto verbs = verbs_of(routes);
  std::vector<std::string> unknown;
  for (const auto& role : city.roles) {
    if (role.retired) continue;
    for (const auto& permission : role.permissions) {
      const Verb held = verb_of(permission);
      const auto known = verbs.find(held.name);
      if (known == verbs.end())
        unknown.push_back("the role " + role.code + " has \"" + permission + "\", which no route knows");
      else if (!held.scope.empty() && known->second.empty())
        unknown.push_back("the role " + role.code + " has \"" + permission + "\", but the routes know " + held.name +
                          " without a scope alone");
    }
  }
  return unknown;
}

}  // namespace portico::app
