// Signing in, its second step, and signing out.
#include "base/text.h"
#include "platform/http/rate.h"
#include "platform/identity/routes_pages.h"

namespace portico::identity {
namespace {

using http::Cost;
using http::Method;
using http::Request;
using http::Response;
using Why = NotEntered::Why;

std::string back_of(const Request& request, const http::Form* form) {
  return local_path(form ? form->value("back") : request.asked("back"));
}

void say_wrong(Writing& writing, const NotEntered& refused, bool code) {
  const auto seconds = [&] { return std::int64_t{(refused.wait.count() + 999) / 1000}; };
  switch (refused.why) {
    case Why::wrong:
      return writing.wrong(code ? "code" : "name", writing.plain(code ? "sign_in.wrong_code" : "sign_in.wrong"));
    case Why::wait:
      return writing.wrong("", writing.plain("sign_in.wait", {{"seconds", seconds()}}));
    case Why::no_step:
      return writing.wrong("", writing.plain("sign_in.no_step"));
    case Why::too_busy:
      return writing.wrong("", writing.plain("sign_in.too_busy"));
  }
}

int status_of(const NotEntered& refused) { return refused.why == Why::wait ? 429 : refused.why == Why::too_busy ? 503 : 403; }

std::string other_house(const Writing& writing, const Sources& from, const std::string& back) {
  if (from.settings.other_house.empty()) return {};
  const std::string query = back.empty() ? "" : "?back=" + http::percent_encode(back);
  return "<p><a class=\"btn btn--quiet\" href=\"" + writing.href("/sign-in/oidc") + http::escape_html(query) + "\">" +
         writing.say("sign_in.other", {{"house", from.settings.other_house}}) + "</a></p>\n";
}

Response sign_in_page(const Sources& from, const Writing& writing, const std::string& name, const std::string& back, std::string_view note,
                      int status) {
  std::string body = "<div class=\"split\"><div class=\"stack\">";
  if (!note.empty()) body += "<p class=\"note\" role=\"status\">" + writing.say(note) + "</p>\n";
  body += writing.form("/sign-in",
                       Writing::hidden("back", back) +
                           writing.field({.name = "name", .value = name, .autocomplete = "username", .hint = true}) +
                           writing.field({.name = "password", .type = "password", .autocomplete = "current-password"}),
                       "sign_in.button");
  body += other_house(writing, from, back) + "</div></div>\n";
  return writing.outside("sign_in.title", "/sign-in", body, status);
}

Response code_page(const Writing& writing, const std::string& back, int status) {
  return writing.outside(
      "code.title", "/sign-in/code",
      "<div class=\"split\"><div class=\"stack\">" +
          writing.form("/sign-in/code",
                       Writing::hidden("back", back) + writing.field({.name = "code", .autocomplete = "one-time-code", .hint = true}),
                       "code.button") +
          "<p><a href=\"" + writing.href("/sign-in") + "\">" + writing.say("code.again") + "</a></p></div></div>\n",
      status);
}

// Where whoever was let in goes: to the second step, back to where they were, or to their first page.
Response welcome(const Sources& from, const Writing& writing, const Entered& entered, const std::string& back) {
  std::string to = wants_more(from.around, entered.who) ? writing.path("/account") : back;
  if (entered.who.session.stage == Session::Stage::code_wanted)
    to = writing.path("/sign-in/code") + (back.empty() ? "" : "?back=" + http::percent_encode(back));
  else if (to.empty())
    to = writing.path(from.around.first_page(entered.who.person));
  Response response = writing.go(to);
  response.headers.emplace_back("Set-Cookie", cookie_of(entered.token, from.settings.secure_cookies));
  return response;
}

Response sign_in(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string back = back_of(request, &*form), name(trim(form->value("name")));
  if (!from_own_page(request, from.settings.public_url)) {
    writing.wrong("", writing.plain("sign_in.elsewhere"));
    return sign_in_page(from, writing, name, back, "", 400);
  }
  const auto entered = from.identity.sign_in(name, form->value("password"), http::address_to_limit(request.address),
                                             token_of(request, from.settings.secure_cookies));
  if (entered) return welcome(from, writing, *entered, back);
  say_wrong(writing, entered.error(), false);
  return sign_in_page(from, writing, name, back, "", status_of(entered.error()));
}

Response give_code(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string back = back_of(request, &*form);
  if (!from_own_page(request, from.settings.public_url)) {
    writing.wrong("", writing.plain("sign_in.elsewhere"));
    return code_page(writing, back, 400);
  }
  const auto entered = from.identity.give_code(token_of(request, from.settings.secure_cookies), form->value("code"),
                                               http::address_to_limit(request.address));
  if (entered) return welcome(from, writing, *entered, back);
  say_wrong(writing, entered.error(), true);
  if (entered.error().why == Why::no_step) return sign_in_page(from, writing, "", back, "", 403);
  return code_page(writing, back, status_of(entered.error()));
}

Response sign_out(const Sources& from, const Request& request) {
  const Writing writing(messages(), from.around, request);
  from.identity.sign_out(token_of(request, from.settings.secure_cookies));
  Response response = writing.go(writing.path("/sign-in") + "?note=out");
  response.headers.emplace_back("Set-Cookie", cookie_of("", from.settings.secure_cookies));
  return response;
}

}  // namespace

std::vector<http::Route> sign_in_routes(std::shared_ptr<const Sources> from) {
  const auto handled = [&](Response (*handle)(const Sources&, const Request&)) {
    return http::answer([from, handle](const Request& request) { return handle(*from, request); });
  };
  const auto show = [](const Sources& sources, const Request& request) {
    const Writing writing(messages(), sources.around, request);
    const std::string_view note = request.asked("note");
    return sign_in_page(sources, writing, "", back_of(request, nullptr),
                        note == "out"      ? "sign_in.out"
                        : note == "closed" ? "sign_in.closed"
                                           : "",
                        200);
  };
  const auto ask_code = [](const Sources& sources, const Request& request) {
    const Writing writing(messages(), sources.around, request);
    if (sources.identity.code_wanted(token_of(request, sources.settings.secure_cookies)))
      return code_page(writing, back_of(request, nullptr), 200);
    return writing.go(writing.path("/sign-in"));
  };
  return {
      {Method::get, "/sign-in", "public", Cost::quick, "The page to sign in.", "query: back", "HTML", handled(show)},
      {Method::post, "/sign-in", "public", Cost::work, "Signs in by name and password.", "form: name, password, back",
       "303 with the session's cookie; 403, 429 as a page", handled(sign_in)},
      {Method::get, "/sign-in/code", "public", Cost::quick, "The page of the second step.", "query: back", "HTML", handled(ask_code)},
      {Method::post, "/sign-in/code", "public", Cost::work, "The second factor: a code, or a recovery code.", "form: code, back",
       "303 with the session's cookie; 403, 429 as a page", handled(give_code)},
      {Method::post, "/sign-out", std::string(own_account), Cost::work, "Ends the session.", "form: csrf", "303", handled(sign_out)},
  };
}

}  // namespace portico::identity
