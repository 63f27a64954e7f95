#include "city/cases/routes_report_pages.h"

#include <algorithm>
#include <cmath>

#include "city/cases/routes_report_fields.h"
#include "city/cases/routes_scripts.h"
#include "platform/formats/qr.h"

namespace portico::cases {
namespace {

// Where the reader is among the steps, with the way back to the first.
std::string steps(const ReportPage& page, int current) {
  const Words& words = page.words;
  const auto number_of = [&](int step) { return http::escape_html(i18n::format_number(step, words.language())); };
  std::string html = "<ol class=\"steps\" aria-label=\"" + words.say("report.step_of", {{"step", std::int64_t{current}}}) + "\">\n";
  html += "<li class=\"is-done\"><span class=\"steps__done\">" + shape("ok") + "</span><span><span class=\"vh\">" +
          words.say("report.done") + " </span>" + number_of(1) + " " +
          words.say("report.what", {{"service", words.plain_name(page.service.name)}}) + "</span> <a class=\"small\" href=\"" +
          words.path("/report") + "\">" + words.say("report.change") + "</a></li>\n";
  const auto step = [&](int number, std::string_view key) {
    html += std::string("<li") +
            (number == current  ? " aria-current=\"step\""
             : number < current ? " class=\"is-done\""
                                : "") +
            "><span>" + number_of(number) + " " + words.say(key) + "</span></li>\n";
  };
  step(2, "report.step.where");
  step(3, "report.step.details");
  return html + "</ol>\n";
}

std::string head(const ReportPage& page, int current, std::string_view step, const std::string& title) {
  const Words& words = page.words;
  std::string html = danger_note(words) + "<div class=\"wrap\"" + report_attributes(words, &page.service, step) + page.ground +
                     ">\n<nav class=\"crumbs\" aria-label=\"" + words.say("request.crumb") + "\"><ol><li><a href=\"" + words.path("/") +
                     "\">" + words.say("request.home") + "</a></li><li><a href=\"" + words.path("/report") + "\">" +
                     words.say("report.title") + "</a></li><li>" + words.name(page.service.name) + "</li></ol></nav>\n";
  return html + steps(page, current) + summary(words, page.service, page.wrongs) + "<h1>" + title + "</h1>\n";
}

std::string form_begin(const ReportPage& page, std::string_view step, bool files) {
  const Words& words = page.words;
  return "<form class=\"report\" action=\"" + words.path("/report/" + page.service.code) + "\" method=\"post\"" +
         (files ? " enctype=\"multipart/form-data\"" : "") + (step == "same" ? "" : " data-main") + " novalidate>" + hidden("step", step) +
         hidden("key", page.draft.key);
}

std::string bar(const ReportPage& page, std::string_view button) {
  return "<div class=\"bar\"><button class=\"btn\" type=\"submit\">" + page.words.say(button) +
         "</button><a class=\"btn btn--quiet\" href=\"" + page.words.path("/report") + "\">" + page.words.say("report.back") +
         "</a></div>\n";
}

std::string promise_note(const ReportPage& page) {
  return page.promise.empty() ? ""
                              : "<div class=\"note\"><p><b>" + page.words.say("report.today") + "</b> " + page.promise + "</p></div>\n";
}

std::string groups(const Words& words) {
  const auto& city = words.city();
  std::string html;
  const auto section = [&](const std::string& code, const std::string& name) {
    std::vector<std::pair<std::string, std::string>> offered;
    for (const auto& service : city.services) {
      const bool here = city.group(service.group) != nullptr ? service.group == code : code.empty();
      if (here && !service.draft && !service.retired) offered.emplace_back(words.plain_name(service.name), service.code);
    }
    if (offered.empty()) return;
    std::ranges::sort(offered);
    html += "<section class=\"group\"><h3>" + name + "</h3><ul class=\"asks\">\n";
    for (const auto& [shown, service] : offered)
      html += "<li><a href=\"" + words.path("/report/" + service) + "\">" + http::escape_html(shown) + "</a></li>\n";
    html += "</ul></section>\n";
  };
  for (const auto& group : city.groups) section(group.code, words.name(group.name));
  section("", words.say("report.other"));
  return html;
}

std::string photos_so_far(const ReportPage& page) {
  std::string html;
  for (const auto& photo : page.draft.photos) html += hidden("photo", sealed(photo, page.secret));
  if (!page.draft.photos.empty())
    html += "<p class=\"small\">" + page.words.say("report.photos.kept", {{"count", static_cast<std::int64_t>(page.draft.photos.size())}}) +
            "</p>";
  return html;
}

std::string exposure_words(const Words& words, const std::string& what, directory::Exposure exposure) {
  const char* how = exposure == directory::Exposure::open       ? ".public"
                    : exposure == directory::Exposure::reviewed ? ".reviewed"
                                                                : ".private";
  return words.say("report." + what + how);
}

std::string contact(const ReportPage& page) {
  const Words& words = page.words;
  const Reporter& by = page.draft.reporter;
  std::string html = "<fieldset class=\"block\"><legend><h2>" + words.say("report.reach.title") + "</h2></legend><p class=\"soft\">" +
                     words.say("report.reach.hint") + "</p>\n";
  html += line_field(page.words, page.wrongs, {"first_name", "report.first_name", "", by.first_name, "given-name", "text"});
  html += line_field(page.words, page.wrongs, {"last_name", "report.last_name", "", by.last_name, "family-name", "text"});
  html += line_field(page.words, page.wrongs, {"email", "report.email.label", "report.email.hint", by.email, "email", "email"});
  html += line_field(page.words, page.wrongs, {"phone", "report.phone", "", by.phone, "tel", "tel"});
  html += "<label class=\"field\" for=\"f-locale\"><span class=\"field__label\">" + words.say("report.language") +
          "</span><select class=\"input\" id=\"f-locale\" name=\"locale\">";
  const std::string chosen = by.language.empty() ? words.language() : by.language;
  for (const auto& tag : words.city().city.languages)
    if (const auto language = i18n::find_language(tag, "language"))
      html += "<option lang=\"" + tag + "\" value=\"" + tag + "\"" + (tag == chosen ? " selected" : "") + ">" +
              http::escape_html(language->own_name) + "</option>";
  return html + "</select></label></fieldset>\n";
}

std::string qr_svg(const std::string& link, const std::string& name) {
  const auto code = formats::qr_code(link);
  if (code.empty()) return {};
  constexpr std::size_t quiet = 4;
  const std::string size = std::to_string(code.size() + 2 * quiet);
  std::string path;
  for (std::size_t row = 0; row < code.size(); ++row)
    for (std::size_t column = 0; column < code.size(); ++column)
      if (code[row][column]) path += "M" + std::to_string(column + quiet) + " " + std::to_string(row + quiet) + "h1v1h-1z";
  return "<svg viewBox=\"0 0 " + size + " " + size + "\" role=\"img\" aria-label=\"" + name + "\"><rect width=\"" + size + "\" height=\"" +
         size + "\" fill=\"#fff\"/><path d=\"" + path + "\" fill=\"#000\"/></svg>";
}

// Of a form that asks everything at once.
std::string place_asked(const ReportPage& page) {
  return hidden("whole", "yes") +
         line_field(page.words, page.wrongs,
                    {"address", "report.address.label", "report.address.hint", page.draft.address, "street-address", "text"});
}

// "It is this one": with an address they follow it, without one they are told what that means. Open where that was just refused.
std::string joining(const ReportPage& page, const std::string& number, const std::string& title) {
  const Words& words = page.words;
  const std::string name = email_of_near(number);
  const bool wrong = std::ranges::find(page.wrongs, name, &Wrong::field) != page.wrongs.end();
  return "<details" + std::string(wrong ? " open" : "") + "><summary class=\"btn btn--quiet btn--small\">" + words.say("report.near.this") +
         "<span class=\"vh\">: " + title + "</span></summary>" + form_begin(page, "same", false) + hidden("number", number) +
         carried_place(page.draft) +
         line_field(words, page.wrongs, {name, "report.near.email", "report.near.hint", page.draft.reporter.email, "email", "email"}) +
         "<button class=\"btn btn--quiet btn--small\" type=\"submit\">" + words.say("report.near.join") + "<span class=\"vh\">: " + title +
         "</span></button></form></details>\n";
}

}  // namespace

std::string email_of_near(std::string_view number) { return "email-" + std::string(number); }

std::string danger_note(const Words& words) {
  const std::string& number = words.city().city.emergency;
  return number.empty()
             ? ""
             : "<div class=\"danger\" role=\"note\"><div class=\"wrap\">" + words.say("danger", {{"number", number}}) + "</div></div>\n";
}

std::string what_body(const Words& words, std::string_view typed, const std::vector<const directory::Service*>& found,
                      const std::string& also) {
  std::string html = danger_note(words) + "<div class=\"wrap\"" + report_attributes(words, nullptr, "what") +
                     "><div class=\"section\"><h1>" + words.say("report.title") + "</h1><p class=\"soft\">" + words.say("report.lead") +
                     "</p></div>\n";
  html += "<form class=\"find\" action=\"" + words.path("/report") + "\" method=\"get\" role=\"search\"><label class=\"field\" for=\"q\">" +
          "<span class=\"field__label\">" + words.say("report.search.label") + "</span><span class=\"field__hint\">" +
          words.say("report.search.hint") +
          "</span></label><div class=\"find__row\"><input class=\"input\" id=\"q\" name=\"q\" type=\"search\" value=\"" +
          http::escape_html(typed) + "\"><button class=\"btn\" type=\"submit\">" + words.say("report.search.button") +
          "</button></div></form>\n";
  if (!typed.empty()) {
    html += "<section class=\"block\" aria-labelledby=\"found\"><h2 id=\"found\">" +
            words.say("report.found.count", {{"count", static_cast<std::int64_t>(found.size())}}) + "</h2>\n";
    if (!found.empty()) html += "<ul class=\"asks\">\n";
    for (const auto* service : found)
      html += "<li><a href=\"" + words.path("/report/" + service->code) + "\"><span>" + words.name(service->name) + "<small>" +
              words.name(service->about) + "</small></span></a></li>\n";
    html += (found.empty() ? "<p>" + words.say("report.found.none", {{"phone", words.city().city.phone}}) + "</p>" : "</ul>\n") +
            std::string("</section>\n") + also;
  }
  return html + "<section class=\"block\" aria-labelledby=\"all\"><h2 id=\"all\">" + words.say("report.all") +
         "</h2>\n<div class=\"groups\">" + groups(words) + "</div></section></div>";
}

std::string where_body(const ReportPage& page, const std::vector<directory::FoundPlace>& suggested) {
  const Words& words = page.words;
  std::string html = head(page, 2, "where", words.say("report.where.title")) + "<p class=\"soft lead\">" + words.say("report.where.lead") +
                     "</p>\n" + (page.notices.empty() ? "" : "<div class=\"notices\">\n" + page.notices + "</div>\n") +
                     form_begin(page, "where", false);
  html += line_field(words, page.wrongs,
                     {"address", "report.address.label", "report.address.hint", page.draft.address, "street-address", "text"});
  if (!suggested.empty()) {
    html += hidden("offered", page.draft.address) + "<fieldset class=\"choice\"><legend>" + words.say("report.meant") + "</legend>\n";
    for (std::size_t at = 0; at < suggested.size(); ++at) {
      const auto& place = suggested[at];
      html += "<label><input type=\"radio\" name=\"place\" value=\"" + place_value(place) + "\"" + (at == 0 ? " checked" : "") +
              "><span><bdi>" + http::escape_html(place.label) + "</bdi></span></label>\n";
    }
    html += "<label><input type=\"radio\" name=\"place\" value=\"as-written\"><span>" + words.say("report.as_written") +
            "</span></label></fieldset>\n";
  }
  return html + promise_note(page) + bar(page, "report.next") + "</form></div>";
}

std::string near_body(const ReportPage& page, const std::vector<NearCase>& near, Instant now) {
  const Words& words = page.words;
  std::string html = head(page, 2, "near", words.say("report.near.title")) + "<p class=\"soft lead\">" + words.say("report.near.lead") +
                     "</p>\n<ul class=\"near\">\n";
  int number = 0;
  for (const NearCase& each : near) {
    const std::string title =
        each.subject.place.address.empty()
            ? words.service_in_html(each.subject)
            : words.say("request.at", {{"service", words.service(each.subject)}, {"place", each.subject.place.address}});
    html += "<li><span class=\"near__no\" aria-hidden=\"true\">" + i18n::format_number(++number, words.language()) +
            "</span><div><h2><a href=\"" + words.path("/requests/" + each.subject.number) + "\">" + title + "</a></h2><p>" +
            words.tag(each.subject, now) + " <span>" +
            words.say("report.near.away",
                      {{"metres", static_cast<std::int64_t>(std::lround(each.metres / 5) * 5)}, {"date", words.day(each.subject.opened)}}) +
            "</span></p>" + joining(page, each.subject.number, title) + "</div></li>\n";
  }
  html += "</ul>\n" + form_begin(page, "near", false) + carried_place(page.draft);
  return html + bar(page, "report.near.new") + "</form></div>";
}

std::string details_body(const ReportPage& page, bool dangerous) {
  const Words& words = page.words;
  std::string html = head(page, 3, page.draft.whole ? "whole" : "details", words.say("report.details.title"));
  if (dangerous)
    html += "<div class=\"banner banner--late\" role=\"alert\">" + shape("late") + "<div><b>" +
            words.say("report.danger.now", {{"number", words.city().city.emergency}}) + "</b><br><span class=\"small\">" +
            words.say("report.danger.then") + "</span></div></div>\n";
  html += form_begin(page, "details", true) + (page.draft.whole ? place_asked(page) : carried_place(page.draft)) +
          (dangerous ? hidden("danger", "seen") : "");
  if (!page.draft.whole && page.draft.as_written && !page.draft.address.empty())
    html += "<p class=\"note\">" + words.say("report.unfound") + "</p>\n";
  for (const auto& question : page.service.questions) html += question_field(words, page.wrongs, question, page.draft);
  html += text_field(words, page.wrongs, {"description", "report.description.label", "", page.draft.description, "", ""},
                     exposure_words(words, "description", page.service.description));
  html +=
      photos_so_far(page) + photo_field(words, page.wrongs, exposure_words(words, "photos", page.service.photos), page.draft.photos.size());
  html += contact(page) + (page.draft.whole ? "" : promise_note(page));  // a form that is kept for days promises no day
  return html + bar(page, dangerous ? "report.send.anyway" : "report.send.button") + "</form></div>";
}

std::string receipt_body(const Words& words, const Receipt& receipt) {
  std::string html =
      danger_note(words) + "<div class=\"wrap receipt\" data-receipt" + report_attributes(words, nullptr, "receipt") +
      "><div class=\"section\"><h1>" +
      (receipt.number.empty() ? words.say("receipt.title.later") : words.say("receipt.title.now", {{"number", receipt.number}})) +
      "</h1></div>\n";
  if (receipt.subject)
    html += "<p class=\"title\"><span>" + words.service_in_html(*receipt.subject) + "</span><span><bdi>" +
            http::escape_html(words.place(*receipt.subject)) + "</bdi></span><span>" +
            words.say("request.asked", {{"date", words.moment(receipt.subject->opened)}}) + "</span></p>\n";
  html += "<div class=\"promise promise--info\"><p><b>" + receipt.promise + "</b></p><p>" + words.say("receipt.no_answer") + "</p></div>\n";
  if (receipt.secret) html += "<p class=\"note\">" + words.say("receipt.secret") + "</p>\n";
  if (!receipt.link.empty())
    html += "<section class=\"block qr\" aria-labelledby=\"back\">" + qr_svg(receipt.link, words.say("receipt.qr")) +
            "<div><h2 id=\"back\">" + words.say("receipt.back") + "</h2><p><a href=\"" + http::escape_html(receipt.link) + "\"><bdi>" +
            http::escape_html(receipt.link) + "</bdi></a></p><p class=\"soft\">" + words.say("receipt.keep") + "</p></div></section>\n";
  return html + "<p class=\"acts\"><a class=\"btn btn--quiet\" href=\"" + words.path("/report") + "\">" + words.say("receipt.another") +
         "</a></p></div>";
}

}  // namespace portico::cases
