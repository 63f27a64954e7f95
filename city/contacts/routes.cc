#include "city/contacts/routes.h"

#include <algorithm>
#include <map>
#include <memory>
#include <span>

#include "base/text.h"
#include "city/cases/redact.h"
#include "city/cases/routes_desk.h"
#include "city/contacts/rule.h"
#include "city/contacts/tables.h"
#include "city/directory/routes.h"
#include "platform/i18n/catalogues.h"
#include "platform/i18n/i18n.h"

namespace portico::contacts {

std::string_view embedded(std::string_view name);

namespace {

constexpr int rows_of_list = 100, heard_of_case = 100;
using Typed = std::map<std::string, std::string, std::less<>>;

struct Tried {  // a form that was refused: shown again, with the reasons
  std::string verb;
  Typed typed;
  Refusal refusal;
};

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/contacts", embedded);
  return read;
}

std::string plain(const cases::Words& words, std::string_view key, const i18n::Arguments& arguments = {}) {
  return messages().text(words.language(), key, arguments);
}
std::string say(const cases::Words& words, std::string_view key, const i18n::Arguments& arguments = {}) {
  return http::escape_html(plain(words, key, arguments));
}

std::string pane(const std::string& id, const std::string& title, const std::string& body) {
  const std::string of_forms = id == "act" ? " pane--act" : "";
  return "<section class=\"pane" + of_forms + "\" aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">" + title + "</h2>" + body +
         "</section>\n";
}

std::string sender_of(const Contact& contact) { return contact.name.empty() ? contact.email : contact.name + " (" + contact.email + ")"; }

std::string subject_of(const cases::Words& words, const Contact& contact) {
  return contact.subject.empty() ? say(words, "mail.no_subject") : http::escape_html(contact.subject);
}

std::string said(const Contact& contact) {  // line by line, as it was written
  std::string html;
  for (const auto line : split(trim(contact.words), '\n')) html += (html.empty() ? "" : "<br>") + http::escape_html(line);
  return html;
}

// The language's own name, "" where it is not known.
std::string language_of(const Contact& contact) {
  const auto language = i18n::find_language(contact.language, "language");
  return language ? language->own_name : std::string();
}

// Marked with its language, so that it is read out and set in that.
std::string quoted(const Contact& contact, const std::string& text) {
  const auto language = i18n::find_language(contact.language, "language");
  return "<blockquote" + (language ? " lang=\"" + http::escape_html(contact.language) + "\"" : std::string()) + "><bdi>" + text +
         "</bdi></blockquote>";
}

http::Response mail_list(const Post& from, const http::Request& request) {
  const auto city = from.directory.now();
  const cases::Words words(*city, directory::staff_language_of(request, *city));
  std::vector<Contact> waiting;
  from.store.read([&](store::Reader& reader) { waiting = tables::waiting(reader, rows_of_list); });
  std::string body = "<div class=\"bench\"><div class=\"bench__head\"><h1>" + say(words, "mail.title") + "</h1></div><p>" +
                     say(words, waiting.empty() ? "mail.none" : "mail.lead") + "</p>\n";
  if (!waiting.empty()) {
    body += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + say(words, "mail.title") +
            "\"><table class=\"grid\"><caption>" + say(words, "mail.lead") + "</caption><thead><tr>";
    for (const char* key : {"mail.received", "mail.from", "mail.language", "mail.subject"})
      body += "<th scope=\"col\">" + say(words, key) + "</th>";
    body += "</tr></thead><tbody>\n";
    for (const Contact& each : waiting)
      body += "<tr><td>" + words.time(each.at) + "</td><td class=\"clip\"><bdi>" + http::escape_html(sender_of(each)) +
              "</bdi></td><td><bdi>" + http::escape_html(language_of(each)) + "</bdi></td><td><a href=\"/desk/mail/" +
              std::to_string(each.id) + "\"><bdi>" + subject_of(words, each) + "</bdi></a></td></tr>\n";
    body += "</tbody></table></div>\n";
  }
  return cases::desk_page(request, *city, words, "/desk/mail", plain(words, "mail.title"), body + "</div>");
}

std::string files_of(const cases::Words& words, const Contact& contact) {
  std::string html;
  for (const KeptFile& file : contact.files) {
    const std::string name = "<bdi>" + http::escape_html(file.name) + "</bdi>";
    html += "<li>";
    if (file.stored.hash.empty())
      html += name + " (" + say(words, "mail.not_kept") + ")";
    else
      html += "<a href=\"/desk/mail/" + std::to_string(contact.id) + "/files/" + std::to_string(file.turn) + "\">" + name + "</a>";
    html += "</li>";
  }
  return html.empty() ? html : pane("files", say(words, "mail.files"), "<ul>" + html + "</ul>");
}

std::string doubts_of(const cases::Words& words, const Contact& contact) {
  std::string html;
  for (const auto& doubt : contact.doubts) html += "<li>" + say(words, "doubt." + doubt) + "</li>";
  return html.empty() ? html : pane("doubts", say(words, "mail.doubts"), "<ul>" + html + "</ul>");
}

std::string fact(const cases::Words& words, const char* key, const std::string& text) {
  return text.empty() ? text : "<dt>" + say(words, key) + "</dt><dd><bdi>" + http::escape_html(text) + "</bdi></dd>";
}

// What a rule of the pack did about it, or why it did not.
std::string ruled(const cases::Words& words, const Contact& contact) {
  if (contact.rule.empty()) return {};
  const bool waits = contact.state == State::fresh;
  const char* key = !waits ? "mail.by_rule" : contact.why.empty() ? "mail.rule_rests" : "mail.rule_refused";
  return "<p class=\"note\">" + say(words, key, {{"rule", contact.rule}, {"why", contact.why}}) + "</p>\n";
}

class Form {
 public:
  Form(const cases::Words& words, const http::Request& request, const Contact& contact, std::string verb, const Tried& tried)
      : words_(words), request_(request), contact_(contact), verb_(std::move(verb)), tried_(tried) {}

