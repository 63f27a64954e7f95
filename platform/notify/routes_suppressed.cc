#include "platform/notify/routes_suppressed.h"

#include <memory>

#include "base/text.h"
#include "platform/notify/routes_templates.h"
#include "platform/notify/routes_templates_pages.h"
#include "platform/notify/suppression.h"

namespace portico::notify {
namespace {

using http::Cost;
using http::Method;
using http::Request;
using http::Response;

constexpr int rows_shown = 50;

struct Sources {
  store::Store& store;
  const Marks& marks;
  const identity::Surroundings& around;
  const TimeSource& time;
};

std::string table_of(const Writing& writing, const std::vector<Suppression>& all) {
  std::string rows;
  for (const Suppression& each : all)
    rows += "<tr><th scope=\"row\">" + writing.say("channel." + std::string(name_of(each.channel))) + "</th><td>" +
            writing.say("reason." + std::string(name_of(each.reason))) + "</td><td>" + writing.time(each.since) + "</td><td><bdi>" +
            http::escape_html(each.told_by) + "</bdi></td><td>" +
            writing.form("/suppressed/" + std::to_string(each.id) + "/lift", "", "lift.button", true) + "</td></tr>\n";
  return writing.table("suppressed.title", {"column.channel", "column.reason", "column.when", "column.told_by", "column.lift"}, rows);
}

// `looked_for`: what was found of an address that was typed, in place of the newest.
Response list_page(const Sources& from, const Writing& writing, std::int64_t before, const std::vector<Suppression>* looked_for,
                   int status) {
  std::vector<Suppression> all;
  if (looked_for)
    all = *looked_for;
  else
    from.store.read([&](store::Reader& reader) { all = suppressions(reader, before, rows_shown); });
  std::string body = "<p><a href=\"" + writing.href("/templates") + "\">" + writing.say("kind.back") + "</a></p><p class=\"soft\">" +
                     writing.say("suppressed.lead") + "</p>\n" +
                     writing.form("/suppressed", writing.field({.name = "address", .hint = true}), "suppressed.button");
  if (all.empty())
    body += "<p role=\"status\">" + writing.say(looked_for ? "suppressed.not_found" : "suppressed.none") + "</p>\n";
  else
    body += table_of(writing, all);
  if (!looked_for && all.size() == rows_shown)
    body += "<p><a class=\"btn btn--quiet\" rel=\"next\" href=\"" + writing.href("/suppressed?before=" + std::to_string(all.back().id)) +
            "\">" + writing.say("suppressed.older") + "</a></p>\n";
  return writing.page("suppressed.title", "/suppressed", body, status);
}

Response look(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string address(trim(form->value("address")));
  if (address.empty()) {
    writing.wrong({Refused::invalid, {{"address", "There is no address.", "an e-mail address or a phone number"}}});
    return list_page(from, writing, 0, nullptr, 400);
  }
  const ChannelKind channel = address.find('@') == std::string::npos ? ChannelKind::sms : ChannelKind::mail;
  std::vector<Suppression> found;
  from.store.read([&](store::Reader& reader) { found = suppressions_of(reader, channel, from.marks.address(channel, address)); });
  return list_page(from, writing, 0, &found, 200);
}

Response lift_one(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const std::int64_t id = parse_integer(request.part("id")).value_or(0);
  const auto lifted = from.store.run<bool>([&, now = from.time.now()](store::Tx& tx) -> Outcome<bool> {
    if (auto done = lift(tx, id, request.principal.actor, now); !done) return std::unexpected(done.error());
    return true;
  });
  if (lifted) return writing.go(writing.path("/suppressed"));
  writing.wrong(lifted.error());
  return list_page(from, writing, 0, nullptr, http::status_of(lifted.error().kind));
}

}  // namespace

std::vector<http::Route> suppressed_routes(store::Store& store, const Marks& marks, const identity::Surroundings& around,
                                           const TimeSource& time) {
  const auto from = std::make_shared<const Sources>(Sources{store, marks, around, time});
  const std::string may(manage_templates);
  const auto list = [from](const Request& request) {
    const Writing writing(messages(), from->around, request);
    return list_page(*from, writing, parse_integer(request.asked("before")).value_or(0), nullptr, 200);
  };
  return {{Method::get, "/suppressed", may, Cost::work, "Addresses that are not used any more, newest first.", "query: before", "HTML",
           http::answer(list)},
          {Method::post, "/suppressed", may, Cost::work, "Whether an address is among them; it is not kept.", "form: csrf, address", "HTML",
           http::answer([from](const Request& request) { return look(*from, request); })},
          {Method::post, "/suppressed/{id}/lift", may, Cost::work, "It is used again; the record stays.", "form: csrf",
           "303 to the list; 404 as the list", http::answer([from](const Request& request) { return lift_one(*from, request); })}};
}

}  // namespace portico::notify
