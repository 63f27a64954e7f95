#include "city/cases/routes_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "city/cases/follow.h"
#include "city/cases/reckoning.h"
#include "city/cases/routes_report_draft.h"
#include "city/cases/routes_report_pages.h"
#include "city/cases/routes_request.h"
#include "city/cases/routes_scripts.h"
#include "city/directory/find_places.h"
#include "city/directory/find_services.h"
#include "city/directory/routes.h"
#include "city/standards/effects.h"
#include "city/standards/notice.h"
#include "platform/crypto/crypto.h"

namespace portico::cases {
namespace {

constexpr std::size_t most_found = 12, most_places = 5, most_near = 5, most_form_bytes = 40 << 20;
constexpr double near_metres = 100;
constexpr Millis near_days = std::chrono::days(60);

using Door = std::shared_ptr<const ReportDoor>;

const directory::Service* offered(const directory::Snapshot& city, std::string_view code) {
  const auto* service = city.service(code);
  return service && !service->draft && !service->retired ? service : nullptr;
}

// Both due instants if it were sent now, in words; "" where the service has no promise in force.
std::string promise_of(const ReportDoor& door, const Words& words, const directory::Service& service) {
  const auto standards = door.standards.now();
  const Instant now = door.time.now();
  const auto* sla = standards->in_force(service.code, city_day(words.city(), now));
  if (!sla) return {};
  Facts facts;
  facts.service = service.code;
  facts.sla_version = sla->id;
  facts.opened = now;
  i18n::Arguments dues{{"first", std::string()}, {"outcome", std::string()}};
  for (const Clock& clock : reckon(facts, *standards, Calendars::newest))
    dues[clock.kind == standards::ClockKind::first_status ? "first" : "outcome"] = words.moment(clock.due);
  return words.say("report.promise", dues);
}

// A page of the report, in the shell.
http::Response shown(const http::Request& request, const Words& words, const std::string& title, const std::string& path, std::string body,
                     int status = 200) {
  http::Response response = directory::respond(
      request, words.city(),
      {.language = words.language(), .title = title, .path = path, .body = std::move(body), .description = {}, .scripts = {"report"}},
      status);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  response.headers.emplace_back("Cache-Control", "no-store");  // it may hold what somebody typed
  return response;
}

http::Response what(const ReportDoor& door, const http::Request& request) {
  const auto city = door.directory.now();
  if (city->city.languages.empty()) return directory::no_such_page(request, *city);
  const Words words(*city, directory::language_of(request, *city));
  const std::string typed(trim(request.asked("q")).substr(0, 200));
  const std::string valid = valid_utf8(typed) ? typed : std::string();
  const auto found = directory::find_services(*city, words.language(), valid, most_found);
  const std::string also = door.also_found && !valid.empty() ? door.also_found(*city, words.language(), valid) : std::string();
  return directory::respond(request, *city,
                            {.language = words.language(),
                             .title = words.plain("report.title"),
                             .path = "/report",
                             .body = what_body(words, valid, found, also),
                             .description = words.plain("report.lead"),
                             .scripts = {"report"}});
}

// In the order in which the page has its fields, so that the summary is read as the page is.
int place_on_page(std::string_view field) {
  if (field == "address") return 0;
  if (field.starts_with("attribute[")) return 1;
  if (field == "description") return 2;
  return field == "media" ? 3 : 4;
}

// One report on its way through the pages.
class Reporting {
 public:
  Reporting(Door door, std::shared_ptr<const directory::Snapshot> city, const directory::Service& service, const http::Request& request)
      : door_(std::move(door)),
        city_(std::move(city)),
        service_(service),
        request_(request),
        words_(*city_, directory::language_of(request, *city_)) {}

  http::Response begin() {
    Draft draft;
    draft.key = key_of_report(*door_, "");
    draft.whole = request_.asked("whole") == "yes";
    return draft.whole ? details(draft, {}, false) : where(draft, {}, {});
  }

  void go_on(const http::Form& form, const http::Responder& respond) {
    Draft draft = draft_of(*door_, form, service_);
    const auto step = form.value("step");
    if (step == "details") return send(std::move(draft), form, respond);
    if (step == "near") return respond(details(draft, {}, false));
    if (step == "same") return join(std::move(draft), form, respond);
    respond(placed(std::move(draft), form));
  }

