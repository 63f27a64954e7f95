// The desk's lists: the work list by due instant, words to read, places to find.
#include "city/cases/routes_desk.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/follow.h"
#include "city/cases/person.h"
#include "city/cases/routes_follow_ups.h"
#include "city/directory/routes.h"

namespace portico::cases {
namespace {

constexpr int rows_of_list = 100;

const Clock* next_clock(const Case& subject) {
  const Clock* next = nullptr;
  for (const Clock& clock : subject.clocks)
    if (!clock.stopped && (!next || clock.due < next->due)) next = &clock;
  return next;
}

std::string link_to(const Case& subject) {
  return "<a href=\"/desk/requests/" + http::percent_encode(subject.number) + "\"><bdi>" + http::escape_html(subject.number) + "</bdi></a>";
}

std::string due_cell(const Words& words, const Case& subject, Instant now) {
  const Clock* next = next_clock(subject);
  if (!next) return "<td></td><td></td>";
  const bool late = next->state != ClockState::paused && next->due < now;
  return "<td><span class=\"due" + std::string(late ? " due--late" : "") + "\">" + (late ? shape("late") : "") + words.time(next->due) +
         "</span></td><td>" + words.say("clock." + std::string(standards::name_of(next->kind))) + "</td>";
}

std::string place_cell(const Words& words, const Case& subject) {
  return "<td class=\"clip\"><bdi>" + http::escape_html(words.place(subject)) + "</bdi></td>";
}

std::string row(const Words& words, const Case& subject, Instant now) {
  return "<tr>" + due_cell(words, subject, now) + "<td>" + link_to(subject) + "</td><td>" + http::escape_html(words.service(subject)) +
         "</td>" + place_cell(words, subject) + "<td>" + words.tag(subject, now) + "</td><td>" +
         words.say(subject.handler.empty() ? "desk.nobody" : "desk.in_hand") + "</td><td>" + words.time(subject.opened) + "</td></tr>\n";
}

std::string heads(const Words& words, std::initializer_list<const char*> keys) {
  std::string html = "<thead><tr>";
  for (const char* key : keys) html += "<th scope=\"col\">" + words.say(key) + "</th>";
  return html + "</tr></thead>";
}

std::string work_table(const Words& words, const std::vector<Case>& cases, Instant now) {
  std::string html =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + words.say("desk.work") + "\"><table class=\"grid\"><caption>" +
      words.say("desk.order") + "</caption>" +
      heads(words, {"desk.due", "desk.for", "column.request", "list.what", "column.where", "column.state", "desk.hand", "column.asked"}) +
      "<tbody>\n";
  bool late = true;
  for (const Case& each : cases) {
    const Clock* next = next_clock(each);
    const bool is_late = next && next->due < now;
    if (&each == &cases.front() || late != is_late)
      html +=
          "<tr class=\"sep\"><th scope=\"rowgroup\" colspan=\"8\">" + words.say(is_late ? "desk.overdue" : "desk.to_come") + "</th></tr>\n";
    late = is_late;
    html += row(words, each, now);
  }
  return html + "</tbody></table></div>\n";
}

std::string option(const std::string& value, const std::string& escaped_text, bool chosen) {
  return "<option value=\"" + http::escape_html(value) + "\"" + (chosen ? " selected" : "") + ">" + escaped_text + "</option>";
}

std::string filters(const Words& words, const std::vector<std::string>& agencies, std::string_view chosen, bool mine) {
  std::string html = "<form method=\"get\" action=\"/desk\"><div class=\"field\"><label class=\"field__label\" for=\"agency\">" +
                     words.say("desk.agency") + "</label><select class=\"input\" id=\"agency\" name=\"agency\">" + "";
  for (const auto& code : agencies)
    html += option(code, http::escape_html(words.plain_name(words.city().agency(code)->name)), code == chosen);
  html += "</select></div><div class=\"field\"><label class=\"field__label\" for=\"mine\">" + words.say("desk.whose") +
          "</label><select class=\"input\" id=\"mine\" name=\"mine\">" + option("", words.say("desk.everybodys"), !mine) +
          option("1", words.say("desk.mine"), mine) + "</select></div><button class=\"btn\">" + words.say("list.button") +
          "</button></form>\n";
  return html + "<form method=\"get\" action=\"/desk\"><div class=\"field\"><label class=\"field__label\" for=\"number\">" +
         words.say("check.label") +
         "</label><input class=\"input\" id=\"number\" name=\"number\" autocomplete=\"off\"></div><button class=\"btn btn--quiet\">" +
         words.say("desk.open") + "</button></form>";
}

http::Response work_list(const Desk& from, const http::Request& request) {
  const auto city = from.directory.now();
  const Words words(*city, directory::staff_language_of(request, *city));
  if (const auto number = trim(request.asked("number")); !number.empty())
    return {.status = 303,
            .body = {},
            .headers = {{"Location", "/desk/requests/" + http::percent_encode(number)}, {"Cache-Control", "no-store"}}};
  const auto agencies = agencies_of(request.principal, *city);
  std::string chosen(request.asked("agency"));
  const auto among = [&agencies](const std::string& code) { return std::ranges::find(agencies, code) != agencies.end(); };
  if (!among(chosen)) chosen = among(request.principal.agency) || agencies.empty() ? request.principal.agency : agencies.front();
  const bool mine = request.asked("mine") == "1";
  Filter filter;
  filter.agencies = {chosen};  // one at a time: the list is in the order of one index
  filter.status = Status::open;
  filter.sort = Filter::Sort::due;
  filter.cursor = request.asked("cursor");
  filter.limit = rows_of_list;
  filter.listed_only = false;
  Page page;
  from.store.read([&](store::Reader& reader) {
    if (mine)
      page.cases = from.cases.in_hand(reader, request.principal.actor, rows_of_list);
    else if (!agencies.empty())
      page = from.cases.list(reader, filter);
  });
  std::string body = "<div class=\"bench\"><div class=\"bench__head\"><h1>" + words.say("desk.work") + "</h1>" +
                     filters(words, agencies, chosen, mine) + "</div>\n";
  body += page.cases.empty() ? "<p>" + words.say("desk.none") + "</p>" : work_table(words, page.cases, from.time.now());
  if (!page.next_cursor.empty())
    body += "<p><a href=\"/desk?agency=" + http::percent_encode(chosen) + "&amp;cursor=" + http::percent_encode(page.next_cursor) + "\">" +
            words.say("desk.more") + "</a></p>";
  return desk_page(request, *city, words, "/desk", words.plain("desk.work"), body + "</div>");
}

http::Response find_page(const Desk& from, const http::Request& request) {
  const auto city = from.directory.now();
  const Words words(*city, directory::staff_language_of(request, *city));
  Filter filter;
  filter.agencies = agencies_of(request.principal, *city);
  filter.words = request.asked("q");
  filter.cursor = request.asked("cursor");
  filter.limit = rows_of_list;
  filter.listed_only = false;
  Page page;
  if (!trim(filter.words).empty() && !filter.agencies.empty())
    from.store.read([&](store::Reader& reader) { page = from.cases.list(reader, filter); });
  std::string body =
      "<div class=\"bench\"><div class=\"bench__head\"><h1>" + words.say("desk.find") +
      "</h1><form method=\"get\" action=\"/desk/find\" role=\"search\"><div class=\"field\"><label class=\"field__label\" for=\"q\">" +
      words.say("desk.find_label") + "</label><input class=\"input\" id=\"q\" name=\"q\" type=\"search\" value=\"" +
      http::escape_html(filter.words) + "\"></div><button class=\"btn\">" + words.say("desk.find") + "</button></form></div>\n";
  if (!page.cases.empty())
    body += work_table(words, page.cases, from.time.now());
  else if (!trim(filter.words).empty())
    body += "<p role=\"status\">" + words.say("desk.find_none") + "</p>";
  if (!page.next_cursor.empty())
    body += "<p><a href=\"/desk/find?q=" + http::percent_encode(filter.words) + "&amp;cursor=" + http::percent_encode(page.next_cursor) +
            "\">" + words.say("list.more") + "</a></p>";
  return desk_page(request, *city, words, "/desk/find", words.plain("desk.find"), body + "</div>");
}

std::string button(const Words& words, const http::Request& request, const Case& subject, const std::string& verb) {
  if (!request.principal.may("moderate_case", subject.agency)) return {};
  return "<form class=\"inline\" method=\"post\" action=\"/desk/requests/" + http::percent_encode(subject.number) + "/" + verb +
         "\"><input type=\"hidden\" name=\"csrf\" value=\"" + http::escape_html(request.principal.csrf) +
         "\"><input type=\"hidden\" name=\"back\" value=\"/desk/review\"><button class=\"btn btn--quiet\">" + words.say("do." + verb) +
         "<span class=\"vh\"> " + http::escape_html(subject.number) + "</span></button></form>";
}

http::Response places(const Desk& from, const http::Request& request) {
  const auto city = from.directory.now();
  const Words words(*city, directory::staff_language_of(request, *city));
  const auto agencies = agencies_of(request.principal, *city);
  std::vector<Case> waiting;
  from.store.read([&](store::Reader& reader) { waiting = from.cases.places_to_find(reader, agencies, rows_of_list); });
  std::string body = "<div class=\"bench\"><div class=\"bench__head\"><h1>" + words.say("desk.places") + "</h1></div><p>" +
                     words.say("desk.places_lead") + "</p>\n";
  body += waiting.empty() ? "<p>" + words.say("desk.none") + "</p>" : work_table(words, waiting, from.time.now());
  return desk_page(request, *city, words, "/desk/places", words.plain("desk.places"), body + "</div>");
}

std::string words_waiting(const Words& words, const http::Request& request, const std::vector<Case>& waiting) {
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + words.say("desk.review") +
                     "\"><table class=\"grid\"><caption>" + words.say("desk.review") + "</caption>" +
                     heads(words, {"column.request", "list.what", "said.title", "desk.shown", "desk.act"}) + "<tbody>\n";
  for (const Case& each : waiting)
    html += "<tr><td>" + link_to(each) + "</td><td>" + http::escape_html(words.service(each)) + "</td><td class=\"words\"><bdi>" +
            http::escape_html(each.description) + "</bdi></td><td class=\"words\"><bdi>" + http::escape_html(masked(each.description)) +
            "</bdi></td><td>" + button(words, request, each, "release") + button(words, request, each, "hide") + "</td></tr>\n";
  return html + "</tbody></table></div>\n";
}

// A form of the case's page: done, back there; refused, the page again with what was typed.
http::Route form_route(const std::shared_ptr<const Desk>& desk, const Verb& verb) {
  const auto handle = [desk, verb](const http::Request& request) -> http::Response {
    const auto form = http::parse_form(request);
    if (!form) return http::problem(form.error());
    Texts texts;
    for (const auto& name : verb.names)
      if (const auto value = form->value(name); !value.empty()) texts[std::string(name)] = value;
    const auto asking = asking_of(request, verb, texts);
    const auto ended = desk->store.run<Case>([&](store::Tx& tx) { return verb.run(tx, *asking); });
    if (!ended) return desk_case(*desk, request, {verb.path, std::move(texts), ended.error()});
    std::string to = "/desk/requests/" + http::percent_encode(ended->number) + "?done=" + std::string(verb.path);
    if (form->value("back") == "/desk/review") to = "/desk/review";
    return {.status = 303, .body = {}, .headers = {{"Location", to}, {"Cache-Control", "no-store"}}};
  };
  return {.method = http::Method::post,
          .pattern = "/desk/requests/{number}/" + std::string(verb.path),
          .permission = std::string(verb.permission) + ":AGENCY",
          .cost = http::Cost::work,
          .sentence = verb.sentence,
          .takes = "form of the desk's page",
          .gives = "the desk's page of the request",
          .handle = http::answer(handle)};
}

// By a form, so that no address stands in a link or a log.
http::Route person_route(const std::shared_ptr<const Desk>& desk) {
  const auto handle = [desk](const http::Request& request) -> http::Response {
    const auto form = http::parse_form(request);
    if (!form) return http::problem(form.error());
    if (!is_address(trim(form->value("email"))))
      return http::problem({Refused::invalid, {{"email", "this is no e-mail address", "name@example.org"}}});
    std::string told;
    desk->store.read([&](store::Reader& reader) {
      const std::string more = desk->of_person ? desk->of_person(reader, form->value("email")) : std::string();
      told = to_json(cases_of_person(reader, desk->cases, form->value("email")), more);
    });
    return {.status = 200,
            .type = "application/json; charset=utf-8",
            .body = std::move(told),
            .headers = {{"Cache-Control", "no-store"}, {"Content-Disposition", "attachment; filename=\"person.json\""}}};
  };
  return {.method = http::Method::post,
          .pattern = "/desk/person",
          .permission = "export_person",
          .cost = http::Cost::work,
          .sentence = "All that is on file about whoever has an e-mail address.",
          .takes = "form: email",
          .gives = "JSON: requests",
          .handle = http::answer(handle)};
}

}  // namespace

http::Response desk_review(const Desk& from, const http::Request& request, const Typed& typed) {
  const auto city = from.directory.now();
  const Words words(*city, directory::staff_language_of(request, *city));
  const auto agencies = agencies_of(request.principal, *city);
  std::vector<Case> unread;
  std::vector<PhotoToReview> unseen;
  from.store.read([&](store::Reader& reader) {
    unread = from.cases.words_to_review(reader, agencies, rows_of_list);
    unseen = from.cases.photos_to_review(reader, agencies, rows_of_list);
  });
  std::string body = "<div class=\"bench\">" + refused_summary(words, typed) + "<div class=\"bench__head\"><h1>" +
                     words.say("desk.review") + "</h1></div>\n";
  if (unread.empty() && unseen.empty()) body += "<p>" + words.say("desk.none") + "</p>";
  if (!unread.empty()) body += "<p>" + words.say("desk.review_lead") + "</p>\n" + words_waiting(words, request, unread);
  if (!unseen.empty()) body += photos_waiting(words, request.principal, unseen);
  return desk_page(request, *city, words, "/desk/review", words.plain("desk.review"), body + "</div>",
                   typed.path.empty() ? 200 : http::status_of(typed.refusal.kind));
}

std::vector<std::string> agencies_of(const http::Principal& principal, const directory::Snapshot& city) {
  const auto scopes = principal.scopes("read_case");
  const bool all = std::ranges::find(scopes, "*") != scopes.end();
  std::vector<std::string> codes;
  for (const auto& agency : city.agencies)
    if (all || std::ranges::find(scopes, agency.code) != scopes.end()) codes.push_back(agency.code);
  return codes;
}

http::Response desk_page(const http::Request& request, const directory::Snapshot& city, const Words& words, std::string path,
                         std::string title, std::string body, int status) {
  http::Response response = directory::respond(request, city,
                                               {.language = words.language(),
                                                .title = std::move(title),
                                                .path = std::move(path),
                                                .body = std::move(body),
                                                .description = {},
                                                .bar = directory::bar_of(request.principal, words.language())},
                                               status);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  response.headers.insert(response.headers.end(), {{"Cache-Control", "no-store"}, {"X-Robots-Tag", "noindex"}});
  return response;
}

std::vector<http::Route> desk_routes(Desk given) {
  const auto desk = std::make_shared<const Desk>(given);
  const auto page = [&](const std::string& pattern, const std::string& sentence, const std::string& takes, const auto& write) {
    return http::Route{.method = http::Method::get,
                       .pattern = pattern,
                       .permission = "read_case:AGENCY",
                       .cost = http::Cost::work,
                       .sentence = sentence,
                       .takes = takes,
                       .gives = "HTML page",
                       .handle = http::answer([desk, write](const http::Request& request) { return write(*desk, request); })};
  };
  std::vector<http::Route> all{
      page("/desk", "The work list: open requests, those due first.", "query: agency, mine, number, cursor", work_list),
      page("/desk/requests/{number}", "One request for those who work it, with all that they may do.", "",
           [](const Desk& from, const http::Request& request) { return desk_case(from, request, {}); }),
      page("/desk/find", "Requests by words, number, address or person.", "query: q, cursor", find_page),
      page("/desk/review", "What people wrote and photographed that waits for a person before the public may see it.", "",
           [](const Desk& from, const http::Request& request) { return desk_review(from, request, {}); }),
      page("/desk/places", "Requests whose place is to be found.", "", places)};
  for (const Verb& verb : verbs(given.cases)) all.push_back(form_route(desk, verb));
  all.push_back(person_route(desk));
  for (auto& route : desk_photo_routes(desk)) all.push_back(std::move(route));
  for (auto& route : follow_up_routes(desk)) all.push_back(std::move(route));
  return all;
}

}  // namespace portico::cases
