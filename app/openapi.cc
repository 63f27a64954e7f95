#include "app/openapi.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>

#include "base/text.h"

namespace portico::app {
namespace {

namespace json = boost::json;

constexpr std::string_view schemas = R"({
  "Place": {
    "type": "object", "additionalProperties": false, "required": ["label", "lat", "long"],
    "properties": {
      "label": {"type": "string", "description": "as people write it: \"118 Quay Street\""},
      "lat": {"type": "number", "minimum": -90, "maximum": 90},
      "long": {"type": "number", "minimum": -180, "maximum": 180}
    }
  },
  "Places": {
    "type": "object", "additionalProperties": false, "required": ["places"],
    "properties": {"places": {"type": "array", "description": "best first", "items": {"$ref": "#/components/schemas/Place"}}}
  },
  "Problem": {
    "type": "object", "required": ["title", "status"], "description": "RFC 9457",
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}}
  }
})";
// The answers that scripts of ours read: method and pattern → schema.
const std::map<std::string, std::string, std::less<>> answers{{"GET /places.json", "Places"}};

json::value schema_named(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; });
}

// "query: q, lat, long" names its values; what is told in other words is left to the description.
std::vector<std::string> query_names(std::string_view takes) {
  std::vector<std::string> names;
  if (!takes.starts_with("query:")) return names;
  for (const auto part : split(takes.substr(6), ','))
    if (is_name(trim(part))) names.emplace_back(trim(part));
  return names;
}

json::array parameters_of(const http::Route& route) {
  json::array all;
  const auto add = [&](std::string_view name, std::string_view in, bool required) {
    all.push_back({{"name", name}, {"in", in}, {"required", required}, {"schema", {{"type", "string"}}}});
  };
  for (auto open = route.pattern.find('{'); open != std::string::npos; open = route.pattern.find('{', open + 1))
    add(route.pattern.substr(open + 1, route.pattern.find('}', open) - open - 1), "path", true);
  for (const auto& name : query_names(route.takes)) add(name, "query", false);
  return all;
}

std::string media_type_of(const http::Route& route) {
  if (route.gives.starts_with("HTML")) return "text/html";
  if (route.gives.starts_with("JSON")) return "application/json";
  if (route.gives.starts_with("JavaScript")) return "text/javascript";
  return "*/*";
}

json::object operation_of(const http::Route& route) {
  const auto known = answers.find(std::string(http::name_of(route.method)) + " " + route.pattern);
  json::object content{
      {media_type_of(route), known == answers.end() ? json::value(json::object()) : json::value{{"schema", schema_named(known->second)}}}};
  json::object operation{{"summary", route.sentence}};
  if (!route.takes.empty()) operation["description"] = "Takes " + route.takes + ".";
  operation["x-permission"] = route.permission;
  if (auto parameters = parameters_of(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
  json::object problem{{"description", "what is wrong, and what would be taken"},
                       {"content", {{"application/problem+json", {{"schema", schema_named("Problem")}}}}}};
  operation["responses"] = {{"200", {{"description", route.gives}, {"content", std::move(content)}}}, {"default", std::move(problem)}};
  return operation;
}

}  // namespace

std::string openapi_of(const std::vector<http::Route>& routes) {
  std::map<std::string, json::object> paths;
  for (const auto& route : routes)
    if (!route.pattern.starts_with("/{language}")) paths[route.pattern][lower_ascii(http::name_of(route.method))] = operation_of(route);
  json::object all;
  for (auto& [pattern, operations] : paths) all[pattern] = std::move(operations);
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", {{"title", "Portico"}, {"version", PORTICO_VERSION}, {"description", "Every route of the program, from its own table."}}},
      {"paths", std::move(all)},
      {"components", {{"schemas", json::parse(schemas)}}}};
  return json::serialize(document);
}

http::Route openapi_route(const std::vector<http::Route>& routes) {
  http::Route route{http::Method::get,
                    "/openapi.json",
                    "public",
                    http::Cost::quick,
                    "Describes every route of the program.",
                    "",
                    "JSON object: OpenAPI 3.1",
                    {}};
  std::vector<http::Route> with_itself = routes;
  with_itself.push_back(route);
  route.handle = http::answer([document = openapi_of(with_itself)](const http::Request&) {
    return http::Response{.type = "application/json; charset=utf-8", .body = document, .headers = {{"Cache-Control", "no-cache"}}};
  });
  return route;
}

}  // namespace portico::app
