#include <algorithm>

#include "base/text.h"
#include "city/cases/ending.h"
#include "city/cases/follow.h"
#include "city/cases/routes.h"
#include "city/cases/routes_clocks.h"
#include "city/cases/routes_commands.h"
#include "city/cases/routes_desk.h"
#include "city/cases/routes_emergency.h"
#include "city/cases/routes_home.h"
#include "city/cases/routes_list.h"
#include "city/cases/routes_live.h"
#include "city/cases/routes_photos.h"
#include "city/cases/routes_proof.h"
#include "city/cases/routes_report_pages.h"
#include "city/cases/routes_request.h"
#include "city/cases/touched.h"
#include "city/directory/routes.h"
#include "city/directory/shell.h"
#include "city/standards/notice.h"

namespace portico::cases {
namespace {

constexpr int rows_of_list = 50;

// What the pages read from; lives as long as the routes.
struct Sources {
  store::Store& store;
  const Cases& cases;
  const directory::Directory& directory;
  const standards::Standards& standards;
  const TimeSource& time;
};

// -- the list ----------------------------------------------------------------------------------------------------------------------------

// A number that was typed leads to its page; one that cannot be a number, or leads nowhere, comes back with what is wrong.
std::optional<http::Response> typed_number(const Sources& from, const http::Request& request, const Words& words) {
  const std::string typed(trim(request.asked("number")).substr(0, 100));
  if (typed.empty()) return std::nullopt;
  std::optional<Case> found;
  from.store.read([&](store::Reader& reader) { found = from.cases.find(reader, typed); });
  if (found) {
    const std::string path = directory::path_in(words.city(), words.language(), "/requests/" + found->number);
    return http::Response{.status = 303, .type = "text/plain; charset=utf-8", .body = {}, .headers = {{"Location", path}}};
  }
  const std::string wrong = read_case_number(typed) ? words.say("check.missing", {{"number", typed}}) : words.say("check.wrong");
  const std::string body =
      danger_note(words) + "<div class=\"wrap section\">" + check_form(words, "h1", valid_utf8(typed) ? typed : "", wrong) + "</div>";
  return directory::respond(
      request, words.city(),
      {.language = words.language(), .title = words.plain("check.title"), .path = "/requests", .body = body, .description = {}}, 404);
}

http::Response list(const Sources& from, const http::Request& request) {
  const auto city = from.directory.now();
  const Words words(*city, directory::language_of(request, *city));
  if (auto typed = typed_number(from, request, words)) return *std::move(typed);
  Filter filter = filter_of(request, *city);
  filter.limit = rows_of_list;
  filter.box.reset();
  Page page;
  from.store.read([&](store::Reader& reader) { page = from.cases.list(reader, filter); });
  std::string body = "<div class=\"wrap\"><div class=\"section\"><h1>" + words.say("list.title") + "</h1><p class=\"soft\">" +
                     words.say("list.lead") + " <a href=\"" + words.path("/map") + "\">" + words.say("map.link") + "</a></p></div>\n";
  body += filters_form(words, "/requests", request);
  body +=
      page.cases.empty() ? "<p>" + words.say("list.none") + "</p>" : table(words, page.cases, words.plain("list.title"), from.time.now());
  body += older_link(words, "/requests", request, page) + "</div>";
  return directory::respond(
      request, *city,
      {.language = words.language(), .title = words.plain("list.title"), .path = "/requests", .body = body, .description = {}});
}

// -- one request -------------------------------------------------------------------------------------------------------------------------

LifeOnPage life_of(const Sources& from, store::Reader& reader, const Case& subject, const http::Request& request,
                   const directory::Snapshot& city) {
  LifeOnPage life{.endings = from.cases.endings(reader, subject.id),
                  .handlings = from.cases.handlings(reader, subject.id),
                  .token = std::string(request.asked("token")),
                  .people = people_behind(reader, subject.id),
                  .said = std::string(request.asked("said"))};
  life.holds_receipt = !life.token.empty();  // asked_case found nothing by a wrong one, or a public case whatever was sent
  if (life.holds_receipt && !from.cases.find_by_receipt(reader, subject.number, life.token)) {
    const auto by_token = from.cases.find_by_token(reader, life.token);
    life.holds_receipt = by_token && by_token->id == subject.id;
  }
  if (!request.asked("key").empty()) {
    const Following following{parse_integer(request.asked("follower")).value_or(0), std::string(request.asked("key"))};
    if (const auto follower = from.cases.follower_by(reader, subject.id, following)) {
      life.following = following;
      life.confirmed = follower->confirmed;
    }
  }
  life.can_add_photos =
      life.holds_receipt && subject.status == Status::open && subject.photo_count < static_cast<std::int64_t>(most_photos_of_a_case);
  if (subject.closing) {
    const Ending* kept = life.endings.empty() ? nullptr : &life.endings.back();
    const bool contested = kept && kept->closing.at == subject.closing->at && kept->contested;
    life.contest_until = contest_until(*subject.closing, from.standards.now()->policy.contest_within_days, city);
    life.can_contest = !contested && city_day(city, from.time.now()) <= life.contest_until;
  }
  if (subject.merged_into != 0)
    if (const auto leading = from.cases.find(reader, from.cases.number_of(subject.merged_into))) life.merged_into = leading->number;
  return life;
}

http::Response request_page(const Sources& from, const http::Request& request) {
  const auto city = from.directory.now();
  std::optional<Case> found;
  std::vector<Message> messages;
  std::vector<Move> moves;
  LifeOnPage life;
  std::string proof, live;
  std::vector<Photo> photos;
  std::int64_t photos_waiting = 0;
  const std::string_view token = request.asked("token");
  from.store.read([&](store::Reader& reader) {
    found = asked_case(reader, from.cases, request);
    if (!found) return;
    messages = from.cases.messages(reader, found->id);
    moves = from.cases.moves(reader, found->id);
    life = life_of(from, reader, *found, request, *city);
    proof = proof_panel(Words(*city, directory::language_of(request, *city)), reader, *found, token);
    live = live_path(reader, *found, token);
    photos = from.cases.public_photos(reader, *found);
    photos_waiting = std::ranges::count(from.cases.photos(reader, *found), PhotoState::waiting, &Photo::state);
  });
  if (!found) return directory::no_such_page(request, *city);

  const Words words(*city, directory::language_of(request, *city));
  const auto standards = from.standards.now();
  const standards::SlaVersion* sla = standards->version(found->sla_version);
  const directory::Service* service = city->service(found->service);
  const std::string own = city->city.languages.empty() ? "en" : city->city.languages.front();
  const standards::Effects effects = effects_of(*found, *standards);
  const Instant now = from.time.now();
  RequestPage page{.subject = *found,
                   .messages = messages,
                   .moves = moves,
                   .promise_words = standards::promise_words(sla, effects, words.language(), own),
                   .description = from.cases.public_description(*found),
                   .exposure = service ? service->description : directory::Exposure::hidden,
                   .now = now,
                   .life = std::move(life),
                   .proof = std::move(proof),
                   .photos = std::move(photos),
                   .photos_waiting = static_cast<int>(photos_waiting),
                   .reckoned = reckoned_of(*found, *standards, now),
                   .notice = standards::Notices(*standards, *city, words.language()).for_request(effects)};
  if (request.to_be_kept)
    page.notice += "<p class=\"kept small soft\">" + words.say("request.kept", {{"date", words.moment(now)}}) + "</p>\n";
  page.token = token;
  if (!request.to_be_kept) page.live = std::move(live);  // while on intake only, nobody is told of news
  http::Response response = directory::respond(request, *city,
                                               {.language = words.language(),
                                                .title = request_title(words, *found),
                                                .path = "/requests/" + found->number,
                                                .body = request_body(words, page),
                                                .description = {},
                                                .scripts = {"request"}});
  if (!token.empty() || !request.asked("key").empty()) {  // the address holds a secret: it goes to nobody else, and no cache keeps the page
    std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
    response.headers.insert(response.headers.end(),
                            {{"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}, {"X-Robots-Tag", "noindex"}});
  }
  return response;
}

}  // namespace

std::vector<http::Route> routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                const standards::Standards& standards, const TimeSource& time, files::Files& files, const Beside& beside,
                                const OfPerson& of_person) {
  const auto sources = std::make_shared<const Sources>(Sources{store, cases, directory, standards, time});
  const auto page = [&](std::string pattern, std::string sentence, std::string takes,
                        http::Response (*write)(const Sources&, const http::Request&)) {
    return http::Route{.method = http::Method::get,
                       .pattern = std::move(pattern),
                       .permission = "public",
                       .cost = http::Cost::work,
                       .sentence = std::move(sentence),
                       .takes = std::move(takes),
                       .gives = "HTML page",
                       .handle = http::answer([sources, write](const http::Request& request) { return write(*sources, request); })};
  };
  std::vector<http::Route> all = {
      page("/requests", "Public requests, newest first.", "query: number, status, service, cursor", list),
      page("/requests/{number}", "One request: its promise, its state and what happened.", "query: token", request_page)};
  all[1].kept_as = directory::kept_page(directory);
  all[0].heavy = true;
  all[0].put_off = [rest = directory::resting_page(directory)](const http::Request& request) {
    return request.asked("number").empty() ? rest(request) : std::nullopt;  // a typed number leads to its page
  };
  all = directory::in_every_language(std::move(all), directory);
  all.push_back(clocks_route(store, cases, standards, time));
  for (auto& route : command_routes(store, cases, directory)) all.push_back(std::move(route));
  for (auto& route : resident_routes(store, cases, directory, files)) all.push_back(std::move(route));
  for (auto& route : desk_routes({store, cases, directory, standards, files, time, beside, of_person})) all.push_back(std::move(route));
  for (auto& route : photo_routes(store, cases, files)) all.push_back(std::move(route));
  all.push_back(emergency_route(store, directory, standards, time));
  return all;
}

}  // namespace portico::cases
