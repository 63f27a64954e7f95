// One service's promises: those to come, the one in force and those of the past, with who reviewed them.
#include <algorithm>

#include "city/directory/routes.h"
#include "city/standards/notice.h"
#include "city/standards/proposal.h"
#include "city/standards/record.h"
#include "city/standards/routes_view.h"
#include "city/standards/words.h"
#include "platform/i18n/dates.h"

namespace portico::standards {
namespace {

using http::Request;
using http::Response;

class HistoryPage {
 public:
  HistoryPage(const View& view, const directory::Service& service, std::string language)
      : view_(view), service_(service), language_(std::move(language)), versions_(view.standards->history_of(service.code)) {}

  std::string body() const {
    std::string html = "<div class=\"wrap\">\n<div class=\"section\"><p class=\"small\"><a href=\"" +
                       directory::path_in(*view_.city, language_, "/promises") + "\">" + said("history.back") + "</a></p><h1>" +
                       http::escape_html(title()) + "</h1></div>\n";
    html += Notices(*view_.standards, *view_.city, language_).for_service(service_.code, view_.now);
    if (versions_.empty()) return html + "<p>" + said("none") + "</p></div>";
    html += "<ol class=\"services\">\n";
    for (auto version = versions_.rbegin(); version != versions_.rend(); ++version) html += item(**version);
    return html + "</ol></div>";
  }

  std::string title() const { return messages().text(language_, "history.title", {{"service", name_of_service()}}); }
  const std::string& language() const { return language_; }

 private:
  std::string name_of_service() const { return directory::in_language(service_.name, language_, view_.first_language()); }
  std::string said(std::string_view key, const i18n::Arguments& arguments = {}) const {
    return http::escape_html(messages().text(language_, key, arguments));
  }
  std::string day(std::chrono::sys_days date) const { return i18n::format_date(date, language_); }
  std::string day(Instant at) const { return day(local_date(*view_.city, at)); }

  std::string heading(const SlaVersion& sla) const {
    const auto effective = day(sla.effective), state = std::string(view_.state_of(sla));
    if (state == "past") return said("history.past", {{"from", effective}, {"to", day(next_after(sla))}});
    if (state == "superseded") return said("history.superseded", {{"from", effective}, {"when", day(*sla.superseded)}});
    return said(state == "planned" ? "history.planned" : "since", {{"date", effective}});
  }

  // The day on which a later promise took the place of one that is past.
  std::chrono::sys_days next_after(const SlaVersion& sla) const {
    const auto next =
        std::ranges::find_if(versions_, [&](const SlaVersion* each) { return !each->superseded && each->effective > sla.effective; });
    return next == versions_.end() ? sla.effective : (*next)->effective;
  }

  std::string item(const SlaVersion& sla) const {
    std::string html = "<li id=\"v" + std::to_string(sla.id) + "\"><h2>" + heading(sla) + "</h2>\n<p>" +
                       http::escape_html(promise_words(sla, language_, view_.first_language())) + "</p>\n";
    for (const auto& clock : sla.clocks) html += "<p class=\"small soft\">" + http::escape_html(clock_line(clock, language_)) + "</p>\n";
    html += "<p class=\"small\">" + said("history.published", {{"date", day(sla.published)}}) + "</p>\n";
    if (sla.reviewed.empty()) html += "<p class=\"small\">" + said("history.pack") + "</p>\n";
    for (const auto& each : sla.reviewed)
      html += "<p class=\"small\">" +
              said("history.reviewed", {{"office", view_.office_name(each.office, language_)}, {"date", day(each.approved)}}) + "</p>\n";
    if (sla.confirmed) html += "<p class=\"small\">" + said("history.confirmed", {{"date", day(*sla.confirmed)}}) + "</p>\n";
    return html + "</li>\n";
  }

  const View& view_;
  const directory::Service& service_;
  std::string language_;
  std::vector<const SlaVersion*> versions_;
};

}  // namespace

Response promise_history(const PublicSource& source, const Request& request) {
  const auto view = source.view();
  const auto* service = view.city->service(request.part("service"));
  if (view.city->city.languages.empty() || !service || !service->public_cases()) return directory::no_such_page(request, *view.city);
  const HistoryPage page(view, *service, directory::language_of(request, *view.city));
  return directory::respond(request, *view.city,
                            {.language = page.language(),
                             .title = page.title(),
                             .path = "/promises/" + service->code,
                             .body = page.body(),
                             .description = page.title()});
}

}  // namespace portico::standards
