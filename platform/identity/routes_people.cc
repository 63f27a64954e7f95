// Accounts of others: for whoever may manage people.
#include "base/text.h"
#include "platform/identity/people.h"
#include "platform/identity/routes_pages.h"

namespace portico::identity {
namespace {

using http::Cost;
using http::Method;
using http::Request;
using http::Response;

constexpr int at_once = 100;
constexpr std::string_view permission = "manage_people";

std::string name_in(const std::vector<Surroundings::Choice>& choices, const std::string& code) {
  for (const auto& choice : choices)
    if (choice.code == code) return choice.name;
  return code;
}

std::string grant_words(const Writing& writing, const Sources& from, const Grant& grant) {
  std::string words = name_in(from.around.roles(writing.language()), grant.role);
  if (!grant.agency.empty()) words += ", " + name_in(from.around.agencies(writing.language()), grant.agency);
  if (!grant.unit.empty()) words += ", " + grant.unit;
  return words;
}

std::string state_words(const Writing& writing, const Person& person) {
  std::string words = writing.say(person.disabled ? "people.disabled" : "people.active");
  if (person.second_factor) words += ", " + writing.say("people.second_factor");
  return words;
}

std::string table_of(const Writing& writing, const Sources& from, const std::vector<Person>& persons) {
  std::string rows;
  for (const auto& person : persons) {
    rows += "<tr><th scope=\"row\"><a href=\"" + writing.href("/people/" + std::to_string(person.id)) + "\"><bdi>" +
            http::escape_html(person.name) + "</bdi></a></th><td>" + http::escape_html(person.public_name) + "</td><td>" +
            http::escape_html(person.department) + "</td><td>";
    for (const auto& grant : person.grants) rows += http::escape_html(grant_words(writing, from, grant)) + "<br>";
    rows += "</td><td>" + state_words(writing, person) + "</td></tr>\n";
  }
  return writing.table("people.title", {"field.name", "field.public_name", "field.department", "people.roles", "people.state"}, rows);
}

Response people_page(const Sources& from, const Writing& writing, std::string_view after, const NewPerson& typed, int status) {
  std::vector<Person> persons;
  from.store.read([&](store::Reader& reader) { persons = list_persons(reader, after, at_once); });
  std::string body = persons.empty() ? "<p>" + writing.say("people.none") + "</p>\n" : table_of(writing, from, persons);
  if (persons.size() == at_once)
    body += "<p><a class=\"btn btn--quiet\" rel=\"next\" href=\"" + writing.href("/people") +
            "?after=" + http::escape_html(http::percent_encode(persons.back().name)) + "\">" + writing.say("people.more") + "</a></p>\n";
  body += "<section class=\"pane\" aria-labelledby=\"add\"><h2 id=\"add\">" + writing.say("people.add") + "</h2><p class=\"soft\">" +
          writing.say("people.add.lead") + "</p>" +
          writing.form("/people",
                       writing.field({.name = "name", .value = typed.name, .hint = true}) +
                           writing.field({.name = "public_name", .value = typed.public_name, .hint = true}) +
                           writing.field({.name = "department", .value = typed.department}),
                       "people.add.button") +
          "</section>\n";
  return writing.page("people.title", "/people", body, status);
}

std::string grants_part(const Writing& writing, const Sources& from, const Person& person, const Grant& typed) {
  const std::string at = "/people/" + std::to_string(person.id);
  std::string html = "<section class=\"pane\" aria-labelledby=\"roles\"><h2 id=\"roles\">" + writing.say("people.roles") + "</h2>\n";
  if (person.grants.empty()) html += "<p>" + writing.say("people.no_roles") + "</p>\n";
  if (!person.grants.empty()) {
    std::string rows;
    for (const auto& grant : person.grants)
      rows +=
          "<tr><th scope=\"row\">" + http::escape_html(grant_words(writing, from, grant)) + "</th><td>" +
          writing.form(at + "/revoke",
                       Writing::hidden("role", grant.role) + Writing::hidden("agency", grant.agency) + Writing::hidden("unit", grant.unit),
                       "people.take.button", true) +
          "</td></tr>\n";
    html += writing.table("people.roles", {"people.roles", "people.take"}, rows);
  }
  html += "<h3>" + writing.say("people.give") + "</h3>" +
          writing.form(at + "/grant",
                       writing.choice("role", from.around.roles(writing.language()), typed.role) +
                           writing.choice("agency", from.around.agencies(writing.language()), typed.agency, "none") +
                           writing.field({.name = "unit", .value = typed.unit, .hint = true, .optional = true}),
                       "people.give.button");
  return html + "</section>\n";
}

Response person_page(const Sources& from, const Writing& writing, const Person& person, const Grant& typed, std::string_view drawn,
                     int status) {
  const std::string at = "/people/" + std::to_string(person.id);
  std::string body;
  if (!drawn.empty())
    body += "<div class=\"panel\" role=\"status\"><h2>" + writing.say("people.drawn") + "</h2><p class=\"mono\"><bdi>" +
            http::escape_html(drawn) + "</bdi></p><p>" + writing.say("people.drawn.once") + "</p></div>\n";
  body += "<div class=\"pane\"><dl class=\"facts\"><dt>" + writing.say("field.name") + "</dt><dd><bdi>" + http::escape_html(person.name) +
          "</bdi></dd><dt>" + writing.say("field.public_name") + "</dt><dd>" + http::escape_html(person.public_name) + "</dd><dt>" +
          writing.say("field.department") + "</dt><dd>" + http::escape_html(person.department) + "</dd><dt>" + writing.say("people.state") +
          "</dt><dd>" + state_words(writing, person) + "</dd></dl></div>\n";
  body += grants_part(writing, from, person, typed);
  body += "<section class=\"pane\" aria-labelledby=\"entry\"><h2 id=\"entry\">" + writing.say("people.entry") + "</h2>\n" +
          writing.form(at + "/password", "", "people.password", true);
  if (person.second_factor) body += writing.form(at + "/second-factor-reset", "", "people.reset", true);
  body += writing.form(at + (person.disabled ? "/enable" : "/disable"), "", person.disabled ? "people.enable" : "people.disable", true);
  return writing.page("people.one", at, body + "</section>\n", status);
}

std::optional<Person> named(const Sources& from, const Request& request) {
  const auto id = parse_integer(request.part("id"));
  std::optional<Person> person;
  if (id) from.store.read([&](store::Reader& reader) { person = find_person(reader, *id); });
  return person;
}

// What is done to the account that the path names, by a command. A refusal comes back on the account's page.
using Command = std::function<Outcome<Person>(store::Tx&, const Person&, const http::Form&, Instant now, const std::string& actor)>;

Response change(const Sources& from, const Request& request, const Command& command) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const auto person = named(from, request);
  if (!person) return writing.outside("people.missing", "/people", "", 404);
  const Instant now = from.time.now();
  const auto changed = from.store.run<Person>([&](store::Tx& tx) { return command(tx, *person, *form, now, request.principal.actor); });
  if (changed) return writing.go(writing.path("/people/" + std::to_string(person->id)));
  writing.wrong(changed.error());
  const Grant typed{std::string(form->value("role")), std::string(form->value("agency")), std::string(form->value("unit"))};
  return person_page(from, writing, *person, typed, "", http::status_of(changed.error().kind));
}

Response add(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const NewPerson typed{std::string(form->value("name")), std::string(form->value("public_name")), std::string(form->value("department"))};
  const auto refused = [&](const Refusal& refusal) {
    writing.wrong(refusal);
    return people_page(from, writing, "", typed, http::status_of(refusal.kind));
  };
  const auto wanted = check_new_person(typed);
  if (!wanted) return refused(wanted.error());
  const std::string password = from.identity.drawn_password();
  const auto encoded = from.identity.hash(password, wanted->name);
  if (!encoded) return refused(encoded.error());
  const auto added = from.store.run<Person>([&, now = from.time.now()](store::Tx& tx) -> Outcome<Person> {
    if (const auto one = add_person(tx, *wanted, now, request.principal.actor); !one) return one;
    return set_password(tx, wanted->name, *encoded, now, request.principal.actor);
  });
  if (!added) return refused(added.error());
  return person_page(from, writing, *added, {}, password, 200);
}

Response draw_password(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto person = named(from, request);
  if (!person) return writing.outside("people.missing", "/people", "", 404);
  const std::string password = from.identity.drawn_password();
  const auto encoded = from.identity.hash(password, person->name);
  if (!encoded) return http::problem(encoded.error());
  const auto set = from.store.run<Person>(
      [&, now = from.time.now()](store::Tx& tx) { return set_password(tx, person->name, *encoded, now, request.principal.actor); });
  return set ? person_page(from, writing, *set, {}, password, 200) : http::problem(set.error());
}

Outcome<Person> disable_other(store::Tx& tx, const Person& person, Instant now, const std::string& actor) {
  if (actor == actor_of(person.id))
    return refuse(Refused::conflict, "", "This is your own account.", "another administrator, who disables it");
  return disable_person(tx, person.name, now, actor);
}

Grant grant_in(const http::Form& form) {
  return {std::string(form.value("role")), std::string(form.value("agency")), std::string(trim(form.value("unit")))};
}

}  // namespace

