// What the public reads.
#include <boost/json.hpp>
#include <limits>

#include "base/text.h"
#include "city/announcements/routes_words.h"
#include "city/announcements/tables.h"
#include "city/directory/routes.h"

namespace portico::announcements {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr int most_in_data = 200, most_looked_at = 100;
constexpr std::chrono::days remembered{30};  // on the page, after their end

std::string past(const Voice& voice, const std::vector<Announcement>& all, Instant now) {
  std::string items;
  for (const auto& each : all)
    if (each.standing(now) == Standing::over && each.until > now - remembered) items += note_of(voice, each);
  if (items.empty()) return items;
  return "<section aria-labelledby=\"past\"><h2 id=\"past\">" + voice.say("announcements.past") + "</h2><div class=\"notices\">\n" + items +
         "</div></section>\n";
}

Response page(const Sources& from, const Request& request) {
  const auto city = from.directory.now();
  if (city->city.languages.empty()) return directory::no_such_page(request, *city);
  const Voice voice{*city, directory::language_of(request, *city)};
  const Instant now = from.time.now();
  std::vector<Announcement> all;
  from.store.read([&](store::Reader& reader) { all = tables::newest(reader, std::numeric_limits<std::int64_t>::max(), most_looked_at); });
  const auto held = from.announcements.now();
  std::string notes;
  for (const auto* each : in_force(*held, now)) notes += note_of(voice, *each);
  const std::string body =
      "<div class=\"wrap section\"><h1>" + voice.say("announcements.title") + "</h1><p class=\"soft\">" + voice.say("announcements.lead") +
      "</p>\n" + (notes.empty() ? "<p>" + voice.say("announcements.none") + "</p>\n" : "<div class=\"notices\">\n" + notes + "</div>\n") +
      past(voice, all, now) + "<p class=\"small\"><a href=\"/announcements.json\">" + voice.say("announcements.data") + "</a></p></div>";
  return directory::respond(request, *city,
                            {.language = voice.language,
                             .title = messages().text(voice.language, "announcements.title"),
                             .path = "/announcements",
                             .body = body,
                             .description = messages().text(voice.language, "announcements.lead")});
}

// Its words are given as long as the city stands by them.
json::object object_of(const Announcement& announcement, const directory::Snapshot& city, Instant now) {
  json::object object, words;
  json::array services;
  for (const auto& code : announcement.services)
    if (const auto* service = city.service(code); service && service->shown()) services.emplace_back(code);
  if (!announcement.withdrawn)
    for (const auto& [language, text] : announcement.texts) words[language] = json::object{{"title", text.title}, {"text", text.body}};
  object["id"] = announcement.id;
  object["state"] = std::string(name_of(announcement.standing(now)));
  object["agency"] = announcement.agency;
  object["services"] = std::move(services);
  object["from"] = iso8601(announcement.from);
  object["until"] = iso8601(announcement.until);
  object["changed"] = iso8601(announcement.at);
  object["words"] = std::move(words);
  return object;
}

// What was withdrawn before it began was never public.
bool was_public(const Announcement& announcement, Instant now) {
  return announcement.withdrawn ? announcement.from <= announcement.at : announcement.from <= now;
}

Response data(const Sources& from, const Request& request) {
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (const auto asked = request.asked("before"); !asked.empty()) {
    const auto number = parse_integer(asked);
    if (!number || *number < 1)
      return http::problem(
          Refusal{Refused::invalid, {{"before", "\"" + std::string(asked) + "\" is no announcement's id.", "a whole number from 1"}}});
    before = *number;
  }
  const auto city = from.directory.now();
  const Instant now = from.time.now();
  json::array list;
  from.store.read([&](store::Reader& reader) {
    for (const auto& each : tables::newest(reader, before, most_in_data))
      if (was_public(each, now)) list.push_back(object_of(each, *city, now));
  });
  return {.status = 200, .type = "application/json", .body = json::serialize(list), .headers = {{"Cache-Control", "no-cache"}}};
}

}  // namespace

std::vector<http::Route> public_routes(const Sources& from) {
  using http::Cost;
  using http::Method;
  http::Route read{.method = Method::get,
                   .pattern = "/announcements",
                   .permission = "public",
                   .cost = Cost::work,
                   .sentence = "What is going on in the city: what agencies announce, and what they announced lately.",
                   .takes = "",
                   .gives = "HTML page",
                   .handle = http::answer([from](const Request& request) { return page(from, request); })};
  read.kept_as = directory::kept_page(from.directory);
  auto all = directory::in_every_language({std::move(read)}, from.directory);
  all.push_back({Method::get, "/announcements.json", "public", Cost::work,
                 "Announcements that were ever public, the newest first, 200 at a time.", "query: before (an id: older ones alone)",
                 "JSON list: id, state, agency, services, from, until, changed, words",
                 http::answer([from](const Request& request) { return data(from, request); })});
  all.back().heavy = true;
  return all;
}

}  // namespace portico::announcements
