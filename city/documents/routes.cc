// What the public reads.
#include "city/documents/routes.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"
#include "city/directory/routes.h"
#include "city/documents/find.h"
#include "city/documents/routes_words.h"

namespace portico::documents {
namespace {

namespace json = boost::json;
using http::Cost;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t most_found = 20, most_beside = 5, most_read = 5, most_typed = 200;
constexpr std::chrono::days counted_days{30};

std::string typed_in(const Request& request) {
  std::string typed(trim(request.asked("q")).substr(0, most_typed));
  return valid_utf8(typed) ? typed : std::string();
}

// Whoever says that it is a machine, or that nobody has seen the page yet, is not counted.
bool is_reader(const Request& request) {
  constexpr std::array<std::string_view, 6> machines{"bot", "crawl", "spider", "slurp", "preview", "monitor"};
  if (request.method != Method::get || request.to_be_kept) return false;
  if (request.header("sec-purpose").starts_with("prefetch") || request.header("purpose") == "prefetch") return false;
  const std::string agent = lower_ascii(request.header("user-agent"));
  return std::ranges::none_of(machines, [&](std::string_view machine) { return agent.find(machine) != std::string::npos; });
}

std::string group_of(const directory::Snapshot& city, const Article& article) {
  const auto* service = article.services.empty() ? nullptr : city.service(article.services.front());
  return service && city.group(service->group) ? service->group : std::string();
}

std::string search_form(const Voice& voice, std::string_view action, std::string_view typed) {
  return "<form class=\"find\" action=\"" + (action.starts_with("/desk") ? std::string(action) : voice.path(action)) +
         "\" method=\"get\" role=\"search\"><label class=\"field\" for=\"q\"><span class=\"field__label\">" + voice.say("answers.search") +
         "</span></label><div class=\"find__row\"><input class=\"input\" id=\"q\" name=\"q\" type=\"search\" value=\"" + escaped(typed) +
         "\"><button class=\"btn\" type=\"submit\">" + voice.say("answers.button") + "</button></div></form>\n";
}

std::string found_section(const Voice& voice, const std::vector<const Shown*>& found, std::string_view typed) {
  std::string html = "<section class=\"block\" aria-labelledby=\"found\"><h2 id=\"found\">" +
                     voice.say("answers.found", {{"typed", std::string(typed)}, {"count", static_cast<std::int64_t>(found.size())}}) +
                     "</h2>\n" + list_of(voice, found, "/answers/");
  if (found.empty()) {
    html += "<p>" + voice.say("answers.none_found") + "</p>";
    html += "<p><a class=\"btn btn--quiet\" href=\"" + voice.path("/report") + "\">" + voice.say("answers.report") + "</a></p>";
  }
  return html + "</section>\n";
}

std::string most_read_section(const Voice& voice, const Shelf& shelf, const Figures& read) {
  std::vector<std::pair<std::int64_t, const Shown*>> counted;
  for (const auto& [code, counts] : read.articles)
    if (const Shown* each = shelf.find(code); each && counts.reads >= least_told) counted.emplace_back(counts.reads, each);
  if (counted.empty()) return {};
  std::ranges::stable_sort(counted, std::ranges::greater{}, &std::pair<std::int64_t, const Shown*>::first);
  if (counted.size() > most_read) counted.resize(most_read);
  std::vector<const Shown*> first;
  for (const auto& [count, each] : counted) first.push_back(each);
  return "<section class=\"block\" aria-labelledby=\"most\"><h2 id=\"most\">" + voice.say("answers.most") + "</h2>\n" +
         list_of(voice, first, "/answers/") + "</section>\n";
}

std::string all_section(const Voice& voice, const Shelf& shelf) {
  std::string groups;
  const auto section = [&](const std::string& code, const std::string& name) {
    std::vector<const Shown*> here;
    for (const Shown& each : shelf.all())
      if (group_of(voice.city, each.article) == code) here.push_back(&each);
    if (here.empty()) return;
    const std::string own = own_language(voice.city);
    std::ranges::sort(here, {}, [&](const Shown* each) { return text_in(each->article, voice.language, own)->second.title; });
    groups += "<section class=\"group\"><h3>" + name + "</h3>" + list_of(voice, here, "/answers/") + "</section>\n";
  };
  for (const auto& group : voice.city.groups) section(group.code, voice.name(group.name));
  section("", voice.say("answers.other"));
  return "<section class=\"block\" aria-labelledby=\"all\"><h2 id=\"all\">" + voice.say("answers.all") + "</h2>\n" +
         (groups.empty() ? "<p>" + voice.say("answers.none") + "</p>" : "<div class=\"groups\">" + groups + "</div>") + "</section>\n";
}

Response list(const Library& library, const Request& request) {
  const auto city = library.directory.now();
  if (city->city.languages.empty()) return directory::no_such_page(request, *city);
  const auto shelf = library.documents.now();
  const Voice voice{*city, directory::language_of(request, *city)};
  const std::string typed = typed_in(request);
  const auto today = city_day(*city, library.time.now());
  Figures read;
  library.store.read([&](store::Reader& reader) { read = figures(reader, today - counted_days, today); });
  std::string body = "<div class=\"wrap\"><div class=\"section\"><h1>" + voice.say("answers.title") + "</h1><p class=\"soft\">" +
                     voice.say("answers.lead") + "</p></div>\n" + search_form(voice, "/answers", typed);
  if (!typed.empty())
    body += found_section(voice, find_articles(*shelf, *city, voice.language, typed, most_found), typed);
  else
    body += most_read_section(voice, *shelf, read);
  body += all_section(voice, *shelf) + "</div>";
  return directory::respond(request, *city,
                            {.language = voice.language,
                             .title = voice.plain("answers.title"),
                             .path = "/answers",
                             .body = std::move(body),
                             .description = voice.plain("answers.lead")});
}

std::string report_links(const Voice& voice, const Article& article) {
  std::string html;
  for (const auto& code : article.services)
    if (const auto* service = voice.city.service(code); service && !service->draft && !service->retired)
      html += "<li><a href=\"" + voice.path("/report/" + code) + "\">" + voice.name(service->name) + "</a></li>\n";
  return html.empty() ? html
                      : "<section class=\"block\" aria-labelledby=\"ask-for\"><h2 id=\"ask-for\">" + voice.say("answers.report") +
                            "</h2><ul class=\"asks\">\n" + html + "</ul></section>\n";
}

std::string helped_form(const Voice& voice, const std::string& code, std::string_view said) {
  std::string html =
      "<section class=\"block helped\" aria-labelledby=\"helped\"><h2 id=\"helped\">" + voice.say("answer.helped") + "</h2>\n";
  if (said == "thanks") return html + "<p role=\"status\">" + voice.say("answer.thanks") + "</p></section>\n";
  return html + "<form method=\"post\" action=\"" + voice.path("/answers/" + code + "/helped") +
         "\"><button class=\"btn btn--quiet\" name=\"helped\" value=\"yes\">" + voice.say("answer.yes") +
         "</button> <button class=\"btn btn--quiet\" name=\"helped\" value=\"no\">" + voice.say("answer.no") +
         "</button></form></section>\n";
}

std::string article_body(const Voice& voice, const Shown& shown, std::chrono::sys_days today, std::string_view said) {
  const Article& article = shown.article;
  const auto* text = text_in(article, voice.language, own_language(voice.city));
  const std::string other = marked(voice, text->first);
  std::string html = "<div class=\"wrap\">\n<nav class=\"crumbs\" aria-label=\"" + voice.say("answer.crumb") + "\"><ol><li><a href=\"" +
                     voice.path("/answers") + "\">" + voice.say("answers.title") + "</a></li></ol></nav>\n<article class=\"section\"><h1" +
                     other + ">" + escaped(text->second.title) + "</h1>\n";
  if (const auto* agency = voice.city.agency(article.agency)) {
    html += "<p class=\"soft\">" + voice.say("answer.agency") + " <b>" + voice.name(agency->name) + "</b> · " +
            voice.say("answer.reviewed") + " " + voice.date(article.reviewed) + "</p>\n";
  }
  if (!other.empty()) html += "<div class=\"note\"><p>" + voice.say("answer.language") + "</p></div>\n";
  if (is_stale(article, today)) html += "<div class=\"note\"><p>" + voice.say("answer.stale") + "</p></div>\n";
  html += "<div class=\"prose\"" + other + ">\n" + body_of(voice, text->second, 2) + "</div></article>\n";
  return html + report_links(voice, article) + helped_form(voice, article.code, said) + "</div>";
}

Response one(const Library& library, const Request& request) {
  const auto city = library.directory.now();
  const auto shelf = library.documents.now();
  const Shown* shown = shelf->find(request.part("code"));
  if (!shown || city->city.languages.empty()) return directory::no_such_page(request, *city);
  const Voice voice{*city, directory::language_of(request, *city)};
  const auto today = city_day(*city, library.time.now());
  const std::string_view said = request.asked("said");
  if (said.empty() && is_reader(request)) library.counter.add(today, {shown->article.code, voice.language, Channel::web}, {.reads = 1});
  const auto* text = text_in(shown->article, voice.language, own_language(*city));
  return directory::respond(request, *city,
                            {.language = voice.language,
                             .title = text->second.title,
                             .path = "/answers/" + shown->article.code,
                             .body = article_body(voice, *shown, today, said),
                             .description = {}});
}

Response helped(const Library& library, const Request& request) {
  const auto city = library.directory.now();
  const auto shelf = library.documents.now();
  const Shown* shown = shelf->find(request.part("code"));
  if (!shown) return directory::no_such_page(request, *city);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string_view said = form->value("helped");
  if (said != "yes" && said != "no")
    return http::problem(Refusal{Refused::invalid, {{"helped", "Please say whether it helped.", "yes or no"}}});
  const std::string language = directory::language_of(request, *city);
  library.counter.add(city_day(*city, library.time.now()), {shown->article.code, language, Channel::web},
                      {.helped = said == "yes", .unhelped = said == "no"});
  return leading_to(directory::path_in(*city, language, "/answers/" + shown->article.code) + "?said=thanks");
}

json::value told(std::int64_t count) { return count < least_told ? json::value(nullptr) : json::value(count); }

json::object data_of(const Counts& counts) {
  const int helped = share(counts.helped, counts.helped + counts.unhelped);
  return {{"reads", told(counts.reads)}, {"helped_share", helped < 0 ? json::value(nullptr) : json::value(helped)}};
}

Response data(const Library& library) {
  const auto city = library.directory.now();
  const auto today = city_day(*city, library.time.now());
  Figures read;
  library.store.read([&](store::Reader& reader) { read = figures(reader, today - counted_days, today); });
  json::object articles, channels, languages;
  for (const auto& [code, counts] : read.articles) articles[code] = data_of(counts);
  for (const auto& [channel, counts] : read.channels) channels[name_of(channel)] = data_of(counts);
  for (const auto& [language, counts] : read.languages) languages[language] = data_of(counts);
  const json::object all{{"from", iso_day(read.first)}, {"to", iso_day(read.last)}, {"all", data_of(read.all)},
                         {"articles", articles},        {"channels", channels},     {"languages", languages}};
  return {
      .status = 200, .type = "application/json; charset=utf-8", .body = json::serialize(all), .headers = {{"Cache-Control", "no-cache"}}};
}

Response desk_list(const Library& library, const Request& request) {
  const auto city = library.directory.now();
  const auto shelf = library.documents.now();
  const Voice voice{*city, directory::language_of(request, *city)};
  const std::string typed = typed_in(request);
  std::vector<const Shown*> found;
  if (typed.empty())
    for (const Shown& each : shelf->all()) found.push_back(&each);
  else
    found = find_articles(*shelf, *city, voice.language, typed, most_found);
  std::string body = "<div class=\"bench\"><div class=\"bench__head\"><h1>" + voice.say("answers.title") + "</h1>" +
                     search_form(voice, "/desk/answers", typed) + "</div>\n";
  if (request.asked("said") == "told") body += "<p role=\"status\">" + voice.say("desk.told") + "</p>\n";
  body += found.empty() ? "<p>" + voice.say(shelf->all().empty() ? "answers.none" : "answers.none_found") + "</p>"
                        : "<section class=\"pane\" aria-label=\"" + voice.say("answers.title") + "\">" +
                              list_of(voice, found, "/desk/answers/") + "</section>";
  return staff_page(request, voice, "/desk/answers", voice.plain("answers.title"), body + "</div>");
}

Response desk_one(const Library& library, const Request& request) {
  const auto city = library.directory.now();
  const auto shelf = library.documents.now();
  const Shown* shown = shelf->find(request.part("code"));
  if (!shown) return directory::no_such_page(request, *city);
  const Voice voice{*city, directory::language_of(request, *city)};
  const Article& article = shown->article;
  const auto* text = text_in(article, voice.language, own_language(*city));
  const std::string other = marked(voice, text->first), code = http::percent_encode(article.code);
  std::string languages;
  for (const auto& tag : city->city.languages)
    if (const auto language = i18n::find_language(tag, "language"))
      languages += "<option lang=\"" + escaped(tag) + "\" value=\"" + escaped(tag) + "\"" + (tag == voice.language ? " selected" : "") +
                   ">" + escaped(language->own_name) + "</option>";
  std::string body = "<div class=\"bench\"><div class=\"bench__head\"><h1" + other + ">" + escaped(text->second.title) +
                     "</h1></div>\n<div class=\"panes\"><div class=\"pane prose\"" + other + ">" + body_of(voice, text->second, 2) +
                     "</div>\n<div><section class=\"pane\" aria-labelledby=\"tell\"><h2 id=\"tell\">" + voice.say("desk.tell.title") +
                     "</h2><form method=\"post\" action=\"/desk/answers/" + code + "/told\"><input type=\"hidden\" name=\"csrf\" value=\"" +
                     escaped(request.principal.csrf) + "\"><div class=\"field\"><label class=\"field__label\" for=\"language\">" +
                     voice.say("desk.tell.language") + "</label><select class=\"input\" id=\"language\" name=\"language\">" + languages +
                     "</select></div><button class=\"btn\">" + voice.say("desk.tell.button") + "</button></form></section>\n" +
                     report_links(voice, article) + "</div></div></div>";
  return staff_page(request, voice, "/desk/answers", text->second.title, body);
}

// Somebody was told it at the desk: a contact answered without a case.
Response desk_told(const Library& library, const Request& request) {
  const auto city = library.directory.now();
  const auto shelf = library.documents.now();
  const Shown* shown = shelf->find(request.part("code"));
  if (!shown) return directory::no_such_page(request, *city);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string language(form->value("language"));
  const auto& spoken = city->city.languages;
  if (std::ranges::find(spoken, language) == spoken.end())
    return http::problem(Refusal{Refused::invalid, {{"language", "The city does not have this language.", "a language of city.toml"}}});
  library.counter.add(city_day(*city, library.time.now()), {shown->article.code, language, Channel::desk}, {.reads = 1});
  return leading_to("/desk/answers?said=told");
}

}  // namespace

std::string answers_beside(const Documents& documents, const directory::Snapshot& city, const std::string& language,
                           std::string_view typed) {
  const auto shelf = documents.now();
  const Voice voice{city, language};
  const auto found = find_articles(*shelf, city, language, typed, most_beside);
  if (found.empty()) return {};
  return "<section class=\"block\" aria-labelledby=\"answers\"><h2 id=\"answers\">" + voice.say("answers.title") + "</h2>\n" +
         list_of(voice, found, "/answers/") + "</section>\n";
}

std::vector<Answer> answers(const Documents& documents, const directory::Snapshot& city, const std::string& language) {
  const auto shelf = documents.now();
  const Voice voice{city, language};
  std::vector<Answer> all;
  for (const Shown& each : shelf->all()) {
    const auto* text = text_in(each.article, language, own_language(city));
    const auto* group = city.group(group_of(city, each.article));
    const auto* agency = city.agency(each.article.agency);
    all.push_back({.code = each.article.code,
                   .title = text->second.title,
                   .text = body_of(voice, text->second, 2),
                   .category = group ? voice.plain_name(group->name) : "",
                   .services = each.article.services,
                   .agency = agency ? voice.plain_name(agency->name) : each.article.agency,
                   .language = text->first,
                   .reviewed = iso_day(each.article.reviewed)});
  }
  return all;
}

std::vector<http::Route> public_routes(const Library& library) {
  std::vector<http::Route> pages = {
      {Method::get, "/answers", "public", Cost::work, "The city's answers: a search, what is read most, and all by group.", "query: q",
       "HTML page", http::answer([library](const Request& request) { return list(library, request); })},
      {Method::get, "/answers/{code}", "public", Cost::quick, "One answer, in the reader's language where there is one.", "", "HTML page",
       http::answer([library](const Request& request) { return one(library, request); })},
      {Method::post, "/answers/{code}/helped", "public", Cost::quick, "Says whether an answer helped; who says it is not kept.",
       "form: helped", "a redirect to the answer", http::answer([library](const Request& request) { return helped(library, request); })},
  };
  pages[0].kept_as = [kept = directory::kept_page(library.directory)](const Request& request) {
    return request.asked("q").empty() ? kept(request) : std::string();
  };
  auto all = directory::in_every_language(std::move(pages), library.directory);
  all.push_back({Method::get, "/answers.json", "public", Cost::work,
                 "How often each answer was read in the last 30 days, and how many said that it helped; nothing of fewer than ten.", "",
                 "JSON", http::answer([library](const Request&) { return data(library); })});
  all.back().kept_as = [](const Request& request) { return request.path; };
  return all;
}

std::vector<http::Route> desk_routes(const Library& library) {
  return {
      {Method::get, "/desk/answers", "read_case:AGENCY", Cost::work, "The city's answers, for whoever is asked.", "query: q", "HTML page",
       http::answer([library](const Request& request) { return desk_list(library, request); })},
      {Method::get, "/desk/answers/{code}", "read_case:AGENCY", Cost::quick, "One answer, to be told.", "", "HTML page",
       http::answer([library](const Request& request) { return desk_one(library, request); })},
      {Method::post, "/desk/answers/{code}/told", "read_case:AGENCY", Cost::quick,
       "Somebody was told an answer: counts a contact answered without a case.", "form: language", "a redirect to the answers",
       http::answer([library](const Request& request) { return desk_told(library, request); })},
  };
}

}  // namespace portico::documents
