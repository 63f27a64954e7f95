#include "city/cases/routes_list.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/text.h"

namespace portico::cases {
namespace {

std::string option(std::string_view value, const std::string& escaped_name, bool chosen) {
  return "<option value=\"" + http::escape_html(value) + "\"" + (chosen ? " selected" : "") + ">" + escaped_name + "</option>";
}

}  // namespace

std::optional<geo::Box> read_box(std::string_view text) {
  const auto parts = split(text, ',');
  if (parts.size() != 4) return std::nullopt;
  double sides[4] = {};
  for (std::size_t at = 0; at < 4; ++at) {
    const auto degrees = parse_number(trim(parts[at]));
    if (!degrees || std::abs(*degrees) > 180) return std::nullopt;
    sides[at] = *degrees;
  }
  const auto [west, south, east, north] = sides;
  if (south > north || std::abs(south) > 90 || std::abs(north) > 90) return std::nullopt;
  return geo::Box{{south, west}, {north, east}};
}

Filter filter_of(const http::Request& request, const directory::Snapshot& city) {
  const std::string_view status = request.asked("status"), service = request.asked("service");
  Filter filter;
  filter.cursor = request.asked("cursor");
  filter.words = request.asked("q");
  if (status == "open") filter.status = Status::open;
  if (status == "closed") filter.status = Status::closed;
  if (city.service(service)) filter.services = {std::string(service)};
  filter.box = read_box(request.asked("box"));
  return filter;
}

std::string query_of(const http::Request& request, std::string_view more) {
  std::string query(more);
  for (const char* name : {"q", "status", "service", "box"})
    if (!request.asked(name).empty())
      query += (query.empty() ? "" : "&") + std::string(name) + "=" + http::percent_encode(request.asked(name));
  return query.empty() ? query : "?" + query;
}

std::string filters_form(const Words& words, std::string_view path, const http::Request& request) {
  const std::string_view status = request.asked("status"), service = request.asked("service");
  std::string html = "<form class=\"filters\" action=\"" + words.path(path) +
                     "\" method=\"get\" role=\"search\"><label class=\"field\"><span class=\"field__label\">" + words.say("list.find") +
                     "</span><input class=\"input\" name=\"q\" type=\"search\" value=\"" + http::escape_html(request.asked("q")) +
                     "\"></label><label class=\"field\"><span class=\"field__label\">" + words.say("list.which") +
                     "</span><select class=\"input\" name=\"status\">";
  for (const char* each : {"", "open", "closed"})
    html += option(each, words.say(std::string("list.status.") + (*each ? each : "all")), status == each);
  html += "</select></label><label class=\"field\"><span class=\"field__label\">" + words.say("list.what") +
          "</span><select class=\"input\" name=\"service\">" + option("", words.say("list.service.all"), service.empty());
  std::vector<std::pair<std::string, std::string>> named;
  for (const auto& each : words.city().services)
    if (each.public_cases()) named.emplace_back(words.plain_name(each.name), each.code);
  std::ranges::sort(named);
  for (const auto& [name, code] : named) html += option(code, http::escape_html(name), service == code);
  html += "</select></label>";
  if (read_box(request.asked("box")))
    html += "<input type=\"hidden\" name=\"box\" value=\"" + http::escape_html(request.asked("box")) + "\">";
  return html + "<button class=\"btn\" type=\"submit\">" + words.say("list.button") + "</button></form>\n";
}

std::string older_link(const Words& words, std::string_view path, const http::Request& request, const Page& page) {
  std::string html;
  if (page.looked_back_to)
    html += "<p class=\"small soft\">" + words.say("list.looked", {{"date", words.moment(*page.looked_back_to)}}) + "</p>";
  if (page.next_cursor.empty()) return html;
  const std::string query = query_of(request, "cursor=" + http::percent_encode(page.next_cursor));
  return html + "<p><a class=\"btn btn--quiet\" rel=\"next\" href=\"" + words.path(path) + http::escape_html(query) + "\">" +
         words.say("list.more") + "</a></p>";
}

}  // namespace portico::cases
