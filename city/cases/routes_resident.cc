#include "city/cases/routes_resident.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"
#include "city/cases/follow.h"
#include "city/cases/routes_photos.h"
#include "city/cases/routes_request.h"
#include "city/directory/routes.h"
#include "city/directory/shell.h"

namespace portico::cases {
namespace {

namespace json = boost::json;

bool wants_json(const http::Request& request) { return request.header("accept").find("application/json") != std::string_view::npos; }

// Back to the page that the form stood on, in its language, which says what was done.
http::Response done(const http::Request& request, const directory::Directory& directory, const std::string& number, std::string_view token,
                    std::string_view said, const json::object& told) {
  if (wants_json(request))
    return {.status = 200,
            .type = "application/json; charset=utf-8",
            .body = json::serialize(told),
            .headers = {{"Cache-Control", "no-store"}}};
  const auto city = directory.now();
  std::string to = directory::path_in(*city, directory::language_of(request, *city), "/requests/" + http::percent_encode(number)) +
                   "?said=" + std::string(said);
  if (!token.empty()) to += "&token=" + http::percent_encode(token);
  return {.status = 303, .body = {}, .headers = {{"Location", to}, {"Cache-Control", "no-store"}}};
}

// What these forms are refused for, in the reader's language; "" for what no form of ours brings about.
std::string_view message_of(const Fault& fault, Refused kind) {
  if (fault.field == "number") return kind == Refused::not_found ? "refused.number" : "refused.contest";
  if (fault.field == "token") return "refused.token";
  if (fault.field == "words") return "refused.words";
  if (fault.field == "email") return kind == Refused::too_many ? "done.waiting" : "report.wrong.email";
  return fault.field == "key" ? "refused.key" : "";
}

// A page with the reason and the way back, or a problem.
http::Response refused(const http::Request& request, const directory::Directory& directory, const Refusal& refusal) {
  if (wants_json(request)) return http::problem(refusal);
  const auto city = directory.now();
  const Words words(*city, directory::language_of(request, *city));
  std::string body = "<div class=\"wrap\"><h1>" + words.say("refused.title") + "</h1><ul class=\"summary\">";
  for (const auto& fault : refusal.faults) {
    const auto message = message_of(fault, refusal.kind);
    body += message.empty() ? "<li lang=\"en\" dir=\"ltr\">" + http::escape_html(fault.reason) + "</li>"
                            : "<li>" + words.say(message) + "</li>";
  }
  body += "</ul><p><a href=\"" + words.path("/requests/" + std::string(request.part("number"))) + "\">" + words.say("refused.back") +
          "</a></p></div>";
  http::Response response = directory::respond(
      request, *city,
      {.language = words.language(), .title = words.plain("refused.title"), .path = "/requests", .body = body, .description = {}});
  response.status = http::status_of(refusal.kind);
  return response;
}

struct Sent {
  std::string number, token;
  http::Form form;
};

// The case that the form is about, of whoever may see it: public, or with its token in the form.
Outcome<Sent> read_sent(const http::Request& request, store::Store& store, const Cases& cases, bool needs_receipt) {
  auto form = http::parse_form(request);
  if (!form) return std::unexpected(form.error());
  Sent sent{{}, std::string(form->value("token")), *std::move(form)};
  bool there = false, holds = false;
  store.read([&](store::Reader& reader) {
    auto found = cases.find_by_receipt(reader, request.part("number"), sent.token);
    holds = found.has_value();
    if (!found) found = cases.find(reader, request.part("number"));
    if (!found && !sent.token.empty()) {
      found = cases.find_by_token(reader, sent.token);
      const auto canonical = read_case_number(request.part("number"));
      if (found && (!canonical || found->number != *canonical)) found.reset();
      holds = found.has_value();
    }
    there = found.has_value();
    if (found) sent.number = found->number;
  });
  if (!there) return refuse(Refused::not_found, "number", "there is no request " + std::string(request.part("number").substr(0, 60)), "");
  if (needs_receipt && !holds)
    return refuse(Refused::forbidden, "token", "only who asked can say this, by the link on the receipt",
                  "the receipt's link, or a call to the city");
  return sent;
}

template <class T, class Do, class Tell>
void run(store::Store& store, const directory::Directory& directory, const http::Request& request, const http::Responder& respond, Do work,
         const Tell& tell) {
  const auto asked = std::make_shared<const http::Request>(request);
  const auto ended = [respond, asked, tell, &directory](const std::expected<Outcome<T>, std::exception_ptr>& outcome) {
    if (!outcome) return respond.fail(outcome.error());
    respond(*outcome ? tell(*asked, **outcome) : refused(*asked, directory, outcome->error()));
  };
  try {
    store.submit<T>(std::move(work), ended);
  } catch (const store::Full&) {
    respond.fail(std::current_exception());
  }
}

std::string text_area(const Words& words, const std::string& name, const std::string& label, const std::string& hint) {
  return "<div class=\"field\"><label class=\"field__label\" for=\"" + name + "\">" + words.say(label) +
         "</label><p class=\"field__hint\" id=\"" + name + "-hint\">" + words.say(hint) + "</p><textarea class=\"input\" id=\"" + name +
         "\" name=\"" + name + "\" rows=\"4\" required aria-describedby=\"" + name + "-hint\"></textarea></div>";
}

constexpr std::size_t most_form_bytes = 40 << 20;

std::string hidden(const std::string& name, const std::string& value) {
  return value.empty() ? std::string() : "<input type=\"hidden\" name=\"" + name + "\" value=\"" + http::escape_html(value) + "\">";
}

}  // namespace

std::vector<http::Route> resident_routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                         files::Files& files) {
  const auto route = [](std::string path, const std::string& sentence, const std::string& takes, const auto& handle) {
    return http::Route{.method = http::Method::post,
                       .pattern = "/requests/{number}/" + std::move(path),
                       .permission = "public",
                       .cost = http::Cost::work,
                       .sentence = sentence,
                       .takes = takes,
                       .gives = "the request's page, or JSON for who accepts it",
                       .handle = handle};
  };
  const auto contest = [&](const http::Request& request, const http::Responder& respond) {
    const auto sent = read_sent(request, store, cases, true);
    if (!sent) return respond(refused(request, directory, sent.error()));
    run<Case>(
        store, directory, request, respond,
        [&cases, sent = *sent](store::Tx& tx) { return cases.contest_case(tx, sent.number, sent.form.value("words"), the_customer()); },
        [&directory, sent = *sent](const http::Request& asked, const Case& subject) {
          return done(asked, directory, sent.number, sent.token, "contested",
                      {{"number", subject.number}, {"status", name_of(subject.status)}});
        });
  };
  const auto follow = [&](const http::Request& request, const http::Responder& respond) {
    const auto sent = read_sent(request, store, cases, false);
    if (!sent) return respond(refused(request, directory, sent.error()));
    run<Following>(
        store, directory, request, respond,
        [&cases, sent = *sent](store::Tx& tx) {
          return cases.follow_case(tx, sent.number, sent.form.value("email"), sent.form.value("language"));
        },
        // The key that ends it goes by mail to the address alone: whoever typed it may be somebody else.
        [&directory, sent = *sent](const http::Request& asked, const Following&) {
          return done(asked, directory, sent.number, sent.token, "following", {{"number", sent.number}, {"following", true}});
        });
  };
  // The link of a message names who follows; its command says what becomes of that.
  const auto by_link = [&store, &cases, &directory](auto command, std::string_view said, bool following) {
    return [&store, &cases, &directory, command, said, following](const http::Request& request, const http::Responder& respond) {
      const auto form = http::parse_form(request);
      if (!form) return respond(refused(request, directory, form.error()));
      const Following who{parse_integer(form->value("follower")).value_or(0), std::string(form->value("key"))};
      run<Case>(
          store, directory, request, respond,
          [&cases, command, number = std::string(request.part("number")), who](store::Tx& tx) { return (cases.*command)(tx, number, who); },
          [&directory, said, following](const http::Request& asked, const Case& subject) {
            return done(asked, directory, subject.number, "", said, {{"number", subject.number}, {"following", following}});
          });
    };
  };
  const auto photos = [&](const http::Request& request, const http::Responder& respond) {
    const auto sent = read_sent(request, store, cases, true);
    if (!sent) return respond(refused(request, directory, sent.error()));
    auto taken = photos_sent(sent->form, files);
    if (!taken) return respond(refused(request, directory, taken.error()));
    run<Case>(
        store, directory, request, respond,
        [&cases, number = sent->number, taken = *std::move(taken)](store::Tx& tx) {
          return cases.add_photos(tx, number, taken, PhotoKind::before, the_customer());
        },
        [&directory, number = sent->number, token = sent->token](const http::Request& asked, const Case&) {
          return done(asked, directory, number, token, "photos", {{"number", number}});
        });
  };
  std::vector<http::Route> all{
      route("contest", "Says that the outcome is not so: the request is open again. Once an outcome, by the link on the receipt.",
            "form: token, words", contest),
      route("follow", "Asks an address whether it wants to be told of every news of a request.", "form: email, language, token", follow),
      route("confirm", "Tells it of them from now on, by the link in that message.", "form: follower, key",
            by_link(&Cases::confirm_following, "confirmed", true)),
      route("unfollow", "Ends that, by the link in its messages.", "form: follower, key",
            by_link(&Cases::unfollow_case, "unfollowed", false)),
      route("photos", "Adds photos to an open request, by the link on the receipt.", "form: token, media (several)", photos)};
  all.back().body_limit = most_form_bytes;
  return directory::in_every_language(std::move(all), directory);
}