 private:
  ReportPage page(const Draft& draft, std::vector<Wrong> wrongs) const {
    return {.words = words_,
            .service = service_,
            .draft = draft,
            .wrongs = std::move(wrongs),
            .promise = promise_of(*door_, words_, service_),
            .secret = door_->secret,
            .ground = door_->base_maps ? ground_attributes(*door_->base_maps->now()) : ""};
  }
  http::Response answer(std::string_view title, std::string body, bool wrong) const {
    const std::string named = words_.plain(title) + " · " + words_.plain_name(service_.name);
    return shown(request_, words_, wrong ? words_.plain("report.wrong.head", {{"title", named}}) : named, "/report/" + service_.code,
                 std::move(body), wrong ? 400 : 200);
  }
  http::Response where(const Draft& draft, std::vector<Wrong> wrongs, const std::vector<directory::FoundPlace>& suggested) const {
    const bool wrong = !wrongs.empty();
    ReportPage shown = page(draft, std::move(wrongs));
    if (door_->notices) shown.notices = door_->notices(*city_, words_.language(), service_.code);
    return answer("report.where.title", where_body(shown, suggested), wrong);
  }
  http::Response details(const Draft& draft, std::vector<Wrong> wrongs, bool dangerous) const {
    const bool wrong = !wrongs.empty();
    std::ranges::stable_sort(wrongs, {}, [](const Wrong& each) { return place_on_page(each.field); });
    if (!draft.whole && std::ranges::find(wrongs, "address", &Wrong::field) != wrongs.end()) return where(draft, std::move(wrongs), {});
    return answer("report.details.title", details_body(page(draft, std::move(wrongs)), dangerous), wrong);
  }

  std::vector<directory::FoundPlace> places_like(const std::string& typed) const {
    return directory::find_places(*city_, *door_->streets.now(), words_.language(), typed, most_places);
  }

  // Any place is enough: one that is known, one of several that are like it, or words that a person will find.
  http::Response placed(Draft draft, const http::Form& form) {
    if (draft.address.empty()) return where(draft, {{"address", "report.wrong.where"}}, {});
    const bool same = form.value("offered") == draft.address;
    if (const auto chosen = read_place(form.value("place")); same && chosen) {
      draft.address = chosen->label;
      draft.point = chosen->point;
      return near_or_details(draft);
    }
    if (same && draft.as_written) return details(draft, {}, false);
    draft.as_written = false;
    const auto like = places_like(draft.address);
    if (!like.empty() && like.front().exact) {
      draft.address = like.front().label;
      draft.point = like.front().point;
      return near_or_details(draft);
    }
    if (!like.empty()) return where(draft, {}, like);
    draft.as_written = true;
    return details(draft, {}, false);
  }

  // "It is this one": follows the case that is known, where there is an address to tell; opens nothing.
  void join(Draft draft, const http::Form& form, const http::Responder& respond) const {
    const std::string number(form.value("number"));
    std::optional<Case> known;
    if (service_.public_cases()) door_->store.read([&](store::Reader& reader) { known = door_->cases.find(reader, number); });
    if (!known || !draft.point) return respond(directory::no_such_page(request_, *city_));
    const std::string to = directory::path_in(*city_, words_.language(), "/requests/" + known->number) + "?said=";
    const auto leading = [](const std::string& where) {
      return http::Response{.status = 303, .body = {}, .headers = {{"Location", where}, {"Cache-Control", "no-store"}}};
    };
    const std::string email = first_of(form, email_of_near(number));
    if (email.empty()) return respond(leading(to + "known"));
    draft.reporter.email = email;
    if (!is_address(email)) return respond(near_or_details(draft, {{email_of_near(number), "report.wrong.email"}}));
    const auto done = [respond, leading, to](const std::expected<Outcome<Following>, std::exception_ptr>& ended) {
      if (!ended) return respond.fail(ended.error());
      if (!*ended && ended->error().kind == Refused::too_many) return respond(leading(to + "waiting"));
      respond(*ended ? leading(to + "following") : http::problem(ended->error()));
    };
    door_->store.submit<Following>([door = door_, number = known->number, email, language = words_.language()](
                                       store::Tx& tx) { return door->cases.follow_case(tx, number, email, language); },
                                   done);
  }

