#include "platform/http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace portico::http {
namespace {

Route route(Method method, std::string pattern) {
  return {method, std::move(pattern), "public", Cost::quick, "", "", "", answer([](const Request&) { return Response{}; })};
}

class ARouter : public testing::Test {
 protected:
  std::vector<Route> routes{
      route(Method::get, "/"),
      route(Method::get, "/{file}"),
      route(Method::get, "/services.{format}"),
      route(Method::get, "/services/{code}.{format}"),
      route(Method::get, "/requests.{format}"),
      route(Method::post, "/requests.{format}"),
      route(Method::get, "/requests/{id}.{format}"),
      route(Method::get, "/requests/{number}"),
      route(Method::post, "/requests/{number}/close"),
      route(Method::get, "/a/{x}/c"),
      route(Method::get, "/a/b/{y}"),
  };
  Router router{routes};

  std::string pattern(Method method, std::string_view path) {
    const Found found = router.find(method, path);
    return found.route < 0 ? "" : routes[static_cast<std::size_t>(found.route)].pattern;
  }
};

TEST_F(ARouter, TakesTheMostLiteralWay) {
  EXPECT_EQ(pattern(Method::get, "/"), "/");
  EXPECT_EQ(pattern(Method::get, "/services.json"), "/services.{format}");
  EXPECT_EQ(pattern(Method::get, "/robots.txt"), "/{file}");
  EXPECT_EQ(pattern(Method::get, "/requests/2345-678X"), "/requests/{number}");
  EXPECT_EQ(pattern(Method::get, "/requests/2345-678X.json"), "/requests/{id}.{format}");
}

TEST_F(ARouter, GoesBackWhereALiteralWayEndsNowhere) {
  EXPECT_EQ(pattern(Method::get, "/a/b/c"), "/a/b/{y}");
  EXPECT_EQ(pattern(Method::get, "/a/z/c"), "/a/{x}/c");
  EXPECT_EQ(pattern(Method::get, "/a/z/d"), "");
}

TEST_F(ARouter, CutsAtTheLastDot) {
  const Found found = router.find(Method::get, "/services/NYC.HPD.1.xml");
  EXPECT_EQ(found.parts, (Pairs{{"code", "NYC.HPD.1"}, {"format", "xml"}}));
}

TEST_F(ARouter, CapturesAreNeverEmpty) {
  EXPECT_EQ(pattern(Method::get, "/services."), "/{file}");
  EXPECT_EQ(pattern(Method::get, "/services/.json"), "");
  EXPECT_EQ(pattern(Method::get, "/requests/"), "");
}

TEST_F(ARouter, AnswersHeadByGet) {
  EXPECT_EQ(pattern(Method::head, "/services.json"), "/services.{format}");
  EXPECT_EQ(pattern(Method::head, "/requests/1/close"), "");
}

TEST_F(ARouter, SaysWhichMethodsAPathKnows) {
  EXPECT_EQ(router.find(Method::del, "/requests.json").allowed, (std::vector{Method::get, Method::head, Method::post, Method::options}));
  EXPECT_EQ(router.find(Method::get, "/requests/1/close").allowed, (std::vector{Method::post, Method::options}));
  EXPECT_TRUE(router.find(Method::get, "/nowhere/at/all").allowed.empty());
}

TEST_F(ARouter, FindsAnotherMethodBehindALessLiteralPattern) {
  std::vector<Route> two{route(Method::get, "/x/y"), route(Method::post, "/x/{z}")};
  const Router both(two);
  EXPECT_EQ(both.find(Method::post, "/x/y").route, 1);
  EXPECT_EQ(both.allowed("/x/y"), (std::vector{Method::get, Method::head, Method::post, Method::options}));
}

TEST(ARouterRefuses, TwoRoutesOfOneShape) {
  EXPECT_THROW(Router({route(Method::get, "/a/{x}"), route(Method::get, "/a/{y}")}), std::runtime_error);
  EXPECT_THROW(Router({route(Method::get, "/a"), route(Method::get, "/a")}), std::runtime_error);
  EXPECT_NO_THROW(Router({route(Method::get, "/a"), route(Method::post, "/a")}));
}

TEST(ARouterRefuses, MalformedPatterns) {
  for (const char* pattern : {"a", "/{", "/{}", "/}", "/{a}{b}"})
    EXPECT_THROW(Router({route(Method::get, pattern)}), std::runtime_error) << pattern;
}

TEST(FoldingSlashes, MakesOneOfEachRun) {
  EXPECT_EQ(fold_slashes("//open311///v2//services.json"), "/open311/v2/services.json");
  EXPECT_EQ(fold_slashes("/a/"), "/a/");
}

}  // namespace
}  // namespace portico::http
