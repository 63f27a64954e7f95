#include "platform/webhooks/routes_pages.h"

#include <algorithm>

#include "platform/i18n/catalogues.h"

namespace portico::webhooks {
namespace {

std::string escaped(std::string_view text) { return http::escape_html(text); }

std::string types_field(const Writing& writing, const NewWebhook& typed, const std::vector<std::string>& types) {
  const std::string fault = writing.faults_of("types");
  std::string html = "<fieldset class=\"choice field\" id=\"types\" tabindex=\"-1\" aria-describedby=\"types-hint" +
                     std::string(fault.empty() ? "" : " types-wrong") + "\"><legend>" + writing.say("field.types") +
                     "</legend><p class=\"field__hint\" id=\"types-hint\">" + writing.say("field.types.hint") + "</p>" +
                     (fault.empty() ? "" : "<p class=\"error\" id=\"types-wrong\">" + escaped(fault) + "</p>");
  for (const std::string& type : types)
    html += "<label for=\"types-" + escaped(type) + "\"><input type=\"checkbox\" id=\"types-" + escaped(type) +
            "\" name=\"types\" value=\"" + escaped(type) + "\"" +
            (std::ranges::find(typed.types, type) != typed.types.end() ? " checked" : "") + "><span>" + escaped(type) + "</span></label>\n";
  return html + "</fieldset>\n";
}

std::string state_of(const Writing& writing, const Webhook& webhook) {
  if (webhook.off) return writing.say("state.off");
  return webhook.failures ? writing.say("state.failing", {{"times", webhook.failures}}) : writing.say("state.on");
}

std::string path_of(const Webhook& webhook) { return "/webhooks/" + std::to_string(webhook.id); }

std::string facts(const Writing& writing, const Shown& shown) {
  const Webhook& webhook = shown.webhook;
  const auto fact = [&](std::string_view key, const std::string& html) { return "<dt>" + writing.say(key) + "</dt><dd>" + html + "</dd>"; };
  std::string types;
  for (const std::string& type : webhook.types) types += (types.empty() ? "" : ", ") + escaped(type);
  std::string html =
      "<div class=\"pane\"><dl class=\"facts\">" + fact("field.url", "<bdi>" + escaped(webhook.url) + "</bdi>") +
      fact("one.state", state_of(writing, webhook)) + fact("field.types", types.empty() ? writing.say("one.all_types") : types) +
      fact("field.concerning", webhook.concerning.empty() ? writing.say("field.concerning.any") : escaped(webhook.concerning)) +
      fact("one.position", writing.say("one.position.of", {{"position", webhook.position}, {"last", shown.last_position}}));
  if (webhook.failures) html += fact("one.trouble", escaped(webhook.trouble)) + fact("one.next_try", writing.time(webhook.next_try));
  return html + "</dl></div>\n";
}

// The button stands once a subject, beside what was refused: what waits behind it goes along.
std::string again_of(const Writing& writing, const Webhook& webhook, const Parked& parked) {
  if (parked.again) return writing.say("parked.again");
  if (parked.why.empty()) return {};
  return writing.form(path_of(webhook) + "/redeliver", Writing::hidden("subject", parked.subject), "parked.redeliver", true);
}

std::string parked_part(const Writing& writing, const Shown& shown) {
  if (shown.parked.empty()) return {};
  std::string rows;
  for (const Parked& each : shown.parked)
    rows += "<tr><th scope=\"row\">" + std::to_string(each.position) + "</th><td><bdi>" + escaped(each.subject) + "</bdi></td><td>" +
            (each.why.empty() ? writing.say("parked.behind") : escaped(each.why)) + "</td><td>" + writing.time(each.at) + "</td><td>" +
            again_of(writing, shown.webhook, each) + "</td></tr>\n";
  return "<section class=\"pane\" aria-labelledby=\"parked\"><h2 id=\"parked\">" +
         writing.say("parked.title", {{"count", shown.parked_count}}) + "</h2><p class=\"soft\">" + writing.say("parked.lead") + "</p>" +
         writing.table("parked.caption", {"column.position", "column.subject", "column.why", "column.at", "column.again"}, rows) +
         "</section>\n";
}

std::string deliveries_part(const Writing& writing, const Shown& shown) {
  std::string rows;
  for (const Delivery& each : shown.deliveries)
    rows += "<tr><td>" + writing.time(each.at) + "</td><td>" + std::to_string(each.first_position) +
            (each.last_position == each.first_position ? "" : "–" + std::to_string(each.last_position)) + "</td><td>" +
            std::to_string(each.events) + "</td><td>" + (each.status ? std::to_string(each.status) : writing.say("delivery.silence")) +
            "</td><td>" + std::to_string(each.took.count()) + " ms</td></tr>\n";
  return "<section class=\"pane\" aria-labelledby=\"deliveries\"><h2 id=\"deliveries\">" + writing.say("delivery.title") + "</h2>" +
         (rows.empty()
              ? "<p>" + writing.say("delivery.none") + "</p>"
              : writing.table("delivery.title", {"column.at", "column.position", "column.events", "column.status", "column.took"}, rows)) +
         "</section>\n";
}

}  // namespace

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("platform/webhooks", embedded);
  return read;
}

