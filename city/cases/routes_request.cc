#include "city/cases/routes_request.h"

#include <algorithm>

#include "city/cases/ending.h"
#include "city/cases/pause.h"
#include "city/cases/progress.h"
#include "city/cases/routes_photos.h"
#include "city/cases/routes_scripts.h"
#include "city/cases/routes_strip.h"

namespace portico::cases {
namespace {

using standards::ClockKind;

// What a clock says of itself: the ending of its message's key, and its tag.
struct Standing {
  std::string key, tag;
};
Standing standing_of(const Clock& clock, Instant now) {
  switch (state_as_of(clock, now)) {
    case ClockState::kept:
      return {"kept", "ok"};
    case ClockState::missed:
      return clock.stopped ? Standing{"missed", "late"} : Standing{"late", "late"};
    case ClockState::not_applicable:
      return {"unmeasured", "still"};
    case ClockState::paused:
      return {"paused", "still"};
    case ClockState::running:
      break;
  }
  return {"running", "info"};
}

std::string sentence(const Words& words, const std::string& family, const Clock& clock, const RequestPage& page) {
  std::string key = standing_of(clock, page.now).key;
  i18n::Arguments arguments{{"due", words.moment(clock.due)}};
  if (clock.stopped) arguments["stopped"] = words.moment(*clock.stopped);
  if (const Pause* open = open_pause(page.subject)) {
    arguments["since"] = words.moment(open->from);
    arguments["reason"] = words.pause_reason(open->reason);
  } else if (key == "paused") {
    key = "suspended";  // by an emergency: its end is known, and counted already
  }
  return words.say(family + key, arguments);
}

std::string promise_box(const Words& words, const RequestPage& page) {
  const Clock* outcome = page.subject.clock(ClockKind::outcome);
  const std::string tint = !outcome ? "still" : standing_of(*outcome, page.now).tag;
  std::string html = "<div class=\"promise promise--" + tint + "\"><p><b>";
  html += (outcome ? sentence(words, "promise.", *outcome, page) : words.say("promise.none")) + "</b></p>";
  if (!page.promise_words.empty()) html += "<p>" + http::escape_html(page.promise_words) + "</p>";
  if (page.subject.closing && !page.subject.closing->reason.empty())
    html += "<p><bdi>" + http::escape_html(masked(page.subject.closing->reason)) + "</bdi></p>";
  return html + "</div>\n";
}

}  // namespace

std::vector<Reckoned> reckoned_of(const Case& subject, const standards::Snapshot& standards, Instant now) {
  return standards.version(subject.sla_version) ? why_due(facts_of(subject), standards, now) : std::vector<Reckoned>();
}

std::string clocks_in_words(const Words& words, const RequestPage& page) {
  if (page.subject.clocks.empty()) return {};
  std::string html = "<section class=\"block\" aria-labelledby=\"clocks\"><h2 id=\"clocks\">" + words.say("clocks.title") + "</h2>\n";
  const StripWindow window = window_of(page.subject.opened, page.reckoned, page.now);
  for (const Clock& clock : page.subject.clocks) {
    const Standing standing = standing_of(clock, page.now);
    const auto why = std::ranges::find(page.reckoned, clock.kind, [](const Reckoned& each) { return each.clock.kind; });
    html += "<div class=\"clock\"><div class=\"clock__head\"><h3>" + words.say("clock." + std::string(standards::name_of(clock.kind))) +
            "</h3>" + tag(standing.tag, words.say("tag." + standing.key)) + "</div><p>" + sentence(words, "clock.", clock, page) + "</p>" +
            (why == page.reckoned.end() ? "" : strip_of(words, *why, window, page.now)) + "</div>\n";
  }
  if (!page.reckoned.empty()) html += legend_of_strips(words);
  const std::string token = page.token.empty() ? "" : "?token=" + http::percent_encode(page.token);
  return html + "<p class=\"small\"><a href=\"/requests/" + http::percent_encode(page.subject.number) + "/clocks.json" +
         http::escape_html(token) + "\">" + words.say("clocks.why") + "</a></p></section>\n";
}

namespace {

struct Step {
  std::string title, dot;  // escaped; the dot's kind
};
Step step_of(const Words& words, const Message& message, bool first, const std::vector<Ending>& endings) {
  const auto meaning = meaning_of(message.update_status);
  if (meaning && meaning->effect == Effect::close) {
    std::string outcome(meaning->outcome);  // a command says it more exactly than a status
    for (const Ending& ending : endings)
      if (ending.closing.at == message.at) outcome = ending.closing.outcome;
    const bool fixed = outcome == "fixed" || outcome == "closed";
    return {words.say("story.closed", {{"outcome", words.plain("outcome." + outcome)}}), fixed ? "ok" : "still"};
  }
  if (message.update_status == "REOPEN") return {words.say("story.reopened"), "open"};
  if (message.update_status == "ACTION_SCHEDULED") return {words.say("story.scheduled"), "info"};
  if (message.update_status == "IN_PROGRESS") return {words.say("story.progress"), "info"};
  if (message.update_status == "INVESTIGATING") return {words.say("story.look"), "info"};
  if (message.update_status == "INTERNAL_REFERRAL" || message.update_status == "FOR_TRIAGE") return {words.say("story.passed"), "info"};
  return {words.say(first ? "story.first" : "story.message"), first ? "ok" : "info"};
}

std::string story_item(const Step& step, const std::string& time, const std::string& rest) {
  const std::string tint = step.dot == "ok" || step.dot == "info" ? " story__dot--" + step.dot : "";
  return "<li><span class=\"story__dot" + tint + "\">" + shape(step.dot) + "</span><h3>" + step.title + "</h3>" + time + rest + "</li>\n";
}

std::string said(const Message& message) {
  if (message.text.empty()) return {};
  std::string who = message.author;
  if (!message.department.empty()) who += (who.empty() ? "" : ", ") + message.department;
  return "<blockquote><p><bdi>" + http::escape_html(masked(message.text)) + "</bdi></p>" +
         (who.empty() ? "" : "<footer><bdi>" + http::escape_html(who) + "</bdi></footer>") + "</blockquote>";
}

struct Told {
  Instant at;
  std::string item;
};

std::string agency_name(const Words& words, const std::string& code) {
  const directory::Agency* agency = words.city().agency(code);
  return agency ? words.plain_name(agency->name) : code;
}
std::string service_name(const Words& words, const std::string& code) {
  const directory::Service* service = words.city().service(code);
  return service ? words.plain_name(service->name) : code;
}

void tell_waits_and_moves(const Words& words, const RequestPage& page, std::vector<Told>& told) {
  const auto add = [&](Instant at, const std::string& title, const char* dot, const std::string& rest) {
    told.push_back({at, story_item({title, dot}, words.time(at), rest)});
  };
  for (const Pause& pause : page.subject.pauses) {
    const std::string quoted =
        pause.words.empty() ? std::string() : "<blockquote><p><bdi>" + http::escape_html(masked(pause.words)) + "</bdi></p></blockquote>";
    add(pause.from, words.say("story.paused", {{"reason", words.pause_reason(pause.reason)}}), "still", quoted);
    if (pause.to) add(*pause.to, words.say("story.resumed"), "info", "");
  }
  for (const Ending& ending : page.life.endings)
    if (ending.contested) add(*ending.contested, words.say("story.contested"), "open", "");
  for (const Handling& handling : page.life.handlings) add(handling.at, words.say("story.accepted"), "info", "");
  for (const Move& move : page.moves) {
    if (move.from_service != move.to_service)
      add(move.at, words.say("story.reclassified", {{"service", service_name(words, move.to_service)}}), "info", "");
    else
      add(move.at, words.say("story.transferred", {{"agency", agency_name(words, move.to_agency)}}), "info", "");
  }
}

// A closing that no message told of.
void tell_closing(const Words& words, const RequestPage& page, std::vector<Told>& told) {
  const auto& closing = page.subject.closing;
  const bool said_so = std::ranges::any_of(page.messages, [](const Message& each) {
    const auto meaning = meaning_of(each.update_status);
    return meaning && meaning->effect == Effect::close;
  });
  if (!closing || said_so) return;
  const std::string outcome = "outcome." + (outcome_named(closing->outcome) ? closing->outcome : std::string("closed"));
  told.push_back(
      {closing->at, story_item({words.say("story.closed", {{"outcome", words.plain(outcome)}}), "ok"}, words.time(closing->at), "")});
}

}  // namespace

// Newest first, down to the opening.
std::string story(const Words& words, const RequestPage& page) {
  const Case& subject = page.subject;
  std::vector<Told> told;
  const auto first = std::ranges::find_if(page.messages, &Message::meaningful);
  for (const Message& each : page.messages) {
    const bool is_first = first != page.messages.end() && &*first == &each;
    told.push_back({each.at, story_item(step_of(words, each, is_first, page.life.endings), words.time(each.at), said(each))});
  }
  tell_waits_and_moves(words, page, told);
  tell_closing(words, page, told);
  std::ranges::stable_sort(told, {}, &Told::at);
  std::string html =
      "<section class=\"block\" aria-labelledby=\"story\"><h2 id=\"story\">" + words.say("story.title") + "</h2><ol class=\"story\">\n";
  for (auto each = told.rbegin(); each != told.rend(); ++each) html += each->item;
  const bool imported = subject.channel == Channel::import;
  return html + story_item({words.say(imported ? "story.asked.imported" : "story.asked.here"), "open"}, words.time(subject.opened), "") +
         "</ol></section>\n";
}

namespace {

std::string asked(const Words& words, const RequestPage& page) {
  std::string html = "<section class=\"block\" aria-labelledby=\"asked\"><h2 id=\"asked\">" + words.say("said.title") + "</h2>\n";
  if (!page.description.empty())
    html += "<blockquote class=\"said\"><p><bdi>" + http::escape_html(page.description) +
            "</bdi></p></blockquote><p class=\"small soft\">" + words.say("said.masked") + "</p>";
  else if (page.subject.description.empty())
    return {};
  else
    html += "<p class=\"soft\">" + words.say(page.exposure == directory::Exposure::hidden ? "said.private" : "said.reviewed") + "</p>";
  return html + "</section>\n";
}

std::string handler(const Words& words, const Case& subject, const LifeOnPage& life) {
  const directory::Agency* agency = words.city().agency(subject.agency);
  if (!agency) return {};
  std::string html = "<section class=\"panel\" aria-labelledby=\"who\"><h2 id=\"who\">" + words.say("handler.title") + "</h2><p><b>" +
                     words.name(agency->name) + "</b></p>" + handler_of_life(subject, life);
  if (!agency->phone.empty()) html += "<p class=\"small\"><bdi>" + words.say("handler.phone", {{"phone", agency->phone}}) + "</bdi></p>";
  return html + "</section>\n";
}

std::string where(const Words& words, const Case& subject) {
  std::string html = "<section class=\"panel\" aria-labelledby=\"where\"><h2 id=\"where\">" + words.say("place.title") + "</h2>\n";
  if (!subject.place.address.empty())
    html += "<p><b><bdi>" + http::escape_html(subject.place.address) + "</bdi></b></p>";
  else if (!subject.place.point)
    html += "<p>" + words.say("place.none") + "</p>";
  if (subject.place.to_be_found) html += "<p class=\"small soft\">" + words.say("place.unfound") + "</p>";
  std::string facts;
  for (const auto& placement : subject.districts) {
    const auto& sets = words.city().districts;
    const auto set = std::ranges::find(sets, placement.set, &directory::DistrictSet::code);
    const geo::Area* area = words.city().area(placement.set, placement.area);
    facts += "<dt>" + (set == sets.end() ? http::escape_html(placement.set) : words.name(set->name)) + "</dt><dd><bdi>" +
             http::escape_html(area && !area->name.empty() ? area->name : placement.area) + "</bdi>" +
             (placement.flagged ? " (" + words.say("place.nearest") + ")" : "") + "</dd>";
  }
  if (!facts.empty()) html += "<dl class=\"facts\">" + facts + "</dl>";
  return html + "</section>\n";
}

}  // namespace

std::optional<Case> asked_case(store::Reader& reader, const Cases& cases, const http::Request& request) {
  auto found = cases.find(reader, request.part("number"));
  if (found || request.asked("token").empty()) return found;
  if ((found = cases.find_by_receipt(reader, request.part("number"), request.asked("token")))) return found;
  found = cases.find_by_token(reader, request.asked("token"));
  const auto canonical = read_case_number(request.part("number"));
  if (found && (!canonical || found->number != *canonical)) found.reset();  // the token of another request
  return found;
}

std::string request_title(const Words& words, const Case& subject) {
  const std::string place = words.place(subject);
  if (place.empty()) return words.service(subject);
  return words.plain("request.at", {{"service", words.service(subject)}, {"place", place}});
}

std::string request_body(const Words& words, const RequestPage& page) {
  const Case& subject = page.subject;
  std::string html = "<div class=\"wrap\"" + live_attributes(words, page.live) + ">\n<nav class=\"crumbs\" aria-label=\"" +
                     words.say("request.crumb") + "\"><ol><li><a href=\"" + words.path("/") + "\">" + words.say("request.home") +
                     "</a></li><li><a href=\"" + words.path("/requests") + "\">" + words.say("list.title") + "</a></li><li><bdi>" +
                     http::escape_html(subject.number) + "</bdi></li></ol></nav>\n";
  html += "<h1>" + http::escape_html(request_title(words, subject)) + "</h1>\n<p class=\"title\">" + words.tag(subject, page.now) +
          "<span>" + words.say("request.number", {{"number", subject.number}}) + "</span><span>" +
          words.say("request.asked", {{"date", words.moment(subject.opened)}}) + "</span></p>\n";
  html += notice_of_life(words, subject, page.life) + page.notice;
  html += "<div class=\"split\"><div>" + promise_box(words, page) + outcome_of_life(words, subject, page.life) +
          clocks_in_words(words, page) + story(words, page) + asked(words, page) +
          photos_block(words, subject, page.photos, page.token, page.photos_waiting) + "</div>\n";
  return html + "<div class=\"side\">" + handler(words, subject, page.life) + where(words, subject) + page.proof +
         photos_form(words, subject, page.life) + follow_form(words, subject, page.life) + "</div></div>\n</div>";
}

}  // namespace portico::cases
