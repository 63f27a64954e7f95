// All that staff and other systems can do to a request, once: routes_commands.cc takes it as JSON, routes_desk*.cc as forms of a page.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "platform/http/http.h"

namespace portico::cases {

using Texts = std::map<std::string, std::string, std::less<>>;

struct Asking {
  std::string number;
  Texts texts;
  Acting acting;
  std::string token;  // drawn before the lane, for a case that may come to need one

  std::string text(std::string_view name) const;  // "" where it was not sent
};

struct Verb {
  std::string_view permission;  // "pause_case"
  std::string_view path;        // the last part of its route: "pause"
  std::string sentence;
  std::vector<std::string_view> names;   // the texts that it takes
  std::function<void(Asking&)> prepare;  // before the lane; may be empty
  std::function<Outcome<Case>(store::Tx& tx, const Asking& asking)> run;
};
std::vector<Verb> verbs(const Cases& cases);

// Who acts, within the agencies for which they hold the permission.
Acting acting_of(const http::Principal& principal, std::string_view permission);
// A person speaks by their own public name; a system that holds a key says for whom it speaks, in "author" and "department".
std::shared_ptr<const Asking> asking_of(const http::Request& request, const Verb& verb, Texts texts);

// Runs it in the lane and answers with what `tell` makes of its outcome.
void run(store::Store& store, std::shared_ptr<const Asking> asking, const Verb& verb, const http::Responder& respond,
         std::function<http::Response(const Asking& asking, const Outcome<Case>& ended)> tell);

}  // namespace portico::cases
