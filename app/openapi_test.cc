#include "app/openapi.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

namespace portico::app {
namespace {

namespace json = boost::json;

http::Route route(std::string pattern, std::string takes, std::string gives, std::string permission = "public") {
  return {http::Method::get, std::move(pattern), std::move(permission), http::Cost::quick,
          "Says something.", std::move(takes),   std::move(gives),      {}};
}

TEST(OpenApi, NamesEachRouteWithWhatOpensItTakesAndGives) {
  const auto document = json::parse(openapi_of({route("/things/{id}.{format}", "query: from, until", "JSON array", "read_case:AGENCY"),
                                                route("/pages", "query: as for the list of requests, before", "HTML page"),
                                                route("/{language}/pages", "", "HTML page")}))
                            .as_object();
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  const auto& paths = document.at("paths").as_object();
  EXPECT_EQ(paths.size(), 2U) << "a language is no other route";
  const auto& thing = paths.at("/things/{id}.{format}").at("get").as_object();
  EXPECT_EQ(thing.at("x-permission"), "read_case:AGENCY");
  std::string parameters;
  for (const auto& each : thing.at("parameters").as_array())
    parameters += std::string(each.at("in").as_string()) + " " + std::string(each.at("name").as_string()) + "; ";
  EXPECT_EQ(parameters, "path id; path format; query from; query until; ");
  EXPECT_TRUE(thing.at("responses").at("200").at("content").as_object().contains("application/json"));
  EXPECT_EQ(paths.at("/pages").at("get").at("parameters").as_array().size(), 1U) << "what is no name stays words";
}

TEST(OpenApi, SaysWhatAnAnswerForScriptsLooksLike) {
  const auto document = json::parse(openapi_of({route("/places.json", "query: q", "JSON object: places")}));
  const auto& content = document.at("paths").at("/places.json").at("get").at("responses").at("200").at("content").at("application/json");
  EXPECT_EQ(content.at("schema").at("$ref"), "#/components/schemas/Places");
  EXPECT_TRUE(document.at("components").at("schemas").as_object().contains("Places"));
}

TEST(OpenApi, NamesItselfToo) {
  http::Response given;
  openapi_route({}).handle({}, http::Responder([&](http::Response response) { given = std::move(response); }));
  EXPECT_THAT(given.body, ::testing::HasSubstr("\"/openapi.json\""));
}

}  // namespace
}  // namespace portico::app
