// One request on the desk: all that is known, and the forms for all that may be done.
#include <algorithm>

#include "city/cases/follow.h"
#include "city/cases/reckoning.h"
#include "city/cases/routes_desk.h"
#include "city/cases/routes_request.h"
#include "city/cases/touched.h"
#include "city/directory/routes.h"

namespace portico::cases {
namespace {

struct Whole {  // of a case, as the desk reads it
  Case subject;
  std::vector<Message> messages;
  std::vector<Move> moves;
  std::vector<Ending> endings;
  std::vector<Handling> handlings;
  std::optional<Reporter> reporter;
  std::vector<Photo> photos;
};

std::optional<Whole> read_whole(const Desk& from, const http::Request& request) {
  std::optional<Whole> whole;
  from.store.read([&](store::Reader& reader) {
    auto found = from.cases.find_for_staff(reader, request.part("number"));
    if (!found || !request.principal.may("read_case", found->agency)) return;
    const std::int64_t id = found->id;
    const auto photos = from.cases.photos(reader, *found);
    whole = Whole{*std::move(found),
                  from.cases.messages(reader, id),
                  from.cases.moves(reader, id),
                  from.cases.endings(reader, id),
                  from.cases.handlings(reader, id),
                  from.cases.reporter(reader, id),
                  photos};
  });
  return whole;
}

std::string fact(const Words& words, const char* key, const std::string& text) {
  return text.empty() ? std::string() : "<dt>" + words.say(key) + "</dt><dd><bdi>" + http::escape_html(text) + "</bdi></dd>";
}

std::string pane(const std::string& id, const std::string& title, const std::string& body) {
  return "<section class=\"pane\" aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">" + title + "</h2>" + body + "</section>\n";
}

std::string words_of(const Words& words, const Case& subject) {
  if (subject.description.empty() && subject.answers.empty()) return "<p>" + words.say("desk.no_words") + "</p>";
  std::string html;
  if (!subject.description.empty()) {
    const auto exposure = exposure_of(subject, words.city().service(subject.service));
    const char* key = exposure == directory::Exposure::open       ? "desk.shown_words"
                      : exposure == directory::Exposure::reviewed ? "desk.waiting_words"
                                                                  : "desk.hidden_words";
    html += "<blockquote><bdi>" + http::escape_html(subject.description) + "</bdi></blockquote><p class=\"small soft\">" + words.say(key) +
            "</p>";
  }
  std::string facts;
  for (const Answer& answer : subject.answers) {
    std::string values;
    for (const auto& value : answer.values) values += (values.empty() ? "" : ", ") + value;
    facts += "<dt>" + http::escape_html(answer.question) + "</dt><dd><bdi>" + http::escape_html(values) + "</bdi></dd>";
  }
  return html + (facts.empty() ? "" : "<dl class=\"facts\">" + facts + "</dl>");
}

std::string who_asked(const Words& words, const std::optional<Reporter>& reporter, const Case& subject) {
  std::string facts = fact(words, "desk.channel", std::string(name_of(subject.channel)));
  if (reporter) {
    const std::string blank = reporter->first_name.empty() || reporter->last_name.empty() ? "" : " ";
    facts += fact(words, "desk.name", reporter->first_name + blank + reporter->last_name) + fact(words, "desk.email", reporter->email) +
             fact(words, "desk.phone", reporter->phone) + fact(words, "desk.language", reporter->language);
  }
  return "<dl class=\"facts\">" + facts + "</dl><p class=\"small soft\">" + words.say("desk.told", {{"count", subject.told}}) + "</p>";
}

std::string place_of(const Words& words, const Case& subject) {
  std::string facts = fact(words, "place.title", subject.place.address);
  if (subject.place.point)
    facts +=
        fact(words, "desk.point", std::to_string(subject.place.point->latitude) + ", " + std::to_string(subject.place.point->longitude));
  for (const auto& placement : subject.districts) {
    const auto* area = words.city().area(placement.set, placement.area);
    const auto& sets = words.city().districts;
    const auto set = std::ranges::find(sets, placement.set, &directory::DistrictSet::code);
    facts += "<dt>" + (set == sets.end() ? http::escape_html(placement.set) : words.name(set->name)) + "</dt><dd><bdi>" +
             http::escape_html(area && !area->name.empty() ? area->name : placement.area) + "</bdi></dd>";
  }
  return (facts.empty() ? "" : "<dl class=\"facts\">" + facts + "</dl>") +
         (subject.place.to_be_found ? "<p>" + words.say("place.unfound") + "</p>" : "");
}

std::string contested(const Words& words, const std::vector<Ending>& endings) {
  std::string html;
  for (const Ending& ending : endings)
    if (ending.contested)
      html += "<li>" + words.time(*ending.contested) + "<blockquote><bdi>" + http::escape_html(ending.contest_words) +
              "</bdi></blockquote></li>";
  return html.empty() ? html : pane("contested", words.say("story.contested"), "<ul class=\"trace\">" + html + "</ul>");
}

}  // namespace

std::string refused_summary(const Words& words, const Typed& typed) {
  if (typed.path.empty()) return {};
  std::string html = "<div class=\"banner banner--late\" role=\"alert\" id=\"wrong\" tabindex=\"-1\" autofocus><div><h2>" +
                     words.say("refused.title") + "</h2><ul>";
  for (const auto& fault : typed.refusal.faults) {
    const bool has_field = typed.texts.contains(fault.field) || fault.field == "reason" || fault.field == "words" ||
                           fault.field == "proof" || fault.field == "outcome" || fault.field == "who_can" || fault.field == "into" ||
                           fault.field == "agency" || fault.field == "service";
    const std::string text =
        http::escape_html(fault.reason) + (fault.accepted.empty() ? "" : ". " + words.say("refused.accepted", {{"what", fault.accepted}}));
    html += "<li>" +
            (has_field ? "<a href=\"#" + std::string(typed.path) + "-" + http::escape_html(fault.field) + "\">" + text + "</a>" : text) +
            "</li>";
  }
  return html + "</ul></div></div>\n";
}

http::Response desk_case(const Desk& from, const http::Request& request, const Typed& typed) {
  const auto city = from.directory.now();
  const Words words(*city, directory::staff_language_of(request, *city));
  const auto whole = read_whole(from, request);
  if (!whole) {  // a number of another agency's is answered as one that was never given
    if (!typed.path.empty()) return http::problem(typed.refusal);
    return desk_page(request, *city, words, "/desk", words.plain("refused.title"),
                     "<div class=\"bench\"><h1>" + words.say("refused.title") + "</h1><p>" +
                         words.say("desk.missing", {{"number", std::string(request.part("number").substr(0, 60))}}) + "</p></div>",
                     404);
  }
  const Case& subject = whole->subject;
  const Instant now = from.time.now();
  const auto standards = from.standards.now();
  RequestPage page{.subject = subject,
                   .messages = whole->messages,
                   .moves = whole->moves,
                   .promise_words = {},
                   .description = {},
                   .now = now,
                   .life = {.endings = whole->endings, .handlings = whole->handlings, .contest_until = {}},
                   .reckoned = reckoned_of(subject, *standards, now)};
  std::string body = "<div class=\"bench\">" + refused_summary(words, typed) + "<div class=\"bench__head\"><h1>" +
                     http::escape_html(request_title(words, subject)) + "</h1><span>" +
                     words.say("request.number", {{"number", subject.number}}) + "</span>" + words.tag(subject, now) + "</div>\n";
  if (const auto done = request.asked("done"); !done.empty() && typed.path.empty())
    body += "<p class=\"note\" role=\"status\">" + words.say("desk.done") + "</p>";
  body += "<div class=\"panes\"><div>" + pane("words", words.say("said.title"), words_of(words, subject)) +
          contested(words, whole->endings) + (from.beside ? from.beside(subject, words.language()) : "") + "<div class=\"pane\">" +
          clocks_in_words(words, page) + "</div><div class=\"pane\">" + story(words, page) + "</div></div>\n<div>";
  const FormsOnCase on{subject, request.principal, *city, pause_reasons(facts_of(subject), *standards), typed};
  body += forms_on(words, on) + photos_on(words, on, whole->photos);
  body += pane("asked-by", words.say("desk.who"), who_asked(words, whole->reporter, subject)) +
          pane("place", words.say("place.title"), place_of(words, subject)) + "</div></div></div>";
  return desk_page(request, *city, words, "/desk/requests/" + subject.number, request_title(words, subject), body,
                   typed.path.empty() ? 200 : http::status_of(typed.refusal.kind));
}

}  // namespace portico::cases