  Form& line(const std::string& name, const std::string& key) {
    fields_ += head(name, key) + "<input class=\"input\" autocomplete=\"off\" value=\"" + http::escape_html(typed(name, "")) + "\"" +
               marks(name) + "></div>";
    return *this;
  }
  Form& area(const std::string& name, const std::string& key, const std::string& given) {
    fields_ += head(name, key) + "<textarea class=\"input\" rows=\"5\"" + marks(name) + ">" + http::escape_html(typed(name, given)) +
               "</textarea></div>";
    return *this;
  }
  Form& services(const std::string& name, const std::string& key) {
    const std::string chosen = typed(name, "");
    fields_ +=
        head(name, key) + "<select class=\"input\"" + marks(name) + "><option value=\"\">" + say(words_, "mail.choose") + "</option>";
    for (const auto& service : words_.city().services)
      if (!service.retired)
        fields_ += "<option value=\"" + http::escape_html(service.code) + "\"" + (service.code == chosen ? " selected" : "") + ">" +
                   words_.name(service.name) + "</option>";
    fields_ += "</select></div>";
    return *this;
  }
  Form& choices(const std::string& name, const std::string& key, std::span<const std::string_view> values) {
    const std::string chosen = typed(name, "");
    fields_ +=
        head(name, key) + "<select class=\"input\"" + marks(name) + "><option value=\"\">" + say(words_, "mail.choose") + "</option>";
    for (const auto value : values)
      fields_ += "<option value=\"" + std::string(value) + "\"" + (value == chosen ? " selected" : "") + ">" +
                 say(words_, "redaction." + std::string(value)) + "</option>";
    fields_ += "</select></div>";
    return *this;
  }
  std::string html() const {
    return "<details" + std::string(refused() ? " open" : "") + "><summary>" + say(words_, "mail." + verb_) +
           "</summary><form method=\"post\" action=\"/desk/mail/" + std::to_string(contact_.id) + "/" + verb_ +
           "\"><input type=\"hidden\" name=\"csrf\" value=\"" + http::escape_html(request_.principal.csrf) + "\">" + fields_ +
           "<button class=\"btn\">" + say(words_, "mail." + verb_) + "</button></form></details>\n";
  }

 private:
  bool refused() const { return tried_.verb == verb_; }
  std::string typed(const std::string& name, const std::string& otherwise) const {
    const auto found = tried_.typed.find(name);
    return refused() && found != tried_.typed.end() ? found->second : otherwise;
  }
  const Fault* fault(const std::string& name) const {
    const auto found = std::ranges::find(tried_.refusal.faults, name, &Fault::field);
    return refused() && found != tried_.refusal.faults.end() ? &*found : nullptr;
  }
  std::string id(const std::string& name) const { return verb_ + "-" + name; }
  std::string head(const std::string& name, const std::string& key) const {
    const Fault* wrong = fault(name);
    return "<div class=\"field" + std::string(wrong ? " field--wrong" : "") + "\"><label class=\"field__label\" for=\"" + id(name) + "\">" +
           say(words_, key) + "</label>" +
           (wrong ? "<p class=\"wrong\" id=\"" + id(name) + "-wrong\">" + http::escape_html(wrong->reason) + "</p>" : "");
  }
  std::string marks(const std::string& name) const {
    return " id=\"" + id(name) + "\" name=\"" + name + "\"" +
           (fault(name) ? " aria-invalid=\"true\" aria-describedby=\"" + id(name) + "-wrong\"" : "");
  }

