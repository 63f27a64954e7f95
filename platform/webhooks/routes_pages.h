// What the pages are written with: words of one language, escaped; forms, tables, faults beside their fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/i18n/i18n.h"
#include "platform/webhooks/routes.h"
#include "platform/webhooks/tables.h"

namespace portico::webhooks {

const i18n::Messages& messages();                  // the catalogues of messages/, English first
std::string_view embedded(std::string_view name);  // a text file that was built in; "" where there is none

class Writing {
 public:
  Writing(const identity::Surroundings& around, const http::Request& request)
      : around_(around), request_(request), language_(around.language(request)) {}

  const std::string& language() const { return language_; }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const;
  std::string path(std::string_view plain) const { return around_.path_in(language_, plain); }
  std::string time(Instant at) const;
  void wrong(const Refusal& refusal) { wrong_ = refusal; }
  std::string faults_of(std::string_view field) const;  // "" where nothing is wrong with it

  std::string form(std::string_view action, const std::string& inside, std::string_view button_key, bool quiet) const;
  std::string table(std::string_view title_key, const std::vector<std::string_view>& column_keys, const std::string& rows) const;
  http::Response page(std::string_view title_key, std::string_view path, const std::string& body, int status) const;

 private:
  std::string summary() const;
  const identity::Surroundings& around_;
  const http::Request& request_;
  std::string language_;
  Refusal wrong_;
};

// All webhooks, and the form that adds one.
std::string list_body(const Writing& writing, const std::vector<Webhook>& all, const NewWebhook& typed, const PageSettings& settings);

struct Shown {
  Webhook webhook;
  std::vector<Delivery> deliveries;
  std::vector<Parked> parked;
  std::int64_t parked_count = 0, last_position = 0;
};
// One of them; `secret` as it is shown once, "" else.
std::string one_body(const Writing& writing, const Shown& shown, std::string_view secret);

}  // namespace portico::webhooks
