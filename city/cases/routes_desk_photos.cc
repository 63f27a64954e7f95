// Photos on the desk: those that wait for a person, those of one request, and the forms that release, hide and add them.
#include <algorithm>

#include "base/text.h"
#include "city/cases/routes_desk.h"
#include "city/cases/routes_photos.h"

namespace portico::cases {
namespace {

constexpr std::size_t most_form_bytes = 40 << 20;
constexpr std::string_view review_path = "/desk/review";

std::string page_of(const std::string& number) { return "/desk/requests/" + http::percent_encode(number); }

// By which a refusal finds its form again.
std::string name_of_form(std::string_view number, std::string_view turn) { return "hide-" + std::string(number) + "-" + std::string(turn); }

// A photo, of which request, and where its forms lead back to.
struct OnPage {
  const std::string& number;
  const Photo& photo;
  std::string_view back;
  std::string csrf;
};

std::string form_begin(const OnPage& at, const char* verb) {
  return "<form method=\"post\" action=\"" + page_of(at.number) + "/photos/" + std::to_string(at.photo.turn) + "/" + verb +
         "\"><input type=\"hidden\" name=\"csrf\" value=\"" + http::escape_html(at.csrf) + "\">" +
         (at.back.empty() ? "" : "<input type=\"hidden\" name=\"back\" value=\"" + std::string(at.back) + "\">");
}

std::string form_end(const Words& words, const OnPage& at, const char* label) {
  return "<button class=\"btn btn--quiet\">" + words.say(label) + "<span class=\"vh\">: " + http::escape_html(at.number) + ", " +
         std::to_string(at.photo.turn) + "</span></button></form>\n";
}

std::string forms_of(const Words& words, const OnPage& at, directory::Exposure photos) {
  std::string html;
  if (at.photo.state != PhotoState::released && photos != directory::Exposure::hidden)
    html += form_begin(at, "release") + form_end(words, at, "photo.release");
  if (at.photo.state == PhotoState::hidden) return html;
  const std::string id = name_of_form(at.number, std::to_string(at.photo.turn)) + "-reason";
  html += form_begin(at, "hide") + "<div class=\"field\"><label class=\"field__label\" for=\"" + id + "\">" +
          words.say("photo.reason.label") + "</label><select class=\"input\" id=\"" + id + "\" name=\"reason\"><option value=\"\">" +
          words.say("desk.choose") + "</option>";
  for (const auto reason : hiding_reasons())
    html += "<option value=\"" + std::string(reason) + "\">" + words.say("photo.reason." + std::string(reason)) + "</option>";
  return html + "</select></div>" + form_end(words, at, "photo.hide");
}

std::string state_of(const Words& words, const Photo& photo) {
  const std::string state(name_of(photo.state));
  std::string text = words.say("photo.state." + state);
  if (photo.state == PhotoState::hidden && !photo.why.empty()) text += ": " + words.say("photo.reason." + photo.why);
  return "<p class=\"small\">" + text + "</p>";
}

std::string adding(const Words& words, const FormsOnCase& on) {
  const bool refused = on.typed.path == "photos";
  std::string html = "<details" + std::string(refused ? " open" : "") + "><summary>" + words.say("photo.add.title") +
                     "</summary><form method=\"post\" enctype=\"multipart/form-data\" action=\"" + page_of(on.subject.number) +
                     "/photos\"><input type=\"hidden\" name=\"csrf\" value=\"" + http::escape_html(on.principal.csrf) +
                     "\"><div class=\"field" + (refused ? " field--wrong" : "") + "\"><label class=\"field__label\" for=\"photos-media\">" +
                     words.say("photo.add.label") + "</label><p class=\"field__hint\" id=\"photos-hint\">" +
                     words.say("photo.add.hint", {{"count", static_cast<std::int64_t>(most_photos_at_once)}}) + "</p>";
  if (refused) html += "<p class=\"wrong\" id=\"photos-wrong\">" + http::escape_html(on.typed.refusal.faults.front().reason) + "</p>";
  return html + "<input class=\"input\" type=\"file\" id=\"photos-media\" name=\"media\" multiple accept=\"image/*,.heic\"" +
         (refused ? " aria-invalid=\"true\"" : "") + " aria-describedby=\"photos-hint" + (refused ? " photos-wrong" : "") +
         "\"></div><button class=\"btn\">" + words.say("photo.add.button") + "</button></form></details>\n";
}

// What became of a form: back to where it stood, or that page again with the reasons.
http::Response answer_of(const Desk& from, const http::Request& request, const std::string& back, const Typed& typed) {
  if (typed.path.empty()) {
    const std::string to = back == review_path ? back : page_of(std::string(request.part("number"))) + "?done=photo";
    return {.status = 303, .body = {}, .headers = {{"Location", to}, {"Cache-Control", "no-store"}}};
  }
  return back == review_path ? desk_review(from, request, typed) : desk_case(from, request, typed);
}

http::Response decide(const Desk& from, const http::Request& request, bool release) {
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string number(request.part("number")), why(form->value("reason"));
  const std::int64_t turn = parse_integer(request.part("photo")).value_or(0);
  const Acting acting = acting_of(request.principal, "moderate_case");
  const auto done = from.store.run<Photo>([&](store::Tx& tx) -> Outcome<Photo> {
    if (release) return from.cases.release_photo(tx, number, turn, acting);
    if (why.empty()) return refuse(Refused::invalid, "reason", "reason required", "one of the list");
    return from.cases.hide_photo(tx, number, turn, why, acting);
  });
  const std::string named = name_of_form(number, request.part("photo"));
  return answer_of(from, request, std::string(form->value("back")), done ? Typed{} : Typed{named, {}, done.error()});
}

http::Response add(const Desk& from, const http::Request& request) {
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string number(request.part("number"));
  const auto refused = [&](Refusal refusal) { return answer_of(from, request, "", {"photos", {{"media", ""}}, std::move(refusal)}); };
  const auto taken = photos_sent(*form, from.files);
  if (!taken) return refused(taken.error());
  const Acting acting = acting_of(request.principal, "close_case");
  const auto done =
      from.store.run<Case>([&](store::Tx& tx) { return from.cases.add_photos(tx, number, *taken, PhotoKind::after, acting); });
  return done ? answer_of(from, request, "", {}) : refused(done.error());
}

}  // namespace

std::string photos_waiting(const Words& words, const http::Principal& principal, const std::vector<PhotoToReview>& waiting) {
  std::string html = "<section class=\"block\" aria-labelledby=\"photos\"><h2 id=\"photos\">" + words.say("photo.review.title") +
                     "</h2><p>" + words.say("photo.review.lead") + "</p><ul class=\"photos\">\n";
  for (const PhotoToReview& each : waiting) {
    const auto* service = words.city().service(each.service);
    const std::string named = service ? words.plain_name(service->name) : each.service;
    html += "<li>" + photo_figure(words, each.photo, page_of(each.number), "", named) + "<p><a href=\"" + page_of(each.number) +
            "\"><bdi>" + http::escape_html(each.number) + "</bdi></a> " + http::escape_html(named) + "</p>";
    if (principal.may("moderate_case", each.agency))
      html +=
          forms_of(words, {each.number, each.photo, review_path, principal.csrf}, service ? service->photos : directory::Exposure::hidden);
    html += "</li>\n";
  }
  return html + "</ul></section>\n";
}

std::string photos_on(const Words& words, const FormsOnCase& on, const std::vector<Photo>& photos) {
  const bool may_add = on.principal.may("close_case", on.subject.agency), may_decide = on.principal.may("moderate_case", on.subject.agency);
  if (photos.empty() && !may_add) return {};
  const auto* service = on.city.service(on.subject.service);
  const auto exposure = service ? service->photos : directory::Exposure::hidden;
  std::string html =
      "<section class=\"pane pane--act\" aria-labelledby=\"photos\"><h2 id=\"photos\">" + words.say("photos.title") + "</h2>";
  if (!photos.empty()) html += "<ul class=\"photos\">\n";
  for (const Photo& photo : photos) {
    html += "<li>" + photo_figure(words, photo, page_of(on.subject.number), "", words.service(on.subject)) + state_of(words, photo);
    if (may_decide) html += forms_of(words, {on.subject.number, photo, "", on.principal.csrf}, exposure);
    html += "</li>\n";
  }
  if (!photos.empty()) html += "</ul>\n";
  return html + (may_add ? adding(words, on) : "") + "</section>\n";
}

std::vector<http::Route> desk_photo_routes(const std::shared_ptr<const Desk>& desk) {
  const auto route = [&](std::string path, const std::string& permission, const std::string& sentence, const std::string& takes,
                         const auto& handle) {
    return http::Route{.method = http::Method::post,
                       .pattern = "/desk/requests/{number}/photos" + std::move(path),
                       .permission = permission,
                       .cost = http::Cost::work,
                       .sentence = sentence,
                       .takes = takes,
                       .gives = "the desk's page that the form stood on",
                       .handle = http::answer([desk, handle](const http::Request& request) { return handle(*desk, request); })};
  };
  std::vector<http::Route> all{
      route("/{photo}/release", "moderate_case:AGENCY", "Lets the public see a photo, from the desk.", "form: back",
            [](const Desk& from, const http::Request& request) { return decide(from, request, true); }),
      route("/{photo}/hide", "moderate_case:AGENCY", "Takes a photo from the public's sight, from the desk.", "form: reason, back",
            [](const Desk& from, const http::Request& request) { return decide(from, request, false); }),
      route("", "close_case:AGENCY", "Adds photos from afterwards to a request: what shows that it is fixed.", "form: media", add)};
  all.back().body_limit = most_form_bytes;
  return all;
}

}  // namespace portico::cases