// -- on the page -------------------------------------------------------------------------------------------------------------------------

namespace {

// A press, and no visit alone: what reads mail for others opens its links too.
std::string confirm_form(const Words& words, const Case& subject, const LifeOnPage& life) {
  return "<section class=\"panel\" aria-labelledby=\"confirm\"><h2 id=\"confirm\">" + words.say("confirm.title") +
         "</h2><form class=\"stack\" method=\"post\" action=\"" +
         words.path("/requests/" + http::percent_encode(subject.number) + "/confirm") + "\">" +
         hidden("follower", std::to_string(life.following->follower)) + hidden("key", life.following->key) + "<p>" +
         words.say("confirm.text") + "</p><button class=\"btn\">" + words.say("confirm.button") + "</button></form></section>\n";
}

}  // namespace

std::string notice_of_life(const Words& words, const Case& subject, const LifeOnPage& life) {
  std::string html;
  static constexpr std::array<std::string_view, 7> known{"contested", "following", "confirmed", "waiting", "unfollowed", "known", "photos"};
  if (std::ranges::find(known, life.said) != known.end())
    html += "<p class=\"note\" role=\"status\">" + words.say("done." + life.said) + "</p>\n";
  if (life.people > 1) html += "<p class=\"soft\">" + words.say("request.people", {{"count", life.people}}) + "</p>\n";
  if (!life.merged_into.empty())
    html += "<p class=\"note\">" + words.say("merged.into") + " <a href=\"" + words.path("/requests/" + life.merged_into) + "\"><bdi>" +
            http::escape_html(life.merged_into) + "</bdi></a></p>\n";
  if (life.following && !life.confirmed) html += confirm_form(words, subject, life);
  return html;
}

