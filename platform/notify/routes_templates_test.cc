// The office's pages: what the city tells people, and addresses that are not used.
#include "platform/notify/routes_templates.h"

#include <gmock/gmock.h>

#include "platform/identity/testing.h"
#include "platform/notify/routes_suppressed.h"
#include "platform/notify/testing_town.h"

namespace portico::notify {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

class TheOffice : public Town {
 protected:
  http::Response ask(http::Method method, const std::string& pattern, http::Pairs parts = {}, const std::string& form = {},
                     http::Pairs query = {}) {
    http::Request request;
    request.method = method;
    request.path = pattern;
    request.parts = std::move(parts);
    request.query = std::move(query);
    request.body = form;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.principal.actor = "person:17";
    auto all = template_routes(
        store(), *templates, around, time,
        {.services = [](std::string_view) -> std::vector<identity::Surroundings::Choice> { return {{"LAMP", "Street lamp"}}; },
         .languages = [] { return std::vector<std::string>{"en", "es"}; }});
    for (auto& route : suppressed_routes(store(), sender->marks(), around, time)) all.push_back(std::move(route));
    http::Response given;
    given.status = 0;
    for (const auto& route : all) {
      EXPECT_EQ(route.permission, "manage_templates");
      if (route.pattern == pattern && route.method == method)
        route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    }
    return given;
  }
  http::Response get(const std::string& pattern, http::Pairs parts = {}, http::Pairs query = {}) {
    return ask(http::Method::get, pattern, std::move(parts), {}, std::move(query));
  }
  http::Response put_words(const std::string& tag, const std::string& form) {
    return ask(http::Method::post, "/templates/{kind}/{tag}", {{"kind", "status"}, {"tag", tag}}, form);
  }
  http::Response words_page(const std::string& tag, const std::string& service = {}) {
    return get("/templates/{kind}/{tag}", {{"kind", "status"}, {"tag", tag}}, {{"service", service}});
  }
  identity::BareSurroundings around;
};
ON_EACH_DATABASE(TheOffice);

TEST_P(TheOffice, SeesWhatIsToldAndWhereItsWordsComeFrom) {
  EXPECT_THAT(get("/templates").body, AllOf(HasSubstr("href=\"/templates/status\">status</a>"), HasSubstr("<td>2</td><td>0</td>")));
  EXPECT_THAT(get("/templates/{kind}", {{"kind", "status"}}).body,
              AllOf(HasSubstr("/templates/status/es"), HasSubstr("Español"), HasSubstr("the program"), HasSubstr("the town")));
  EXPECT_EQ(get("/templates/{kind}", {{"kind", "horse"}}).status, 404);
  EXPECT_EQ(words_page("fr").status, 404) << "the city does not speak it";
  EXPECT_EQ(words_page("en", "HORSE").status, 404);
  EXPECT_THAT(words_page("en").body, AllOf(HasSubstr("{has_name, select, yes {Dear {name}, } other {}}it goes on. {link}</textarea>"),
                                           HasSubstr("{number}"), HasSubstr("News of 7"), HasSubstr("Dear Ana, it goes on.")));
}

TEST_P(TheOffice, IsLedToTheWordsOfAServiceItChose) {
  const auto led = get("/templates/{kind}", {{"kind", "status"}}, {{"tag", "es"}, {"service", "LAMP"}});
  EXPECT_EQ(led.status, 303);
  EXPECT_THAT(led.headers, Contains(Pair("Location", "/templates/status/es?service=LAMP")));
  EXPECT_THAT(words_page("es", "LAMP").body, AllOf(HasSubstr("Street lamp"), HasSubstr("Noticias de {number}")));
}

TEST_P(TheOffice, ReadsWhatBecomesOfItsWordsBeforeTheyCount) {
  const auto shown = put_words("es", "subject=Hola+{number}&text=Sigue.&do=preview");
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, AllOf(HasSubstr("Hola 7"), HasSubstr("autofocus"), HasSubstr("Sent as one part")));
  EXPECT_EQ(templates->now()->find("status", "", "es", "en")->source, "program");
}

TEST_P(TheOffice, SavesWordsThatCountAtOnceAndTakesThemBack) {
  EXPECT_EQ(put_words("es", "subject=Hola+{number}&text=Uno.%0D%0A%0D%0ADos.&translated_by=Ana").status, 303);
  const Ready* counts = templates->now()->find("status", "", "es", "en");
  ASSERT_NE(counts, nullptr);
  EXPECT_EQ(counts->source, "office");
  EXPECT_EQ(counts->from.text, "Uno.\n\nDos.");
  EXPECT_THAT(words_page("es").body, AllOf(HasSubstr("this office"), HasSubstr("person:17"), HasSubstr("Take them back")));
  const http::Pairs place{{"kind", "status"}, {"tag", "es"}};
  EXPECT_EQ(ask(http::Method::post, "/templates/{kind}/{tag}/withdraw", place).status, 303);
  EXPECT_EQ(templates->now()->find("status", "", "es", "en")->source, "program");
  EXPECT_EQ(ask(http::Method::post, "/templates/{kind}/{tag}/withdraw", place).status, 404) << "there is nothing of the office's";
}

TEST_P(TheOffice, IsToldBesideTheFieldWhatWouldLeaveAGap) {
  const auto gap = put_words("es", "subject=Hola&text=Querida+{name}.");
  EXPECT_EQ(gap.status, 400);
  EXPECT_THAT(gap.body, AllOf(HasSubstr("id=\"text-wrong\""), HasSubstr("href=\"#text\""), HasSubstr("Querida {name}.</textarea>")));
  EXPECT_THAT(put_words("es", "subject=Hola+{horse}&text=x").body, HasSubstr("id=\"subject-wrong\""));
  EXPECT_THAT(put_words("es", "subject=&text=x").body, HasSubstr("There is no subject."));
  EXPECT_THAT(put_words("es", "subject=<b>&text=<script>&do=preview").body, AllOf(Not(HasSubstr("<script>")), HasSubstr("&lt;script&gt;")));
  EXPECT_EQ(templates->now()->find("status", "", "es", "en")->source, "program");
}

TEST_P(TheOffice, FindsAnAddressThatIsNotUsedAndUsesItAgain) {
  write([&](store::Tx& tx) {
    suppress(tx, ChannelKind::mail, sender->marks().address(ChannelKind::mail, "ana@home.example"), Suppressed::bounced, "bounce 5.1.1",
             time.now());
    return true;
  });
  EXPECT_THAT(get("/suppressed").body, AllOf(HasSubstr("Mail came back"), HasSubstr("bounce 5.1.1"), Not(HasSubstr("ana@home"))));
  const auto look = [&](const std::string& form) { return ask(http::Method::post, "/suppressed", {}, form); };
  EXPECT_THAT(look("address=ANA@home.example").body, HasSubstr("Mail came back"));
  EXPECT_THAT(look("address=bo@home.example").body, HasSubstr("Nothing keeps this address from being used."));
  EXPECT_EQ(look("address=").status, 400);
  const auto all = read([](store::Reader& reader) { return suppressions(reader, 0, 10); });
  ASSERT_EQ(all.size(), 1U);
  const http::Pairs it{{"id", std::to_string(all.front().id)}};
  EXPECT_EQ(ask(http::Method::post, "/suppressed/{id}/lift", it).status, 303);
  EXPECT_THAT(get("/suppressed").body, HasSubstr("There is none."));
  EXPECT_EQ(ask(http::Method::post, "/suppressed/{id}/lift", it).status, 404);
}

}  // namespace
}  // namespace portico::notify
