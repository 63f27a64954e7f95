#include "city/cases/routes_home.h"

#include <algorithm>
#include <map>

#include "city/cases/routes_report_pages.h"
#include "city/cases/routes_scripts.h"
#include "city/cases/tally.h"
#include "city/directory/routes.h"
#include "city/standards/notice.h"

namespace portico::cases {
namespace {

constexpr int rows_of_home = 10, days_counted = 30;
constexpr std::size_t most_asked = 4;
constexpr std::int64_t least_asked = 3;  // of whom asked for a thing, before it counts as what people ask

struct HomeSources {
  store::Store& store;
  const Cases& cases;
  const directory::Directory& directory;
  const standards::Standards& standards;
  const TimeSource& time;
  Today today;
};

std::string search_form(const Words& words) {
  return "<form class=\"search\" action=\"" + words.path("/report") + "\" method=\"get\" role=\"search\"><label class=\"vh\" for=\"q\">" +
         words.say("report.search.label") +
         "</label><input class=\"input\" id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\"><button class=\"btn\" type=\"submit\">" +
         words.say("report.search.button") + "</button></form>\n";
}

// What people have asked for since yesterday, most of all first.
std::string asked_lately(const Words& words, const std::vector<tables::TallyRow>& lately) {
  std::map<std::string, std::int64_t> counted;
  for (const auto& row : lately) counted[row.service] += row.counts.opened;
  std::vector<std::pair<std::int64_t, const directory::Service*>> asked;
  for (const auto& [code, count] : counted)
    if (const auto* service = words.city().service(code); service && service->shown() && count >= least_asked)
      asked.emplace_back(count, service);
  std::ranges::stable_sort(asked, std::ranges::greater{}, &std::pair<std::int64_t, const directory::Service*>::first);
  if (asked.size() > most_asked) asked.resize(most_asked);
  if (asked.empty()) return {};
  std::string html = "<p class=\"tries\"><span>" + words.say("home.asked") + "</span>";
  for (const auto& [count, service] : asked)
    html += " <a href=\"" + words.path("/report/" + http::percent_encode(service->code)) + "\">" + words.name(service->name) + "</a>";
  return html + "</p>\n";
}

// Where a script tells whoever has a report waiting on this device; without one, and without a script, there is nothing to see.
std::string waiting_place(const Words& words) {
  return "<div class=\"wrap\" data-waiting=\"" + words.path("/report") + "\"" + home_attributes(words) + "></div>\n";
}

std::string counted(const Words& words, const Standing& standing) {
  std::string html = "<section class=\"wrap section\" aria-labelledby=\"vow\"><div class=\"section__head\"><h2 id=\"vow\">" +
                     words.say("vow.title") + "</h2></div><p class=\"soft\">" + words.say("vow.lead") + "</p>\n";
  if (standing.first_share() < 0 && standing.outcome_share() < 0) return html + "<p>" + words.say("vow.none") + "</p></section>\n";
  const auto figure = [&](std::string_view key, int share) {
    if (share < 0) return std::string();
    return "<li><b>" + words.say(std::string(key) + ".share", {{"share", std::int64_t{share}}}) + "</b><span>" +
           words.say(std::string(key) + ".what") + "</span></li>";
  };
  const std::int64_t opened = standing.counts.opened;
  html += "<ul class=\"figures\">" + figure("vow.first", standing.first_share()) + figure("vow.outcome", standing.outcome_share()) +
          "<li><b>" + http::escape_html(i18n::format_number(opened, words.language())) + "</b><span>" +
          words.say("vow.opened.what", {{"count", opened}}) + "</span></li></ul>";
  return html + "</section>\n";
}

http::Response home(const HomeSources& from, const http::Request& request) {
  const auto city = from.directory.now();
  const Words words(*city, directory::language_of(request, *city));
  const Instant now = from.time.now();
  const std::chrono::sys_days today = city_day(*city, now);
  std::vector<Case> newest;
  Standing standing;
  std::vector<tables::TallyRow> lately;
  from.store.read([&](store::Reader& reader) {
    Filter filter;
    filter.limit = rows_of_home;
    newest = from.cases.list(reader, filter).cases;
    standing = cases::standing(reader, today - std::chrono::days(days_counted), today);
    lately = tally(reader, today - std::chrono::days(1), today);
  });
  const auto standards = from.standards.now();
  const std::string notices = standards::Notices(*standards, *city, words.language()).in_force(now);
  std::string body = danger_note(words) + waiting_place(words) + (notices.empty() ? "" : "<div class=\"wrap\">" + notices + "</div>\n") +
                     "<section class=\"hero\" aria-labelledby=\"ask\"><div class=\"wrap hero__in\"><div><h1 id=\"ask\">" +
                     words.say("home.title") + "</h1><p class=\"hero__lead\">" + words.say("home.lead") + "</p>" + search_form(words) +
                     asked_lately(words, lately) + "<p><a class=\"btn btn--sun\" href=\"" + words.path("/report") + "\">" +
                     words.say("home.report") + "</a></p><p><a href=\"" + words.path("/services") + "\">" + words.say("home.services") +
                     "</a></p></div>\n" + check_form(words, "h2", "", "") + "</div></section>\n";
  if (from.today) body += from.today(words.language());
  body += "<section class=\"wrap section\" aria-labelledby=\"newest\"><div class=\"section__head\"><h2 id=\"newest\">" +
          words.say("newest.title") + "</h2><a href=\"" + words.path("/map") + "\">" + words.say("map.link") + "</a><a href=\"" +
          words.path("/requests") + "\">" + words.say("newest.all") + "</a></div>\n";
  body += newest.empty() ? "<p>" + words.say("newest.none") + "</p>" : table(words, newest, words.plain("newest.title"), now);
  body += "</section>\n" + counted(words, standing);
  return directory::respond(
      request, *city,
      {.language = words.language(), .title = {}, .path = "/", .body = body, .description = words.plain("home.lead"), .scripts = {"home"}});
}

}  // namespace

std::string check_form(const Words& words, std::string_view heading, std::string_view typed, const std::string& wrong) {
  const std::string level(heading);
  std::string html = "<form class=\"check\" action=\"" + words.path("/requests") + "\" method=\"get\"><" + level + ">" +
                     words.say("check.title") + "</" + level + "><div class=\"field" + (wrong.empty() ? "" : " field--wrong") +
                     "\"><label class=\"field__label\" for=\"number\">" + words.say("check.label") +
                     "</label><p class=\"field__hint\" id=\"number-hint\">" + words.say("check.hint") + "</p>";
  if (!wrong.empty()) html += "<p class=\"error\" id=\"number-wrong\">" + wrong + "</p>";
  html +=
      "<input class=\"input\" id=\"number\" name=\"number\" autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" "
      "dir=\"ltr\" required value=\"" +
      http::escape_html(typed) + "\" aria-describedby=\"number-hint" + (wrong.empty() ? "" : " number-wrong") + "\"" +
      (wrong.empty() ? "" : " aria-invalid=\"true\" autofocus") + "></div><button class=\"btn btn--wide\" type=\"submit\">" +
      words.say("check.button") + "</button></form>\n";
  return html;
}

std::vector<http::Route> home_routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                     const standards::Standards& standards, const TimeSource& time, Today today) {
  const auto sources = std::make_shared<const HomeSources>(HomeSources{store, cases, directory, standards, time, std::move(today)});
  http::Route route{.method = http::Method::get,
                    .pattern = "/",
                    .permission = "public",
                    .cost = http::Cost::work,
                    .sentence = "The first page: what this is, the city's day, the newest requests, and how promises are kept.",
                    .takes = "",
                    .gives = "HTML page",
                    .handle = http::answer([sources](const http::Request& request) { return home(*sources, request); })};
  route.kept_as = directory::kept_page(directory);
  return directory::in_every_language({std::move(route)}, directory);
}

}  // namespace portico::cases
