#include "app/gate.h"

#include <map>

#include "platform/crypto/crypto.h"

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

}  // namespace

std::function<Outcome<http::Principal>(const http::Request&)> gate_of(const Settings& settings) {
  // Found by digest, so that the time that a look-up takes says nothing about the keys.
  std::map<crypto::Digest, http::Principal> by_key;
  for (const auto& [key, holder] : settings.keys) {
    const auto granted = settings.permissions.find(holder);
    by_key[crypto::sha256(key)] = {
        .name = holder,
        .permissions = granted == settings.permissions.end() ? std::vector<std::string>{} : granted->second.permissions,
        .actor = "key:" + holder};
  }
  return [by_key = std::move(by_key)](const http::Request& request) -> Outcome<http::Principal> {
    const std::string key = http::key_of(request);
    if (key.empty()) return refuse(Refused::forbidden, "", "this needs a key: send the header \"Authorization: Bearer KEY\"");
    const auto known = by_key.find(crypto::sha256(key));
    if (known == by_key.end()) return refuse(Refused::forbidden, "", "this key is not known here");
    return known->second;
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

}  // namespace portico::app