std::vector<http::Route> people_routes(std::shared_ptr<const Sources> from) {
  const auto handled = [&](Response (*handle)(const Sources&, const Request&)) {
    return http::answer([from, handle](const Request& request) { return handle(*from, request); });
  };
  const auto changing = [&](std::string_view verb, std::string sentence, std::string takes, Command command) {
    return http::Route{
        .method = Method::post,
        .pattern = "/people/{id}/" + std::string(verb),
        .permission = std::string(permission),
        .cost = Cost::work,
        .sentence = std::move(sentence),
        .takes = std::move(takes),
        .gives = "303 to the account's page; 400, 409 as that page",
        .handle = http::answer([from, command = std::move(command)](const Request& request) { return change(*from, request, command); })};
  };
  const auto list = [](const Sources& sources, const Request& request) {
    const Writing writing(messages(), sources.around, request);
    return people_page(sources, writing, request.asked("after"), {}, 200);
  };
  const auto one = [](const Sources& sources, const Request& request) {
    const Writing writing(messages(), sources.around, request);
    const auto person = named(sources, request);
    return person ? person_page(sources, writing, *person, {}, "", 200) : writing.outside("people.missing", "/people", "", 404);
  };
  const std::string may(permission);
  return {
      {Method::get, "/people", may, Cost::work, "Everybody who may sign in, by name.", "query: after", "HTML", handled(list)},
      {Method::post, "/people", may, Cost::work, "Makes an account; its first password is drawn.",
       "form: csrf, name, public_name, department", "HTML: the account with its password, this once", handled(add)},
      {Method::get, "/people/{id}", may, Cost::work, "One account.", "", "HTML", handled(one)},
      {Method::post, "/people/{id}/password", may, Cost::work, "Draws another password; sessions end.", "form: csrf",
       "HTML: the account with its password, this once", handled(draw_password)},
      changing(
          "grant", "Gives a role.", "form: csrf, role, agency, unit",
          [from](store::Tx& tx, const Person& person, const http::Form& form, Instant now, const std::string& actor) -> Outcome<Person> {
            const Grant grant = grant_in(form);
            if (const auto known = from->around.check_grant(grant); !known) return std::unexpected(known.error());
            return grant_person(tx, person.name, grant, now, actor);
          }),
      changing("revoke", "Takes a role.", "form: csrf, role, agency, unit",
               [](store::Tx& tx, const Person& person, const http::Form& form, Instant now, const std::string& actor) {
                 return revoke_person(tx, person.name, grant_in(form), now, actor);
               }),
      changing("disable", "Nobody signs in with it any more; sessions end.", "form: csrf",
               [](store::Tx& tx, const Person& person, const http::Form&, Instant now, const std::string& actor) {
                 return disable_other(tx, person, now, actor);
               }),
      changing("enable", "It can be signed in with again.", "form: csrf",
               [](store::Tx& tx, const Person& person, const http::Form&, Instant now, const std::string& actor) {
                 return enable_person(tx, person.name, now, actor);
               }),
      changing("second-factor-reset", "For whoever lost their second factor; sessions end.", "form: csrf",
               [](store::Tx& tx, const Person& person, const http::Form&, Instant now, const std::string& actor) {
                 return reset_second_factor(tx, person.name, now, actor);
               }),
  };
}

}  // namespace portico::identity
