#include "city/directory/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "city/directory/built.h"
#include "city/directory/pack.h"
#include "city/directory/testing.h"
#include "platform/i18n/catalogues.h"

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
  const auto all = asset_paths(city());
  const auto brand = std::ranges::find_if(all, [](const auto& each) { return each.starts_with("/assets/brand-"); });
  ASSERT_NE(brand, all.end());
  EXPECT_THAT(asset_at(city(), *brand)->body, HasSubstr("--brand-deep: #06323b;"));
  for (const auto& path : all) EXPECT_TRUE(asset_at(city(), path)) << path;
}

TEST_F(Pages, NameTheirScriptsAndNoOthers) {
  Page shown{.language = "en", .title = {}, .path = "/", .body = {}, .description = {}};
  EXPECT_THAT(page(city(), shown), Not(HasSubstr("<script")));
  shown.scripts = {"report"};
  const std::string path(built("report.js")->path);
  EXPECT_THAT(path, testing::MatchesRegex("/assets/report-[0-9a-f]+\\.js"));
  EXPECT_THAT(page(city(), shown), HasSubstr("<script type=\"module\" src=\"" + path + "\"></script>\n</head>"));
  EXPECT_THAT(asset_at(city(), path)->type, "text/javascript; charset=utf-8");
}

TEST_F(Pages, AssetsComeCompressedToThoseWhoTakeItSo) {
  const std::string file = std::string(built("portico.css")->path).substr(8);
  const auto coded = [&](const std::string& takes) {
    const auto response = answer("/assets/{file}", asked("/assets/" + file, {{"accept-encoding", takes}}, {{"file", file}}));
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.headers, Contains(Pair("Vary", "Accept-Encoding")));
    for (const auto& [name, value] : response.headers)
      if (name == "Content-Encoding") return std::pair(value, response.body);
    return std::pair(std::string("none"), response.body);
  };
  const Built& css = *built("portico.css");
  EXPECT_EQ(coded("gzip, deflate, br"), std::pair(std::string("br"), std::string(css.brotli)));
  EXPECT_EQ(coded("gzip;q=1.0, br;q=0"), std::pair(std::string("gzip"), std::string(css.gzip)));
  for (const char* none : {"", "identity", "gzip;q=0", "gzipped"})
    EXPECT_EQ(coded(none), std::pair(std::string("none"), std::string(css.plain)));
  EXPECT_LT(css.brotli.size(), css.gzip.size());
  EXPECT_LT(css.gzip.size() * 3, css.plain.size());
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
  EXPECT_EQ(ways({"read_case:DSW", "moderate_case:DSW", "find_place:DSW"}),
            "/desk /desk/review /desk/places /desk/follow-ups /desk/find /desk/answers ");
  EXPECT_EQ(ways({"read_case", "audit"}), "/desk /desk/follow-ups /desk/find /desk/answers /audit ");
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
  EXPECT_EQ(staff_language_of(asked("/es/account"), city()), "es");
  EXPECT_EQ(staff_language_of(asked("/desk", {{"accept-language", "ar"}}), city()), "en") << "staff's pages are not written in it";
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

TEST_F(Pages, SuggestPlacesAsTheyAreTyped) {
  const Streets streets(
      std::make_shared<const StreetIndex>(pack_streets({{"Quay \"A\" Street", 1, 99, 2, 100, {{43.0, -68.0}, {43.0, -68.01}}}})));
  const auto routes = place_routes(*directory_, streets);
  const auto asked_for = [&](http::Pairs query) {
    http::Request request = asked("/places.json");
    request.query = std::move(query);
    http::Response given;
    routes.at(0).handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    return given;
  };
  EXPECT_THAT(asked_for({{"q", "50 qua"}}).body,
              testing::StartsWith("{\"places\":[{\"label\":\"50 Quay \\\"A\\\" Street\",\"lat\":4.3E1,\"long\":-6.8"));
  for (const char* nothing : {"", "q", "dragon lane"}) EXPECT_EQ(asked_for({{"q", nothing}}).body, "{\"places\":[]}") << nothing;
  EXPECT_THAT(asked_for({{"lat", "43.0001"}, {"long", "-68.005"}}).body, HasSubstr("\"label\":\"5"));
  EXPECT_EQ(asked_for({{"lat", "44"}, {"long", "-68"}}).body, "{\"places\":[]}");
  EXPECT_THAT(asked_for({{"lat", "43.0001"}, {"long", "-68.005"}}).headers, Contains(Pair("Cache-Control", "no-store")));
  for (const http::Pairs& wrong : {http::Pairs{{"lat", "91"}, {"long", "0"}},
                                   {{"lat", "43"}},
                                   {{"long", "-68"}},
                                   {{"lat", "43"}, {"long", "west"}},
                                   {{"q", "\xff\xff"}}})
    EXPECT_EQ(asked_for(wrong).status, 400);
  EXPECT_EQ(routes.at(1).pattern, "/{language}/places.json");
}

