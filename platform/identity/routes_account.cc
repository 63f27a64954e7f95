// One's own account: password, second factor, sessions.
#include "platform/crypto/seal.h"
#include "platform/identity/code.h"
#include "platform/identity/qr.h"
#include "platform/identity/routes_pages.h"

namespace portico::identity {
namespace {

using http::Cost;
using http::Method;
using http::Request;
using http::Response;

// Key holders have no account; the gate lets them to these pages only where somebody gave a key the permission.
Response no_account(const Writing& writing) { return writing.outside("account.none", "/account", "", 403); }

std::string section(const Writing& writing, std::string_view key, const std::string& body) {
  const std::string id = "part-" + std::string(key.substr(0, key.find('.')));
  return "<section class=\"pane\" aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">" + writing.say(key) + "</h2>\n" + body +
         "</section>\n";
}

std::string password_part(const Writing& writing, const Who& who) {
  std::string inside = who.person.has_password
                           ? writing.field({.name = "old_password", .type = "password", .autocomplete = "current-password"})
                           : std::string();
  inside += writing.field({.name = "new_password", .type = "password", .autocomplete = "new-password", .hint = true});
  return section(writing, "password.title", writing.form("/account/password", inside, "password.button"));
}

std::string second_factor_part(const Writing& writing, const Sources& from, const Who& who) {
  if (!who.person.second_factor)
    return section(writing, "second.title",
                   "<p>" + writing.say("second.off") + "</p>" + writing.form("/account/second-factor/begin", "", "second.begin"));
  const std::int64_t left = from.identity.recovery_codes_left(who.person);
  return section(writing, "second.title",
                 "<p>" + writing.say("second.on", {{"left", left}}) + "</p>" +
                     writing.form("/account/second-factor/off",
                                  writing.field({.name = "off_password", .type = "password", .autocomplete = "current-password"}),
                                  "second.drop", true));
}

std::string sessions_part(const Writing& writing, const Sources& from, const Who& who) {
  std::string rows;
  for (const auto& session : from.identity.sessions_of(who.person)) {
    const bool this_one = session.hash == who.session.hash;
    rows += "<tr><th scope=\"row\">" + writing.time(session.begun) + "</th><td>" + writing.time(session.seen) + "</td><td>" +
            writing.say("how." + session.how) + "</td><td>" +
            (this_one ? writing.say("sessions.this")
                      : writing.form("/account/sessions/end", Writing::hidden("session", session.hash), "sessions.button", true)) +
            "</td></tr>\n";
  }
  return section(writing, "sessions.title",
                 writing.table("sessions.title", {"sessions.begun", "sessions.seen", "sessions.how", "sessions.end"}, rows));
}

Response account_page(const Sources& from, const Writing& writing, const Who& who, std::string_view note, int status) {
  std::string body = note.empty() ? "" : "<p class=\"note\" role=\"status\">" + writing.say(note) + "</p>\n";
  if (wants_more(from.around, who))
    body += "<p class=\"note\" role=\"status\">" + writing.say(who.person.second_factor ? "second.again" : "second.wanted") + "</p>\n";
  body += "<div class=\"pane\"><dl class=\"facts\"><dt>" + writing.say("field.name") + "</dt><dd><bdi>" +
          http::escape_html(who.person.name) + "</bdi></dd><dt>" + writing.say("field.public_name") + "</dt><dd>" +
          http::escape_html(who.person.public_name) + "</dd><dt>" + writing.say("field.department") + "</dt><dd>" +
          http::escape_html(who.person.department) + "</dd></dl></div>\n";
  body += password_part(writing, who) + second_factor_part(writing, from, who) + sessions_part(writing, from, who);
  return writing.page("account.title", "/account", body, status);
}

Response second_factor_page(const Sources& from, const Writing& writing, const Who& who, int status) {
  const auto secret = from.identity.unconfirmed_secret(who.person);
  if (!secret) return writing.go(writing.path("/account"));
  const std::string address = otpauth(*secret, from.around.house(writing.language()), who.person.name);
  std::string letters;
  for (const char letter : crypto::base32(*secret)) letters += (letters.size() % 5 == 4 ? " " : "") + std::string(1, letter);
  const std::string body =
      "<p>" + writing.say("second.scan") + "</p><div class=\"qr qr--large\">" + qr_svg(address, writing.plain("second.picture")) + "<p>" +
      writing.say("second.typed") + "<br><bdi class=\"mono\">" + letters + "</bdi></p></div>\n" +
      writing.form("/account/second-factor", writing.field({.name = "first_code", .autocomplete = "one-time-code", .hint = true}),
                   "second.confirm");
  return writing.page("second.title", "/account/second-factor", body, status);
}

Response recovery_page(const Writing& writing, const std::vector<std::string>& codes) {
  std::string list = "<p>" + writing.say("recovery.once") + "</p><ul class=\"panel mono\">";
  for (const auto& code : codes) list += "<li>" + http::escape_html(code) + "</li>";
  return writing.page(
      "recovery.title", "/account",
      list + "</ul><p><a class=\"btn\" href=\"" + writing.href("/account") + "\">" + writing.say("recovery.kept") + "</a></p>\n");
}

// Each of these has the form and whoever asks.
using Act = Response (*)(const Sources&, Writing&, const Who&, const http::Form&);

// The rules speak of "password" and "old_password"; a page has each of its fields once.
Refusal as_on_page(Refusal refusal, std::string_view rule, std::string_view field) {
  for (auto& fault : refusal.faults)
    if (fault.field == rule) fault.field = field;
  return refusal;
}

Response change_password(const Sources& from, Writing& writing, const Who& who, const http::Form& form) {
  const auto changed = from.identity.change_password(who, form.value("old_password"), form.value("new_password"));
  if (changed) return writing.go(writing.path("/account") + "?note=password");
  writing.wrong(as_on_page(changed.error(), "password", "new_password"));
  return account_page(from, writing, who, "", http::status_of(changed.error().kind));
}

Response begin_second_factor(const Sources& from, Writing& writing, const Who& who, const http::Form&) {
  const auto begun = from.identity.begin_second_factor(who);
  if (begun) return writing.go(writing.path("/account/second-factor"));
  writing.wrong(begun.error());
  return account_page(from, writing, who, "", http::status_of(begun.error().kind));
}

Response confirm_second_factor(const Sources& from, Writing& writing, const Who& who, const http::Form& form) {
  const auto codes = from.identity.confirm_second_factor(who, form.value("first_code"));
  if (codes) return recovery_page(writing, *codes);
  writing.wrong(as_on_page(codes.error(), "code", "first_code"));
  return second_factor_page(from, writing, who, http::status_of(codes.error().kind));
}

Response drop_second_factor(const Sources& from, Writing& writing, const Who& who, const http::Form& form) {
  const auto dropped = from.identity.drop_second_factor(who, form.value("off_password"));
  if (dropped) return writing.go(writing.path("/sign-in") + "?note=out");
  writing.wrong(as_on_page(dropped.error(), "old_password", "off_password"));
  return account_page(from, writing, who, "", http::status_of(dropped.error().kind));
}

Response end_session(const Sources& from, Writing& writing, const Who& who, const http::Form& form) {
  const auto ended = from.identity.end_session(who, form.value("session"));
  if (ended) return writing.go(writing.path("/account") + "?note=session");
  writing.wrong(ended.error());
  return account_page(from, writing, who, "", http::status_of(ended.error().kind));
}

}  // namespace

std::vector<http::Route> account_routes(std::shared_ptr<const Sources> from) {
  const auto get = [&](Response (*show)(const Sources&, const Writing&, const Who&, const Request&)) {
    return http::answer([from, show](const Request& request) {
      const Writing writing(messages(), from->around, request);
      const auto who = asker(*from, request);
      return who ? show(*from, writing, *who, request) : no_account(writing);
    });
  };
  const auto post = [&](Act act) {
    return http::answer([from, act](const Request& request) {
      Writing writing(messages(), from->around, request);
      const auto who = asker(*from, request);
      if (!who) return no_account(writing);
      const auto form = http::parse_form(request);
      return form ? act(*from, writing, *who, *form) : http::problem(form.error());
    });
  };
  const std::string own(own_account);
  const auto account = [](const Sources& sources, const Writing& writing, const Who& who, const Request& request) {
    const std::string_view note = request.asked("note");
    return account_page(sources, writing, who, note == "password" ? "password.done" : note == "session" ? "sessions.done" : "", 200);
  };
  const auto second = [](const Sources& sources, const Writing& writing, const Who& who, const Request&) {
    return second_factor_page(sources, writing, who, 200);
  };
  return {
      {Method::get, "/account", own, Cost::work, "One's own account: password, second factor, sessions.", "", "HTML", get(account)},
      {Method::post, "/account/password", own, Cost::work, "Another password; other sessions end.",
       "form: csrf, old_password, new_password", "303; 400 as a page", post(change_password)},
      {Method::post, "/account/second-factor/begin", own, Cost::work, "A new secret for the second factor.", "form: csrf", "303",
       post(begin_second_factor)},
      {Method::get, "/account/second-factor", own, Cost::work, "The secret as a picture and in letters.", "", "HTML", get(second)},
      {Method::post, "/account/second-factor", own, Cost::work, "The first code switches the second factor on.", "form: csrf, first_code",
       "HTML: the recovery codes, this once", post(confirm_second_factor)},
      {Method::post, "/account/second-factor/off", own, Cost::work, "The password switches the second factor off; sessions end.",
       "form: csrf, off_password", "303; 400 as a page", post(drop_second_factor)},
      {Method::post, "/account/sessions/end", own, Cost::work, "Ends another session of one's own.", "form: csrf, session", "303",
       post(end_session)},
  };
}

}  // namespace portico::identity