std::string list_body(const Writing& writing, const std::vector<Webhook>& all, const NewWebhook& typed, const PageSettings& settings) {
  std::string rows;
  for (const Webhook& each : all)
    rows += "<tr><th scope=\"row\"><a href=\"" + escaped(writing.path(path_of(each))) + "\"><bdi>" + escaped(each.url) +
            "</bdi></a></th><td>" + (each.concerning.empty() ? writing.say("field.concerning.any") : escaped(each.concerning)) +
            "</td><td>" + state_of(writing, each) + "</td></tr>\n";
  const std::string table = rows.empty() ? "<p>" + writing.say("list.none") + "</p>\n"
                                         : writing.table("list.title", {"field.url", "field.concerning", "one.state"}, rows);
  return "<p class=\"soft\">" + writing.say("list.lead") + "</p>\n" + table +
         "<section class=\"pane\" aria-labelledby=\"add\"><h2 id=\"add\">" + writing.say("add.title") + "</h2>" +
         writing.form("/webhooks",
                      writing.field({.name = "url", .value = typed.url, .type = "url", .hint = true}) +
                          writing.choice("concerning", settings.parties(writing.language()), typed.concerning, "field.concerning.any") +
                          types_field(writing, typed, settings.types),
                      "add.button", false) +
         "</section>\n";
}

std::string one_body(const Writing& writing, const Shown& shown, std::string_view secret) {
  const std::string at = path_of(shown.webhook);
  std::string body;
  if (!secret.empty())
    body += "<div class=\"panel\" role=\"status\"><h2>" + writing.say("secret.title") + "</h2><p class=\"mono\"><bdi>" + escaped(secret) +
            "</bdi></p><p>" + writing.say("secret.once") + "</p></div>\n";
  body += facts(writing, shown) + parked_part(writing, shown) + deliveries_part(writing, shown);
  body += "<section class=\"pane\" aria-labelledby=\"replay\"><h2 id=\"replay\">" + writing.say("replay.title") +
          "</h2><p class=\"soft\">" + writing.say("replay.lead") + "</p>" +
          writing.form(at + "/replay",
                       writing.field({.name = "position", .value = std::to_string(shown.webhook.position), .type = "number", .hint = true}),
                       "replay.button", true) +
          "</section>\n";
  body += "<section class=\"pane\" aria-labelledby=\"switch\"><h2 id=\"switch\">" + writing.say("switch.title") + "</h2>" +
          writing.form(at + (shown.webhook.off ? "/switch-on" : "/switch-off"), "", shown.webhook.off ? "switch.on" : "switch.off", true) +
          writing.form(at + "/remove", "", "remove.button", true) + "</section>\n";
  return body;
}

}  // namespace portico::webhooks
