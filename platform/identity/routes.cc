#include "platform/identity/routes.h"

#include "base/text.h"
#include "platform/http/fetch.h"

namespace portico::identity {
namespace {

constexpr std::size_t longest_token = 100, longest_back = 500;

std::string_view name_of_cookie(bool secure) { return secure ? "__Host-portico" : "portico"; }

}  // namespace

bool from_own_page(const http::Request& request, std::string_view public_url) {
  if (request.header("origin").empty()) return true;
  const std::string_view origin = http::authority_of(request.header("origin"));
  return !origin.empty() && (origin == request.header("host") || origin == http::authority_of(public_url));
}

bool wants_more(const Surroundings& around, const Who& who) {
  return who.session.how == "password" && around.wants_second_factor(who.person);
}

std::string local_path(std::string_view back) {
  const bool local = back.starts_with('/') && !back.starts_with("//") && !back.starts_with("/\\") && back.size() <= longest_back;
  for (const char c : back)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\') return {};
  return local ? std::string(back) : std::string();
}

std::string token_of(const http::Request& request, bool secure) {
  const std::string_view name = name_of_cookie(secure);
  for (const auto part : split(request.header("cookie"), ';')) {
    const auto pair = trim(part);
    if (pair.size() > name.size() && pair.size() <= name.size() + longest_token && pair.starts_with(name) && pair[name.size()] == '=')
      return std::string(pair.substr(name.size() + 1));
  }
  return {};
}

std::string cookie_of(std::string_view token, bool secure) {
  return std::string(name_of_cookie(secure)) + "=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "") +
         (token.empty() ? "; Max-Age=0" : "");
}

}  // namespace portico::identity