  http::Response near_or_details(const Draft& draft, std::vector<Wrong> wrongs = {}) const {
    std::vector<NearCase> near;
    const Instant now = door_->time.now();
    if (service_.public_cases())
      door_->store.read([&](store::Reader& reader) {
        for (const Near& each : door_->cases.near_duplicates(reader, service_.code, *draft.point, now - near_days, near_metres))
          if (auto subject = near.size() < most_near ? door_->cases.find(reader, each.number) : std::nullopt)
            near.push_back({*std::move(subject), each.metres});
      });
    if (near.empty()) return details(draft, {}, false);
    const bool wrong = !wrongs.empty();
    return answer("report.near.title", near_body(page(draft, std::move(wrongs)), near, now), wrong);
  }

  void take_photos(Draft& draft, const http::Form& form, std::vector<Wrong>& wrongs) const {
    for (const auto& file : form.files) {
      if (file.field != "media" || (file.bytes.empty() && file.file_name.empty())) continue;
      if (draft.photos.size() == most_photos_at_once) {
        wrongs.push_back({"media", "report.wrong.photos", static_cast<std::int64_t>(most_photos_at_once)});
        return;
      }
      auto stored = door_->files.take_picture(file.bytes);
      if (stored)
        draft.photos.push_back(*std::move(stored));
      else
        wrongs.push_back({"media", "report.wrong.photo." + std::string(files::name_of(stored.error()))});
    }
  }

  // All in one form, as it was filled in without a connection: nobody could choose among places.
  void find_place(Draft& draft) const {
    const auto like = places_like(draft.address);
    if (!like.empty() && like.front().exact) {
      draft.address = like.front().label;
      draft.point = like.front().point;
    }
    draft.as_written = !draft.point;
  }

  void send(Draft draft, const http::Form& form, const http::Responder& respond) {
    std::vector<Wrong> wrongs = wrong_details(draft);
    if (draft.whole && draft.address.empty()) wrongs.push_back({"address", "report.wrong.where"});
    if (draft.whole && !draft.point) find_place(draft);
    take_photos(draft, form, wrongs);
    auto opening = door_->cases.prepare_opening(asked_of(draft, service_, city_->city.zone));
    if (!opening)
      for (auto& wrong : wrongs_of(opening.error(), draft, service_)) wrongs.push_back(std::move(wrong));
    if (!wrongs.empty()) return respond(details(draft, std::move(wrongs), false));
    if (!draft.danger_seen && sounds_dangerous(service_, draft.description)) return respond(details(draft, {}, true));
    Repeatable once{"report " + service_.code, draft.key, hex(crypto::view(crypto::sha256(canonical(draft))))};
    // The answer comes later than this: it holds all that it needs, which is not the body.
    const auto asking =
        std::make_shared<const http::Request>(http::Request{.path = request_.path, .headers = request_.headers, .parts = request_.parts});
    const auto done = [door = door_, city = city_, service = &service_, asking, draft, respond](auto ended) {
      if (!ended) return respond.fail(ended.error());
      Reporting again(door, city, *service, *asking);
      if (!*ended) return respond(again.details(draft, wrongs_of(ended->error(), draft, *service), false));
      respond(again.received(**ended));
    };
    door_->store.submit<Opened>([door = door_, opening = std::make_shared<const Opening>(*std::move(opening)),
                                 once = std::move(once)](store::Tx& tx) { return door->cases.open(tx, *opening, once); },
                                done);
  }

  // All that was sent, each with its length.
  static std::string canonical(const Draft& draft) {
    std::string text;
    const auto add = [&](std::string_view part) { text += std::to_string(part.size()) + ":" + std::string(part); };
    for (const auto* part : {&draft.address, &draft.description, &draft.reporter.first_name, &draft.reporter.last_name,
                             &draft.reporter.email, &draft.reporter.phone})
      add(*part);
    for (const Answer& answer : draft.answers) {
      add(answer.question);
      for (const auto& value : answer.values) add(value);
    }
    for (const auto& photo : draft.photos) add(photo.hash);
    return text;
  }

