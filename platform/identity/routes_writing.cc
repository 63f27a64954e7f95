#include "platform/identity/routes_writing.h"

namespace portico::identity {
namespace {

std::string in_quotes(std::string_view text) { return "\"" + http::escape_html(text) + "\""; }

http::Response unkept(http::Response response) {
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace

std::string Writing::time(Instant at) const {
  const std::string zone = around_.zone();
  return "<time datetime=\"" + iso8601(at) + "\">" +
         http::escape_html(i18n::format_instant(at, zone.empty() ? "UTC" : zone, language_, i18n::DateStyle::day_and_time)) + "</time>";
}

void Writing::wrong(const Refusal& refusal) {
  for (const auto& fault : refusal.faults)
    wrong(fault.field, fault.reason + (fault.accepted.empty() ? "" : " (" + plain("accepted", {{"what", fault.accepted}}) + ")"));
}

std::string Writing::faults_of(std::string_view field) const {
  std::string all;
  for (const auto& [at, sentence] : faults_)
    if (at == field) all += (all.empty() ? "" : " ") + sentence;
  return all;
}

std::string Writing::summary() const {
  if (faults_.empty()) return {};
  std::string html =
      "<div class=\"banner banner--late\" role=\"alert\" aria-labelledby=\"wrong\" tabindex=\"-1\" autofocus><div><h2 id=\"wrong\">" +
      say("wrong.title") + "</h2><ul>";
  for (const auto& [field, sentence] : faults_)
    html += field.empty() ? "<li>" + http::escape_html(sentence) + "</li>"
                          : "<li><a href=\"#" + http::escape_html(field) + "\">" + http::escape_html(sentence) + "</a></li>";
  return html + "</ul></div></div>\n";
}

std::string Writing::field(const Field& field) const {
  const std::string name(field.name), id = http::escape_html(name), fault = faults_of(name);
  std::string described;
  if (field.hint) described = id + "-hint";
  if (!fault.empty()) described += (described.empty() ? "" : " ") + id + "-wrong";
  std::string html = "<div class=\"field" + std::string(fault.empty() ? "" : " field--wrong") + "\"><label class=\"field__label\" for=\"" +
                     id + "\">" + say("field." + name) + (field.optional ? " (" + say("optional") + ")" : "") + "</label>";
  if (field.hint) html += "<p class=\"field__hint\" id=\"" + id + "-hint\">" + say("field." + name + ".hint") + "</p>";
  if (!fault.empty()) html += "<p class=\"error\" id=\"" + id + "-wrong\">" + http::escape_html(fault) + "</p>";
  html += "<input class=\"input\" id=\"" + id + "\" name=\"" + id + "\" type=" + in_quotes(field.type) +
          " autocomplete=" + in_quotes(field.autocomplete);
  if (field.type == "text") html += " autocapitalize=\"none\" spellcheck=\"false\"";
  if (field.autocomplete == "one-time-code") html += " inputmode=\"text\"";
  if (!field.optional) html += " required";
  if (!field.value.empty() && field.type != "password") html += " value=" + in_quotes(field.value);
  if (!described.empty()) html += " aria-describedby=\"" + described + "\"";
  if (!fault.empty()) html += " aria-invalid=\"true\"";
  return html + "></div>\n";
}

std::string Writing::choice(std::string_view name, const std::vector<Surroundings::Choice>& choices, std::string_view chosen,
                            std::string_view none_key) const {
  const std::string id = http::escape_html(name), fault = faults_of(name);
  std::string html = "<div class=\"field" + std::string(fault.empty() ? "" : " field--wrong") + "\"><label class=\"field__label\" for=\"" +
                     id + "\">" + say("field." + std::string(name)) + "</label>";
  if (!fault.empty()) html += "<p class=\"error\" id=\"" + id + "-wrong\">" + http::escape_html(fault) + "</p>";
  html += "<select class=\"input\" id=\"" + id + "\" name=\"" + id + "\"" +
          (fault.empty() ? "" : " aria-describedby=\"" + id + "-wrong\" aria-invalid=\"true\"") + ">";
  if (!none_key.empty()) html += "<option value=\"\">" + say(none_key) + "</option>";
  for (const auto& each : choices)
    html += "<option value=" + in_quotes(each.code) + (each.code == chosen ? " selected" : "") + ">" + http::escape_html(each.name) +
            "</option>";
  return html + "</select></div>\n";
}

std::string Writing::form(std::string_view action, const std::string& inside, std::string_view button_key, bool quiet) const {
  return "<form class=\"stack\" action=\"" + href(action) + "\" method=\"post\">" + hidden("csrf", request_.principal.csrf) + inside +
         "<button class=\"btn" + std::string(quiet ? " btn--quiet btn--small" : "") + "\" type=\"submit\">" + say(button_key) +
         "</button></form>\n";
}

std::string Writing::hidden(std::string_view name, std::string_view value) {
  return value.empty() ? "" : "<input type=\"hidden\" name=" + in_quotes(name) + " value=" + in_quotes(value) + ">";
}

std::string Writing::table(std::string_view title_key, const std::vector<std::string_view>& column_keys, const std::string& rows) const {
  const std::string title = say(title_key);
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"" + title +
                     "\"><table class=\"grid\"><caption class=\"vh\">" + title + "</caption><thead><tr>";
  for (const auto column : column_keys) html += "<th scope=\"col\">" + say(column) + "</th>";
  return html + "</tr></thead><tbody>\n" + rows + "</tbody></table></div>\n";
}

http::Response Writing::page(std::string_view title_key, std::string_view path, const std::string& body, int status) const {
  return unkept(around_.staff_page(
      request_, language_, plain(title_key), std::string(path),
      "<div class=\"bench\">" + summary() + "<div class=\"bench__head\"><h1>" + say(title_key) + "</h1></div>\n" + body + "</div>",
      status));
}

http::Response Writing::outside(std::string_view title_key, std::string_view path, const std::string& body, int status) const {
  return unkept(around_.page(
      request_, language_, plain(title_key), std::string(path),
      "<div class=\"wrap\">\n<div class=\"section\">" + summary() + "<h1>" + say(title_key) + "</h1></div>\n" + body + "</div>", status));
}

http::Response Writing::go(std::string_view path_with_language) const {
  return {.status = 303,
          .type = "text/plain; charset=utf-8",
          .headers = {{"Location", std::string(path_with_language)}, {"Cache-Control", "no-store"}}};
}

}  // namespace portico::identity
