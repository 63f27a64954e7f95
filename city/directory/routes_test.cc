#include "city/directory/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "city/directory/pack.h"
#include "city/directory/testing.h"

namespace portico::directory {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class Pages : public testing::Test {
 protected:
  Pages() {
    folder_.change("city.toml", "[\"en\", \"es\"]", "[\"en\", \"es\", \"ar\"]");
    folder_.change("city.toml", "short_name = \"Harborview 311\"", "short_name = \"Harborview <311>\"");
    directory_.emplace(std::make_shared<const Snapshot>(snapshot_of(read_pack(folder_.path()).value())));
    for (auto& route : routes(*directory_)) routes_.push_back(std::move(route));
  }

  static http::Request asked(std::string path, http::Pairs headers = {}, http::Pairs parts = {}) {
    http::Request request;
    request.path = std::move(path);
    request.headers = std::move(headers);
    request.parts = std::move(parts);
    return request;
  }
  http::Response answer(const std::string& pattern, const http::Request& request) const {
    http::Response given;
    for (const auto& route : routes_) {
      if (route.pattern == pattern) route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    }
    return given;
  }
  const Snapshot& city() const { return *directory_->now(); }

  PackFolder folder_;
  std::optional<Directory> directory_;
  std::vector<http::Route> routes_;
};

TEST_F(Pages, AreWholeDocumentsWithoutInlineStyleOrScript) {
  const std::string html = page(city(), {.language = "es", .title = "A & B", .path = "/services", .body = "<p>ok</p>", .description = "x"});
  EXPECT_THAT(html, AllOf(HasSubstr("<html lang=\"es\" dir=\"ltr\">"), HasSubstr("<title>A &amp; B · Harborview &lt;311&gt;</title>"),
                          HasSubstr("<main id=\"main\">\n<p>ok</p>"), HasSubstr("href=\"/es/services\" aria-current=\"page\">Servicios"),
                          HasSubstr("¿Peligro de muerte? Llame al 911."),
                          HasSubstr("<a href=\"/ar/services\" lang=\"ar\" hreflang=\"ar\" dir=\"rtl\">العربية</a>"),
                          HasSubstr("<a href=\"/services\" lang=\"en\"")));
  EXPECT_THAT(html, AllOf(Not(HasSubstr("style=")), Not(HasSubstr("<script")), Not(HasSubstr("<style")), Not(HasSubstr("<311>"))));
  EXPECT_THAT(page(city(), {.language = "ar", .title = {}, .path = "/", .body = {}, .description = {}}),
              HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
}

TEST_F(Pages, AllAssetsThatAPageNamesAreServedForEver) {
  const std::string html = page(city(), {.language = "en", .title = {}, .path = "/", .body = {}, .description = {}});
  std::set<std::string> named;
  for (auto at = html.find("/assets/"); at != std::string::npos; at = html.find("/assets/", at + 1))
    named.insert(html.substr(at, html.find('"', at) - at));
  EXPECT_EQ(named.size(), 3U) << "stylesheet, colours and seal";
  for (const auto& path : named) {
    const auto response = answer("/assets/{file}", asked(path, {}, {{"file", path.substr(8)}}));
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", HasSubstr("immutable"))));
    EXPECT_FALSE(response.body.empty());
  }
  EXPECT_EQ(answer("/assets/{file}", asked("/assets/portico-0.css", {}, {{"file", "portico-0.css"}})).status, 404);
  const auto all = assets(city());
  const auto brand = std::ranges::find_if(all, [](const Asset& each) { return each.path.starts_with("/assets/brand-"); });
  ASSERT_NE(brand, all.end());
  EXPECT_THAT(brand->body, HasSubstr("--brand-deep: #06323b;"));
}

TEST_F(Pages, OfTheStaffHaveABarAndAStylesheetMoreAndNoLanguages) {
  Bar bar{.links = {{"/desk", "Work list"}}, .person = "R. <Diaz>", .csrf = "c5rf"};
  const std::string html = page(city(), {.language = "en", .title = {}, .path = "/desk", .body = {}, .description = {}, .bar = bar});
  EXPECT_THAT(html,
              AllOf(HasSubstr("/assets/desk-"), HasSubstr("class=\"deskbar\""), HasSubstr("R. &lt;Diaz&gt;"), HasSubstr("value=\"c5rf\"")));
  EXPECT_THAT(html, AllOf(HasSubstr("href=\"/desk\" aria-current=\"page\""), Not(HasSubstr("hreflang"))));
}

TEST_F(Pages, OfTheStaffLeadToWhatSomebodyMaySeeAndNothingElse) {
  const auto ways = [](std::vector<std::string> permissions) {
    std::string paths;
    for (const auto& [path, words] : bar_of({.name = "a", .permissions = std::move(permissions)}, "en").links) paths += path + " ";
    return paths;
  };
  EXPECT_EQ(ways({"read_case:DSW", "moderate_case:DSW", "find_place:DSW"}), "/desk /desk/review /desk/places /desk/follow-ups /desk/find ");
  EXPECT_EQ(ways({"read_case", "audit"}), "/desk /desk/follow-ups /desk/find /audit ");
  EXPECT_EQ(ways({"manage_people", "audit"}), "/people /audit ");
  EXPECT_EQ(ways({"moderate_case"}), "") << "who reads no requests has no desk";
  EXPECT_EQ(bar_of({.name = "a", .permissions = {"audit"}}, "es").links.front().second, "Entradas");

  const Bar bar = bar_of({.name = "a", .permissions = {"read_case", "audit"}, .public_name = "R. <Diaz>"}, "es");
  const std::string html = page(city(), {.language = "es", .title = {}, .path = "/audit", .body = {}, .description = {}, .bar = bar});
  EXPECT_THAT(html, AllOf(HasSubstr("href=\"/desk\">Lista de trabajo"), HasSubstr("href=\"/es/audit\" aria-current=\"page\"")))
      << "the desk has no language in its paths";
  EXPECT_THAT(html, HasSubstr("href=\"/es/account\" aria-label=\"R. &lt;Diaz&gt;: mi cuenta\""));
}

TEST_F(Pages, LeadToAReportFromEverywhere) {
  const std::string html = page(city(), {.language = "es", .title = {}, .path = "/services", .body = {}, .description = {}});
  EXPECT_THAT(html, HasSubstr("<a href=\"/es/report\">Informar de un problema</a>"));
}

TEST_F(Pages, SpeakTheLanguageOfPathThenCookieThenBrowser) {
  EXPECT_EQ(language_of(asked("/es/services", {{"accept-language", "ar"}}), city()), "es");
  EXPECT_EQ(language_of(asked("/services", {{"cookie", "a=b; lang=ar"}, {"accept-language", "es"}}), city()), "ar");
  EXPECT_EQ(language_of(asked("/services", {{"cookie", "lang=xx"}, {"accept-language", "es-MX"}}), city()), "es");
  EXPECT_EQ(language_of(asked("/services"), city()), "en");
  EXPECT_EQ(plain_path(asked("/es"), city()), "/");
  EXPECT_EQ(plain_path(asked("/es/requests/2345-678X"), city()), "/requests/2345-678X");
  EXPECT_EQ(plain_path(asked("/estimates"), city()), "/estimates");
}

TEST_F(Pages, ListTheServicesWithTheirAgencies) {
  const auto english = answer("/services", asked("/services"));
  EXPECT_EQ(english.status, 200);
  EXPECT_THAT(english.body, AllOf(HasSubstr("2 services."), HasSubstr("<h2>Streets and sidewalks</h2>"),
                                  HasSubstr("<h3>Pothole</h3><p>A hole in the road.</p><small>Answered by Street Works</small>"),
                                  HasSubstr("<h2>Other services</h2>"), HasSubstr("Fallen tree")));
  EXPECT_THAT(english.headers, Contains(Pair("Content-Language", "en")));
  const auto spanish = answer("/{language}/services", asked("/es/services", {}, {{"language", "es"}}));
  EXPECT_THAT(spanish.body, AllOf(HasSubstr("<h3>Bache</h3>"), HasSubstr("2 servicios.")));
  const auto arabic = answer("/{language}/services", asked("/ar/services", {}, {{"language", "ar"}}));
  EXPECT_THAT(arabic.body, HasSubstr("<h3><span lang=\"en\" dir=\"ltr\">Pothole</span></h3>")) << "what is not translated says so";
  EXPECT_EQ(answer("/{language}/services", asked("/xx/services", {}, {{"language", "xx"}})).status, 404);
}

TEST_F(Pages, HaveAllTheirWordsInEachLanguage) {
  for (const auto& language : messages().languages()) EXPECT_THAT(messages().missing(language), testing::IsEmpty()) << language;
}

TEST(PagesBeforeTheFirstLoad, StillAnswer) {
  const Directory directory(std::make_shared<const Snapshot>());
  for (const auto& route : routes(directory)) {
    http::Request request;
    request.path = "/services";
    int status = 0;
    route.handle(request, http::Responder([&](const http::Response& response) { status = response.status; }));
    EXPECT_EQ(status, 404) << route.pattern;
  }
}

}  // namespace
}  // namespace portico::directory