TEST_F(Pages, CanBeKeptOnAPhone) {
  std::vector<http::Route> routes = worker_routes(*directory_);
  for (auto& route : routes) routes_.push_back(route);
  EXPECT_THAT(page(city(), {.language = "es", .title = {}, .path = "/", .body = {}, .description = {}}),
              AllOf(HasSubstr("<link rel=\"manifest\" href=\"/es/manifest.webmanifest\">"),
                    HasSubstr("<meta name=\"theme-color\" content=\"#06323b\">")));
  const auto manifest = answer("/{language}/manifest.webmanifest", asked("/ar/manifest.webmanifest", {}, {{"language", "ar"}}));
  EXPECT_THAT(manifest.type, HasSubstr("application/manifest+json"));
  EXPECT_THAT(manifest.body,
              AllOf(HasSubstr("\"name\":\"Harborview <311>\""), HasSubstr("\"dir\":\"rtl\""), HasSubstr("\"start_url\":\"/ar\""),
                    HasSubstr("\"theme_color\":\"#06323b\""), HasSubstr("/assets/seal-")));
  const auto worker = answer("/service-worker.js", asked("/service-worker.js"));
  EXPECT_THAT(worker.type, HasSubstr("text/javascript"));
  EXPECT_THAT(worker.body, AllOf(testing::StartsWith("self.portico={\"version\":\""), HasSubstr("\"languages\":[\"es\",\"ar\"]"),
                                 HasSubstr(std::string(built("report.js")->path)), Not(HasSubstr(std::string(built("desk.css")->path)))));
  EXPECT_THAT(worker.headers, Contains(Pair("Cache-Control", "no-cache")));
}

TEST_F(Pages, SayWhatToDoWhereSomethingCouldNotBeDone) {
  const auto page = problem_page(*directory_);
  const auto told = [&](int status, const std::string& path) {
    return *page(asked(path), status, {{"media", "the file <a> is none", "a JPEG"}});
  };
  EXPECT_THAT(told(503, "/es/report").body,
              AllOf(HasSubstr("<h1>Esto no se puede hacer ahora</h1>"), HasSubstr("href=\"/es\""),
                    HasSubstr("<ul lang=\"en\" dir=\"ltr\"><li>media: the file &lt;a&gt; is none (a JPEG)</li></ul>")));
  EXPECT_EQ(told(503, "/es/report").status, 503);
  EXPECT_THAT(told(429, "/report").body, HasSubstr("<h1>This cannot be done just now</h1>"));
  EXPECT_THAT(told(413, "/report").body, HasSubstr("<h1>That is too large</h1>"));
  EXPECT_THAT(told(500, "/report").body, HasSubstr("<h1>Something broke on our side</h1>"));
  EXPECT_THAT(told(405, "/report").body, HasSubstr("<h1>This could not be done</h1>"));
  EXPECT_THAT(told(404, "/ar/nowhere").body, AllOf(HasSubstr("لا نجد هذه الصفحة"), Not(HasSubstr("<details>"))));
  const Directory empty(std::make_shared<const Snapshot>());
  EXPECT_FALSE(problem_page(empty)(asked("/report"), 503, {})) << "before the first load there is no city to speak for";
}

TEST_F(Pages, HaveAllTheirWordsInEachLanguageOfTheStaff) {
  for (const auto& language : i18n::staff_languages()) EXPECT_THAT(messages().missing(language), testing::IsEmpty()) << language;
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
