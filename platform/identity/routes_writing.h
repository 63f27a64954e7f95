// What pages are written with that ask who it is, here and in the modules above: the words of one language, escaped for HTML; fields with
// their faults; forms and tables.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/i18n/i18n.h"
#include "platform/identity/routes.h"

namespace portico::identity {

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
  // `words` has, beside the page's own, "wrong.title" and "accepted", and "optional" where a field is. All three outlive it.
  Writing(const i18n::Messages& words, const Surroundings& around, const http::Request& request)
      : words_(words), around_(around), request_(request), language_(around.language(request)) {}

  const std::string& language() const { return language_; }
  std::string plain(std::string_view key, const i18n::Arguments& arguments = {}) const { return words_.text(language_, key, arguments); }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const { return http::escape_html(plain(key, arguments)); }
  std::string path(std::string_view plain_path) const { return around_.path_in(language_, plain_path); }
  std::string href(std::string_view plain_path) const { return http::escape_html(path(plain_path)); }
  std::string time(Instant at) const;  // <time>…</time>

  // A fault is told beside its field and in a summary at the top: of what a form says ("password" → sentence).
  void wrong(std::string_view field, std::string sentence) { faults_.emplace_back(field, std::move(sentence)); }
  void wrong(const Refusal& refusal);
  bool any_wrong() const { return !faults_.empty(); }
  std::string faults_of(std::string_view field) const;  // plain; "" where nothing is wrong with it
  std::string summary() const;                          // "" where nothing is wrong
  std::string field(const Field& field) const;
  // `none_key`: the words of the choice of none; "" where one has to be chosen.
  std::string choice(std::string_view name, const std::vector<Surroundings::Choice>& choices, std::string_view chosen,
                     std::string_view none_key = "") const;

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
  const i18n::Messages& words_;
  const Surroundings& around_;
  const http::Request& request_;
  std::string language_;
  std::vector<std::pair<std::string, std::string>> faults_;
};

}  // namespace portico::identity