  http::Response received(const Opened& opened) const {
    if (opened.number.empty()) {  // a batch service: its number comes later
      const Receipt receipt{.subject = nullptr,
                            .link = door_->public_url + "/tokens/" + opened.token + ".json",
                            .token = opened.token,
                            .secret = true,
                            .promise = words_.say("receipt.later"),
                            .number = {}};
      return shown(request_, words_, words_.plain("receipt.title.later"), "/report", receipt_body(words_, receipt));
    }
    // Whoever holds the receipt asked for it, and may say that it is not fixed.
    const std::string token = "?token=" + (opened.token.empty() ? door_->cases.receipt_key(opened.id) : opened.token);
    const std::string path = directory::path_in(*city_, words_.language(), "/requests/" + opened.number + "/receipt");
    return {.status = 303,
            .type = "text/plain; charset=utf-8",
            .body = {},
            .headers = {{"Location", path + token}, {"Cache-Control", "no-store"}}};
  }

  Door door_;
  std::shared_ptr<const directory::Snapshot> city_;
  const directory::Service& service_;
  const http::Request& request_;
  Words words_;
};

http::Response receipt(const ReportDoor& door, const http::Request& request) {
  const auto city = door.directory.now();
  std::optional<Case> found;
  door.store.read([&](store::Reader& reader) { found = asked_case(reader, door.cases, request); });
  if (!found) return directory::no_such_page(request, *city);
  const Words words(*city, directory::language_of(request, *city));
  const std::string token(request.asked("token"));
  const auto* service = city->service(found->service);
  Receipt receipt{.subject = &*found, .token = token, .secret = !service || !service->public_cases(), .number = found->number};
  receipt.link = door.public_url + directory::path_in(*city, words.language(), "/requests/" + found->number) +
                 (token.empty() ? "" : "?token=" + http::percent_encode(token));
  const Clock *first = found->clock(standards::ClockKind::first_status), *outcome = found->clock(standards::ClockKind::outcome);
  receipt.promise = first && outcome
                        ? words.say("receipt.promise", {{"first", words.moment(first->due)}, {"outcome", words.moment(outcome->due)}})
                        : words.say("promise.none");
  http::Response response = shown(request, words, words.plain("receipt.title.now", {{"number", found->number}}),
                                  "/requests/" + found->number + "/receipt", receipt_body(words, receipt));
  response.headers.insert(response.headers.end(), {{"Referrer-Policy", "no-referrer"}, {"X-Robots-Tag", "noindex"}});
  return response;
}

void reporting(const Door& door, const http::Request& request, const http::Responder& respond) {
  const auto city = door->directory.now();
  const auto* service = offered(*city, request.part("service"));
  if (!service) return respond(directory::no_such_page(request, *city));
  Reporting report(door, city, *service, request);
  if (request.method != http::Method::post) return respond(report.begin());
  const auto form = http::parse_form(request);
  if (!form) return respond(http::problem(form.error()));
  report.go_on(*form, respond);
}

}  // namespace

std::vector<http::Route> report_routes(ReportDoor given) {
  using http::Cost;
  using http::Method;
  const auto door = std::make_shared<const ReportDoor>(std::move(given));
  const auto report = [door](const http::Request& request, const http::Responder& respond) { reporting(door, request, respond); };
  std::vector<http::Route> all = {
      {Method::get, "/report", "public", Cost::work, "What somebody can report: a search, and everything by group.", "query: q",
       "HTML page", http::answer([door](const http::Request& request) { return what(*door, request); })},
      {Method::get, "/report/{service}", "public", Cost::quick,
       "Begins a report: asks where it is, or with \"whole=yes\" all in one form, for who has no connection to go from one to the next.",
       "query: whole", "HTML page", report},
      {Method::post, "/report/{service}", "public", Cost::work,
       "Goes on with a report: the place, what is known nearby, the details; the last step opens the case and leads to its receipt, or "
       "follows one that is known.",
       "form: step, whole, address, place, number, email-NUMBER, attribute[CODE], description, media, first_name, last_name, email, phone, "
       "locale, key",
       "HTML page", report},
      {Method::get, "/requests/{number}/receipt", "public", Cost::quick, "The receipt of a request: its number, its promise, a QR code.",
       "query: token", "HTML page", http::answer([door](const http::Request& request) { return receipt(*door, request); })},
  };
  all[0].kept_as = [kept = directory::kept_page(door->directory)](const http::Request& request) {
    return request.asked("q").empty() ? kept(request) : std::string();
  };
  all[2].body_limit = most_form_bytes;
  return directory::in_every_language(std::move(all), door->directory);
}

}  // namespace portico::cases
