#include "city/cases/routes_follow_ups.h"

#include <algorithm>

#include "base/text.h"
#include "city/directory/routes.h"
#include "platform/notify/telling.h"

namespace portico::cases {
namespace {

constexpr int failed_looked_at = 200, waiting_of_an_agency = 100;
constexpr std::size_t rows_shown = 100;

struct Untold {
  notify::Told telling;
  Case subject;
};

std::optional<Case> case_of(store::Reader& reader, const Cases& cases, std::string_view about) {
  constexpr std::string_view of_case = "case:";
  const auto id = about.starts_with(of_case) ? parse_integer(about.substr(of_case.size())) : std::nullopt;
  return id ? cases.find_for_staff(reader, cases.number_of(*id)) : std::nullopt;
}

bool among(const std::vector<std::string>& agencies, std::string_view agency) {
  return std::ranges::find(agencies, agency) != agencies.end();
}

std::vector<Untold> untold(store::Reader& reader, const Cases& cases, const std::vector<std::string>& agencies) {
  std::vector<Untold> found;
  for (auto& telling : notify::failed(reader, 0, failed_looked_at))
    if (auto subject = case_of(reader, cases, telling.about); subject && among(agencies, subject->agency))
      found.push_back({std::move(telling), *std::move(subject)});
  return found;
}

const Clock* first_word(const Case& subject) {
  const Clock* clock = subject.clock(standards::ClockKind::first_status);
  return clock && !clock->stopped ? clock : nullptr;
}

std::vector<Case> without_a_word(store::Reader& reader, const Cases& cases, const std::vector<std::string>& agencies) {
  std::vector<Case> found;
  Filter filter;
  filter.status = Status::open;
  filter.sort = Filter::Sort::due;
  filter.limit = waiting_of_an_agency;
  filter.listed_only = false;
  for (const std::string& agency : agencies) {
    filter.agencies = {agency};
    for (Case& each : cases.list(reader, filter).cases)
      if (first_word(each)) found.push_back(std::move(each));
  }
  std::ranges::sort(found, {}, [](const Case& each) { return first_word(each)->due; });
  if (found.size() > rows_shown) found.resize(rows_shown);
  return found;
}

std::string link_to(const Case& subject) {
  return "<a href=\"/desk/requests/" + http::percent_encode(subject.number) + "\"><bdi>" + http::escape_html(subject.number) + "</bdi></a>";
}

std::string heads(const Words& words, std::initializer_list<const char*> keys) {
  std::string html = "<thead><tr>";
  for (const char* key : keys) html += "<th scope=\"col\">" + words.say(key) + "</th>";
  return html + "</tr></thead><tbody>\n";
}

std::string again(const Words& words, const http::Request& request, const Untold& each) {
  if (!request.principal.may("message_customer", each.subject.agency)) return {};
  return "<form class=\"inline\" method=\"post\" action=\"/desk/follow-ups/" + std::to_string(each.telling.id) +
         "/again\"><input type=\"hidden\" name=\"csrf\" value=\"" + http::escape_html(request.principal.csrf) +
         "\"><button class=\"btn btn--quiet btn--small\">" + words.say("follow_ups.again") + "<span class=\"vh\"> " +
         http::escape_html(each.subject.number) + "</span></button></form>";
}

std::string part(const Words& words, const std::string& id, const std::string& rows, std::initializer_list<const char*> columns) {
  const std::string title = words.say("follow_ups." + id);
  std::string html = "<section class=\"pane\" aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">" + title + "</h2><p class=\"soft\">" +
                     words.say("follow_ups." + id + "_lead") + "</p>\n";
  if (rows.empty()) return html + "<p>" + words.say("desk.none") + "</p></section>\n";
  return html + "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"" + title +
         "\"><table class=\"grid\"><caption class=\"vh\">" + title + "</caption>" + heads(words, columns) + rows +
         "</tbody></table></div></section>\n";
}

std::string untold_part(const Words& words, const http::Request& request, const std::vector<Untold>& all) {
  std::string rows;
  for (const Untold& each : all)
    rows += "<tr><td>" + link_to(each.subject) + "</td><td>" + http::escape_html(words.service(each.subject)) + "</td><td>" +
            http::escape_html(each.telling.template_code) + "</td><td class=\"words\">" + http::escape_html(each.telling.reason) +
            "</td><td>" + (each.telling.last_at ? words.time(*each.telling.last_at) : "") + "</td><td>" + again(words, request, each) +
            "</td></tr>\n";
  return part(words, "untold", rows,
              {"column.request", "list.what", "follow_ups.message", "follow_ups.why", "follow_ups.last", "desk.act"});
}

std::string waiting_part(const Words& words, const std::vector<Case>& all, Instant now) {
  std::string rows;
  for (const Case& each : all) {
    const Clock& clock = *first_word(each);
    const bool late = clock.state != ClockState::paused && clock.due < now;
    rows += "<tr><td><span class=\"due" + std::string(late ? " due--late" : "") + "\">" + (late ? shape("late") : "") +
            words.time(clock.due) + "</span></td><td>" + link_to(each) + "</td><td>" + http::escape_html(words.service(each)) +
            "</td><td class=\"clip\"><bdi>" + http::escape_html(words.place(each)) + "</bdi></td><td>" + words.time(each.opened) +
            "</td></tr>\n";
  }
  return part(words, "waiting", rows, {"desk.due", "column.request", "list.what", "column.where", "column.asked"});
}

http::Response follow_ups(const Desk& from, const http::Request& request) {
  const auto city = from.directory.now();
  const Words words(*city, directory::staff_language_of(request, *city));
  const auto agencies = agencies_of(request.principal, *city);
  std::vector<Untold> failed;
  std::vector<Case> waiting;
  from.store.read([&](store::Reader& reader) {
    failed = untold(reader, from.cases, agencies);
    waiting = without_a_word(reader, from.cases, agencies);
  });
  const std::string body = "<div class=\"bench\"><div class=\"bench__head\"><h1>" + words.say("follow_ups.title") + "</h1></div>\n" +
                           untold_part(words, request, failed) + waiting_part(words, waiting, from.time.now()) + "</div>";
  return desk_page(request, *city, words, "/desk/follow-ups", words.plain("follow_ups.title"), body);
}

http::Response try_again(const Desk& from, const http::Request& request) {
  const std::int64_t id = parse_integer(request.part("telling")).value_or(0);
  const auto tried = from.store.run<bool>([&, now = from.time.now()](store::Tx& tx) -> Outcome<bool> {
    for (const auto& telling : notify::failed(tx, id + 1, 1)) {
      if (telling.id != id) break;
      const auto subject = case_of(tx, from.cases, telling.about);
      if (!subject || !request.principal.may("message_customer", subject->agency)) break;
      if (const auto due = notify::try_again(tx, id, now); !due) return std::unexpected(due.error());
      return true;
    }
    return refuse(Refused::not_found, "telling", "Nothing of this number waits to be told again.", "one of the list of follow-ups");
  });
  if (!tried) return http::problem(tried.error());
  return {.status = 303, .body = {}, .headers = {{"Location", "/desk/follow-ups"}, {"Cache-Control", "no-store"}}};
}

}  // namespace

std::vector<http::Route> follow_up_routes(const std::shared_ptr<const Desk>& desk) {
  const auto handled = [&](http::Response (*handle)(const Desk&, const http::Request&)) {
    return http::answer([desk, handle](const http::Request& request) { return handle(*desk, request); });
  };
  return {{.method = http::Method::get,
           .pattern = "/desk/follow-ups",
           .permission = "read_case:AGENCY",
           .cost = http::Cost::work,
           .sentence = "Customers who could not be told, and those who wait for a first word.",
           .takes = "",
           .gives = "HTML page",
           .handle = handled(follow_ups)},
          {.method = http::Method::post,
           .pattern = "/desk/follow-ups/{telling}/again",
           .permission = "message_customer:AGENCY",
           .cost = http::Cost::work,
           .sentence = "Tries once more to tell what could not be told.",
           .takes = "form: csrf",
           .gives = "303 to the list; 404",
           .handle = handled(try_again)}};
}

}  // namespace portico::cases