  const cases::Words& words_;
  const http::Request& request_;
  const Contact& contact_;
  std::string verb_;
  const Tried& tried_;
  std::string fields_;
};

std::string summary(const cases::Words& words, const Tried& tried) {
  if (tried.verb.empty()) return {};
  std::string html = "<div class=\"banner banner--late\" role=\"alert\" id=\"wrong\" tabindex=\"-1\" autofocus><div><h2>" +
                     say(words, "mail.wrong") + "</h2><ul>";
  for (const Fault& fault : tried.refusal.faults) {
    const std::string text = http::escape_html(fault.accepted.empty() ? fault.reason : fault.reason + ": " + fault.accepted);
    html += "<li>" +
            (tried.typed.contains(fault.field) ? "<a href=\"#" + tried.verb + "-" + http::escape_html(fault.field) + "\">" + text + "</a>"
                                               : text) +
            "</li>";
  }
  return html + "</ul></div></div>\n";
}

http::Response missing(const http::Request& request, const directory::Snapshot& city, const cases::Words& words) {
  return cases::desk_page(request, city, words, "/desk/mail", plain(words, "mail.missing"),
                          "<div class=\"bench\"><h1>" + say(words, "mail.missing") + "</h1></div>", 404);
}

std::optional<Contact> asked_for(const Post& from, const http::Request& request) {
  std::optional<Contact> found;
  const auto id = parse_integer(request.part("contact"));
  if (id) from.store.read([&](store::Reader& reader) { found = tables::find(reader, *id); });
  return found;
}

// What may be done about it, by whoever looks at it.
std::string acts(const cases::Words& words, const http::Request& request, const Contact& contact, const Tried& tried) {
  std::string html;
  if (contact.state == State::fresh)
    html += Form(words, request, contact, "open", tried)
                .services("service", "mail.service")
                .area("description", "mail.description", contact.words)
                .line("address", "mail.address")
                .html() +
            Form(words, request, contact, "put", tried).line("number", "mail.number").html() +
            Form(words, request, contact, "dismiss", tried).line("reason", "mail.reason").html();
  if (contact.case_id == 0 && !contact.redacted && request.principal.may("redact_contact", ""))
    html += Form(words, request, contact, "redact", tried).choices("reason", "mail.redact_why", cases::redaction_reasons()).html();
  return html.empty() ? html : pane("act", say(words, "mail.act"), html);
}

http::Response mail_page(const Post& from, const http::Request& request, const Tried& tried) {
  const auto city = from.directory.now();
  const cases::Words words(*city, directory::staff_language_of(request, *city));
  const auto contact = asked_for(from, request);
  if (!contact) return missing(request, *city, words);
  const std::string title = plain(words, "mail.one", {{"when", words.moment(contact->at)}});
  std::string body = "<div class=\"bench\">" + summary(words, tried) + "<div class=\"bench__head\"><h1>" + http::escape_html(title) +
                     "</h1></div>\n<div class=\"panes\"><div>";
  const std::string text = said(*contact);
  body += pane("words", say(words, "mail.words"), text.empty() ? "<p>" + say(words, "mail.no_words") + "</p>" : quoted(*contact, text));
  body += files_of(words, *contact) + doubts_of(words, *contact) + "</div><div>" + ruled(words, *contact);
  if (contact->redacted)
    body += "<p class=\"note\" role=\"status\">" + say(words, "mail.redacted") + "</p>";
  else if (contact->state != State::fresh)
    body += "<p class=\"note\" role=\"status\">" +
            say(words, "mail.decided", {{"state", plain(words, "state." + std::string(name_of(contact->state)))}}) + "</p>";
  body += acts(words, request, *contact, tried);
  body += pane("about", say(words, "mail.about"),
               "<dl class=\"facts\">" + fact(words, "mail.from", sender_of(*contact)) + fact(words, "mail.subject", contact->subject) +
                   fact(words, contact->recognised ? "mail.recognised" : "mail.language", language_of(*contact)) + "</dl>");
  return cases::desk_page(request, *city, words, "/desk/mail/" + std::to_string(contact->id), title, body + "</div></div></div>",
                          tried.verb.empty() ? 200 : http::status_of(tried.refusal.kind));
}

// Never shown inside a page of ours: a browser keeps it as a file.
http::Response mail_file(const Post& from, const http::Request& request) {
  const auto contact = asked_for(from, request);
  const auto turn = parse_integer(request.part("file"));
  if (contact && turn)
    for (const KeptFile& file : contact->files)
      if (file.turn == *turn && !file.stored.hash.empty())
        if (auto bytes = from.files.read(file.stored.hash))
          return {.status = 200,
                  .type = file.stored.type,
                  .body = *std::move(bytes),
                  .headers = {{"Content-Disposition", "attachment"}, {"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
  return http::problem({Refused::not_found, {{"file", "there is no such file", ""}}});
}

// The place to go to when it is done: the request, or the list.
Outcome<std::string> run(const Post& from, const std::string& verb, const Contact& contact, const http::Form& form,
                         const std::string& actor) {
  if (verb == "open") {
    auto asked = asked_by(contact, std::string(form.value("service")), std::string(form.value("description")), *from.directory.now());
    asked.place.address = trim(form.value("address"));
    const auto opening = from.cases.prepare_opening(std::move(asked));
    if (!opening) return std::unexpected(opening.error());
    const auto opened =
        from.store.run<cases::Opened>([&](store::Tx& tx) { return from.contacts.open_case(tx, contact.id, *opening, actor); });
    if (!opened) return std::unexpected(opened.error());
    return opened->number.empty() ? "/desk/mail" : "/desk/requests/" + opened->number;
  }
  if (verb == "put") {
    const auto put =
        from.store.run<std::string>([&](store::Tx& tx) { return from.contacts.put_to_case(tx, contact.id, form.value("number"), actor); });
    if (!put) return std::unexpected(put.error());
    return "/desk/requests/" + *put;
  }
  if (verb == "redact") {
    const auto redacted = from.store.run<std::string>([&](store::Tx& tx) -> Outcome<std::string> {
      if (auto out = from.contacts.redact_contact(tx, contact.id, form.value("reason"), actor); !out) return std::unexpected(out.error());
      return "/desk/mail/" + std::to_string(contact.id);
    });
    return redacted;
  }
  const auto done =
      from.store.run<std::string>([&](store::Tx& tx) { return from.contacts.dismiss(tx, contact.id, form.value("reason"), actor); });
  if (!done) return std::unexpected(done.error());
  return "/desk/mail";
}

http::Route form_route(const std::shared_ptr<const Post>& post, const std::string& verb, const std::string& sentence,
                       const std::string& permission = "answer_contact") {
  const auto handle = [post, verb](const http::Request& request) -> http::Response {
    const auto form = http::parse_form(request);
    if (!form) return http::problem(form.error());
    const auto contact = asked_for(*post, request);
    if (!contact) return mail_page(*post, request, {});
    const auto done = run(*post, verb, *contact, *form, request.principal.actor);
    if (done) return {.status = 303, .body = {}, .headers = {{"Location", *done}, {"Cache-Control", "no-store"}}};
    Tried tried{verb, {}, done.error()};
    for (const char* name : {"service", "description", "address", "number", "reason"}) tried.typed[name] = form->value(name);
    return mail_page(*post, request, tried);
  };
  return {.method = http::Method::post,
          .pattern = "/desk/mail/{contact}/" + verb,
          .permission = permission,
          .cost = http::Cost::work,
          .sentence = sentence,
          .takes = "form of the desk's page",
          .gives = "the desk's page of the request, or the list of mail",
          .handle = http::answer(handle)};
}

}  // namespace

std::string heard_on(store::Store& store, const cases::Case& subject, const std::string& language, const directory::Snapshot& city) {
  const cases::Words words(city, language);
  std::vector<Contact> heard;
  store.read([&](store::Reader& reader) { heard = tables::of_case(reader, subject.id, heard_of_case); });
  std::string html;
  for (const Contact& each : heard) {
    const std::string text = said(each);
    if (!text.empty()) html += "<li>" + words.time(each.at) + quoted(each, text) + "</li>";
  }
  return html.empty() ? html : pane("heard", say(words, "mail.heard"), "<ul class=\"trace\">" + html + "</ul>");
}

std::vector<http::Route> routes(Post given) {
  const auto post = std::make_shared<const Post>(given);
  const auto page = [&](const std::string& pattern, const std::string& sentence, const std::string& gives, const auto& write) {
    return http::Route{.method = http::Method::get,
                       .pattern = pattern,
                       .permission = "answer_contact",
                       .cost = http::Cost::work,
                       .sentence = sentence,
                       .takes = "",
                       .gives = gives,
                       .handle = http::answer([post, write](const http::Request& request) { return write(*post, request); })};
  };
  return {page("/desk/mail", "Mail that waits for a person, oldest first.", "HTML page", mail_list),
          page("/desk/mail/{contact}", "One mail, with its files, its doubts and what may be done about it.", "HTML page",
               [](const Post& from, const http::Request& request) { return mail_page(from, request, {}); }),
          page("/desk/mail/{contact}/files/{file}", "A file that came with a mail, to be kept as a file.", "the file", mail_file),
          form_route(post, "open", "Makes a mail a request."),
          form_route(post, "put", "Puts a mail to a request that is there."),
          form_route(post, "dismiss", "Says why nothing is to be done about a mail."),
          form_route(post, "redact", "Takes the words of a mail, its files and who wrote it out for good.", "redact_contact")};
}

}  // namespace portico::contacts
