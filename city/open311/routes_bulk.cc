// Everything at once, block by block as the client takes it.
#include "city/open311/export.h"
#include "city/open311/routes.h"

namespace portico::open311 {

std::vector<http::Route> Open311::bulk_routes() {
  std::vector<http::Route> all = {{http::Method::get, "/bulk/requests.{format}", "public", http::Cost::work,
                                   "All public requests, or those that a filter lets through.",
                                   "query: as for the list of requests, without a window of days", "CSV, JSON, XML or GeoJSON, streamed",
                                   http::answer([this](const http::Request& request) { return bulk(request); })}};
  all[0].heavy = true;
  all[0].put_off = put_off;
  return all;
}

http::Response Open311::bulk(const http::Request& request) {
  const auto kind = Export::kind_named(request.part("format"));
  if (!kind) return refused_in(Format::xml, {Refused::not_found, {{"format", "there is no such format", ".csv, .json, .xml, .geojson"}}});
  const Format format = *kind == Export::Kind::xml ? Format::xml : Format::json;
  if (auto wrong = wrong_jurisdiction(request, request.query)) return std::move(*wrong);
  const View view = view_for(request);
  const auto wanted = read_wanted(request.query, *view.city, time_.now(), true);
  if (!wanted) return refused_in(format, wanted.error());
  const auto rows = std::make_shared<Export>(*kind, view, pages_of(store_, cases_, wanted->filter));
  http::Response response;
  response.type = Export::content_type(*kind);
  response.more = [rows] { return rows->next(); };
  return response;
}

}  // namespace portico::open311
