// Who asks: the key that a request carries, and what its holder may do.
#include <algorithm>

#include "base/text.h"
#include "platform/http/http.h"

namespace portico::http {

std::vector<std::string> Principal::scopes(std::string_view verb) const {
  std::vector<std::string> held;
  for (const std::string_view permission : permissions) {
    if (permission == verb) return {"*"};
    if (permission.starts_with(verb) && permission.substr(verb.size()).starts_with(':'))
      held.emplace_back(permission.substr(verb.size() + 1));
  }
  return held;
}

bool Principal::may(std::string_view verb, std::string_view scope) const {
  const auto held = scopes(verb);
  return std::ranges::any_of(held, [&](const std::string& within) { return within == "*" || within == scope; });
}

std::string key_of(const Request& request) {
  constexpr std::string_view bearer = "bearer ";
  const std::string_view authorization = request.header("authorization");
  if (same_ignoring_case(authorization.substr(0, bearer.size()), bearer)) return std::string(trim(authorization.substr(bearer.size())));
  if (const auto asked = request.asked("api_key"); !asked.empty()) return std::string(asked);
  if (request.body.find("api_key") == std::string::npos) return {};
  const auto form = parse_form(request);
  return form ? std::string(form->value("api_key")) : std::string();
}

}  // namespace portico::http
