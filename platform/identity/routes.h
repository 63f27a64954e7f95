// Pages and the cookie of those who sign in. What stands around a page, and what the city calls its roles, is given by whoever wires them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.h"
#include "platform/identity/identity.h"
#include "platform/store/store.h"

namespace portico::identity {

// The token of the request's session cookie, "" without one. The name says whether it goes over HTTPS alone ("__Host-portico").
std::string token_of(const http::Request& request, bool secure);
// The header's value that gives the browser a token, or with "" takes it away. No script can read it, and no other site sends it along.
std::string cookie_of(std::string_view token, bool secure);
// Whether a request was sent by a page of this server, where the browser says by which: its Origin is the Host, or `public_url`'s.
bool from_own_page(const http::Request& request, std::string_view public_url);
// A path of this server to go on to after a sign-in: what was asked for where it is one, else "".
std::string local_path(std::string_view back);

class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual std::string language(const http::Request& request) const = 0;
  virtual std::string path_in(std::string_view language, std::string_view path) const = 0;
  // `body` is HTML for <main>; `path` is without the language.
  virtual http::Response page(const http::Request& request, std::string language, std::string title, std::string path, std::string body,
                              int status) const = 0;
  // The same for whoever is signed in, with the ways to all that they may see.
  virtual http::Response staff_page(const http::Request& request, std::string language, std::string title, std::string path,
                                    std::string body, int status) const = 0;
  virtual std::string house(std::string_view language) const = 0;  // its name, plain: a phone's program shows it beside the code
  virtual std::string zone() const = 0;                            // of the dates that are shown

  struct Choice {
    std::string code, name;  // plain
  };
  virtual std::vector<Choice> roles(std::string_view language) const = 0;
  virtual std::vector<Choice> agencies(std::string_view language) const = 0;
  virtual Outcome<void> check_grant(const Grant& grant) const = 0;
  // Whether a role of theirs opens nothing after a password alone.
  virtual bool wants_second_factor(const Person& person) const = 0;
  virtual std::string first_page(const Person& person) const = 0;  // where they go when nothing else was asked for
};

// Whether a role of theirs asks for a second factor that this session has not brought: then it opens their own account alone. Another
// house's word (OpenID Connect) is not asked for more.
bool wants_more(const Surroundings& around, const Who& who);

// What a browser is shown where a request of somebody who is signed in is refused: 400, it was sent by a page that is too old, or by
// another site's; 403, their roles do not allow it.
http::Response refused_page(const Surroundings& around, const http::Request& request, int status);

struct PageSettings {
  bool secure_cookies = true;
  std::string public_url;
  std::string other_house;  // whose word counts as a sign-in, as it is called on the button; "": nobody's
};

// The permission of pages for everybody who is signed in.
constexpr std::string_view own_account = "own_account";

// /sign-in, /sign-out, /account, /people, /audit; each reads and writes without scripts.
std::vector<http::Route> routes(store::Store& store, Identity& identity, const Surroundings& around, const TimeSource& time,
                                const PageSettings& settings);

}  // namespace portico::identity