std::string outcome_of_life(const Words& words, const Case& subject, const LifeOnPage& life) {
  const auto& closing = subject.closing;
  if (!closing) return {};
  std::string html;
  const bool kept = !life.endings.empty() && life.endings.back().closing.at == closing->at;
  if (kept) {
    const Ending& ending = life.endings.back();
    const auto line = [&](const char* key, const std::string& text) {
      if (!text.empty()) html += "<dt>" + words.say(key) + "</dt><dd><bdi>" + http::escape_html(masked(text)) + "</bdi></dd>";
    };
    line("ending.who_can", ending.who_can);
    line("ending.proof", ending.proof);
    if (!html.empty()) html = "<dl class=\"facts\">" + html + "</dl>";
  }
  if (!life.can_contest) return html;
  html += "<section class=\"block\" id=\"contest\" aria-labelledby=\"contest-title\"><h2 id=\"contest-title\">" +
          words.say("contest.title") + "</h2><p>" + words.say("contest.until", {{"date", words.date(life.contest_until)}}) + "</p>";
  if (!life.holds_receipt) return html + "<p class=\"soft\">" + words.say("contest.receipt") + "</p></section>\n";
  html += "<form method=\"post\" action=\"" + words.path("/requests/" + http::percent_encode(subject.number) + "/contest") + "\">" +
          hidden("token", life.token) + text_area(words, "words", "contest.label", "contest.hint") + "<button class=\"btn\">" +
          words.say("contest.button") + "</button></form></section>\n";
  return html;
}

