#include "platform/identity/routes_pages.h"

#include "platform/i18n/catalogues.h"

namespace portico::identity {

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("platform/identity", embedded);
  return read;
}

http::Response refused_page(const Surroundings& around, const http::Request& request, int status) {
  const std::string language = around.language(request), key = status == 400 ? "refused.old" : "refused.roles";
  const std::string title = messages().text(language, key + ".title");
  const bool known = !request.principal.csrf.empty();
  const std::string body = "<h1>" + http::escape_html(title) + "</h1><p>" + http::escape_html(messages().text(language, key + ".text")) +
                           "</p><p><a class=\"btn\" href=\"" + http::escape_html(around.path_in(language, "/account")) + "\">" +
                           http::escape_html(messages().text(language, "account.title")) + "</a></p></div>";
  return known ? around.staff_page(request, language, title, "/account", "<div class=\"bench\">" + body, status)
               : around.page(request, language, title, "/account", "<div class=\"wrap section\">" + body, status);
}

std::optional<Who> asker(const Sources& from, const http::Request& request) {
  return from.identity.who(token_of(request, from.settings.secure_cookies));
}

std::vector<http::Route> routes(store::Store& store, Identity& identity, const Surroundings& around, const TimeSource& time,
                                const PageSettings& settings) {
  const auto from = std::make_shared<const Sources>(Sources{store, identity, around, time, settings});
  std::vector<http::Route> all;
  for (auto make : {sign_in_routes, account_routes, people_routes, audit_routes}) {
    auto some = make(from);
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return all;
}

}  // namespace portico::identity
