// What routes_*.cc write pages with: the words of one language, escaped for HTML; fields with their faults; who asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/i18n/i18n.h"
#include "platform/identity/routes.h"

namespace portico::identity {

// The catalogues of messages/, English first.
const i18n::Messages& messages();
// A text file that was built in, by its path from the root; "" where there is none.
std::string_view embedded(std::string_view name);

// What the pages read from and write to; lives as long as the routes.
struct Sources {
  store::Store& store;
  Identity& identity;
  const Surroundings& around;
  const TimeSource& time;
  PageSettings settings;
};

struct Field {
  std::string_view name;  // of the form, and the key of its words: "field.NAME", "field.NAME.hint"
  std::string value = {};
  std::string_view type = "text";
  std::string_view autocomplete = "off";
  bool hint = false;
  bool optional = false;
};

class Writing {
 public:
  Writing(const Sources& from, const http::Request& request) : from_(from), request_(request), language_(from.around.language(request)) {}

  const std::string& language() const { return language_; }
  std::string plain(std::string_view key, const i18n::Arguments& arguments = {}) const {
    return messages().text(language_, key, arguments);
  }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const { return http::escape_html(plain(key, arguments)); }
  std::string path(std::string_view plain_path) const { return from_.around.path_in(language_, plain_path); }
  std::string href(std::string_view plain_path) const { return http::escape_html(path(plain_path)); }
  std::string time(Instant at) const;  // <time>…</time>

  // A fault is told beside its field and in a summary at the top: of what a form says ("password" → sentence).
  void wrong(std::string_view field, std::string sentence) { faults_.emplace_back(field, std::move(sentence)); }
  void wrong(const Refusal& refusal);
  bool any_wrong() const { return !faults_.empty(); }
  std::string summary() const;  // "" where nothing is wrong
  std::string field(const Field& field) const;
  std::string choice(std::string_view name, const std::vector<Surroundings::Choice>& choices, std::string_view chosen,
                     bool may_be_none) const;

  // A form that posts to the path, with the session's csrf field. `inside` is HTML; `quiet`: not the page's chief button.
  std::string form(std::string_view action, const std::string& inside, std::string_view button_key, bool quiet = false) const;
  static std::string hidden(std::string_view name, std::string_view value);

  // A table in a box of its own that scrolls where it is too wide. `rows` is HTML.
  std::string table(std::string_view title_key, const std::vector<std::string_view>& column_keys, const std::string& rows) const;

  // The page of whoever is signed in, with the ways to their other pages above it.
  http::Response page(std::string_view title_key, std::string_view path, const std::string& body, int status = 200) const;
  // The page of somebody who is not.
  http::Response outside(std::string_view title_key, std::string_view path, const std::string& body, int status = 200) const;
  http::Response go(std::string_view path_with_language) const;  // 303

 private:
  const Sources& from_;
  const http::Request& request_;
  std::string language_;
  std::vector<std::pair<std::string, std::string>> faults_;
};

// Whoever asks: behind the gate there is always one, but for a key's holder, who has no account.
std::optional<Who> asker(const Sources& from, const http::Request& request);

std::vector<http::Route> sign_in_routes(std::shared_ptr<const Sources> from);
std::vector<http::Route> account_routes(std::shared_ptr<const Sources> from);
std::vector<http::Route> people_routes(std::shared_ptr<const Sources> from);
std::vector<http::Route> audit_routes(std::shared_ptr<const Sources> from);

}  // namespace portico::identity
