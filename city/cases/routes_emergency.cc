// An emergency with the requests that it touched, as open data.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "city/cases/routes_emergency.h"
#include "city/cases/touched.h"
#include "city/standards/routes.h"

namespace portico::cases {
namespace {

namespace json = boost::json;
constexpr int rows_of_page = 1'000;

struct Sources {
  store::Store& store;
  const directory::Directory& directory;
  const standards::Standards& standards;
  const TimeSource& time;
};

http::Response emergency_data(const Sources& from, const http::Request& request) {
  const auto standards = from.standards.now();
  const auto found = std::ranges::find(standards->emergencies, request.part("code"), &standards::Emergency::code);
  if (found == standards->emergencies.end()) return http::problem(404, "there has been no emergency of that code");
  const auto cursor = request.asked("cursor");
  if (!cursor.empty() && !parse_integer(cursor))
    return http::problem({Refused::invalid, {{"cursor", "this is no cursor", "the cursor of the page before"}}});
  const auto city = from.directory.now();
  json::object object = json::parse(standards::emergency_json(*found, *city, from.time.now())).as_object();
  Touched touched;
  from.store.read([&](store::Reader& reader) {
    touched = touched_by(reader, *city, found->code, cursor, rows_of_page);
    object["touched"] = count_touched(reader, *city, found->code);
  });
  object["requests"] = json::value_from(touched.numbers);
  http::Response response{.status = 200, .type = "application/json", .body = {}, .headers = {{"Cache-Control", "no-cache"}}};
  if (!touched.next_cursor.empty()) {
    object["next_cursor"] = touched.next_cursor;
    response.headers.emplace_back("Link", "<" + request.path + "?cursor=" + touched.next_cursor + ">; rel=\"next\"");
  }
  response.body = json::serialize(object);
  return response;
}

}  // namespace

http::Route emergency_route(store::Store& store, const directory::Directory& directory, const standards::Standards& standards,
                            const TimeSource& time) {
  const Sources sources{store, directory, standards, time};
  http::Route route{http::Method::get,
                    "/emergencies/{code}.json",
                    "public",
                    http::Cost::work,
                    "An emergency, and the public requests whose promises it touched.",
                    "query: cursor",
                    "JSON: as in the list, with touched (how many), requests (numbers, at most 1,000), next_cursor; Link: next",
                    http::answer([sources](const http::Request& request) { return emergency_data(sources, request); })};
  route.heavy = true;
  return route;
}

}  // namespace portico::cases