std::string handler_of_life(const Case& subject, const LifeOnPage& life) {
  if (subject.handler.empty() || life.handlings.empty()) return {};
  const Handling& now = life.handlings.back();
  if (now.public_name.empty()) return {};
  return "<p class=\"small\"><bdi>" + http::escape_html(now.public_name + (now.department.empty() ? "" : ", " + now.department)) +
         "</bdi></p>";
}

std::string photos_form(const Words& words, const Case& subject, const LifeOnPage& life) {
  if (!life.can_add_photos) return {};
  return "<section class=\"panel\" aria-labelledby=\"more-photos\"><h2 id=\"more-photos\">" + words.say("photos.more.title") +
         "</h2><form method=\"post\" enctype=\"multipart/form-data\" action=\"" +
         words.path("/requests/" + http::percent_encode(subject.number) + "/photos") + "\">" + hidden("token", life.token) +
         "<div class=\"field\"><label class=\"field__label\" for=\"media\">" + words.say("photos.more.label") +
         "</label><p class=\"field__hint\" id=\"media-hint\">" +
         words.say("photos.more.hint", {{"count", static_cast<std::int64_t>(most_photos_at_once)}}) +
         "</p><input class=\"input\" type=\"file\" id=\"media\" name=\"media\" multiple required accept=\"image/*,.heic\" "
         "aria-describedby=\"media-hint\"></div><button class=\"btn btn--quiet\">" +
         words.say("photos.more.button") + "</button></form></section>\n";
}

std::string follow_form(const Words& words, const Case& subject, const LifeOnPage& life) {
  if (life.following && !life.confirmed) return {};
  if (life.following)
    return "<section class=\"panel\" aria-labelledby=\"follow\"><h2 id=\"follow\">" + words.say("unfollow.title") +
           "</h2><form method=\"post\" action=\"" + words.path("/requests/" + http::percent_encode(subject.number) + "/unfollow") + "\">" +
           hidden("follower", std::to_string(life.following->follower)) + hidden("key", life.following->key) + "<p>" +
           words.say("unfollow.text") + "</p><button class=\"btn btn--quiet\">" + words.say("unfollow.button") +
           "</button></form></section>\n";
  if (subject.status == Status::closed) return {};
  return "<section class=\"panel\" aria-labelledby=\"follow\"><h2 id=\"follow\">" + words.say("follow.title") +
         "</h2><form method=\"post\" action=\"" + words.path("/requests/" + http::percent_encode(subject.number) + "/follow") + "\">" +
         hidden("token", life.token) + hidden("language", words.language()) +
         "<div class=\"field\"><label class=\"field__label\" for=\"email\">" + words.say("follow.label") +
         "</label><input class=\"input\" id=\"email\" name=\"email\" type=\"email\" dir=\"ltr\" autocomplete=\"email\" "
         "required></div><button "
         "class=\"btn "
         "btn--quiet\">" +
         words.say("follow.button") + "</button></form></section>\n";
}

}  // namespace portico::cases
