// Whose turn an article is, what makes it whole, how it is found, what a pack says of it: pure.
#include "city/documents/article.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "city/directory/pack.h"
#include "city/directory/testing.h"
#include "city/documents/events.h"
#include "city/documents/find.h"
#include "city/documents/pack.h"
#include "city/documents/testing.h"

namespace portico::documents {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Articles, GoFromHandToHandAndNobodyPublishesTheirOwn) {
  const auto step = [](const Version* newest, bool live, Step wanted, std::string actor) {
    return next_version(newest, live,
                        {.step = wanted,
                         .article = wanted == Step::save ? std::optional(mattress()) : std::nullopt,
                         .actor = std::move(actor),
                         .now = monday_noon,
                         .today = monday});
  };
  EXPECT_FALSE(step(nullptr, false, Step::send, "person:1")) << "there is none";
  const auto draft = step(nullptr, false, Step::save, "person:1");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->number, 1);
  EXPECT_EQ(draft->state, State::draft);
  EXPECT_FALSE(step(&*draft, false, Step::publish, "person:2")) << "nobody has sent it to review";
  EXPECT_FALSE(step(&*draft, false, Step::give_back, "person:2"));
  const auto both = step(&*draft, false, Step::save, "person:2");
  EXPECT_THAT(both->writers, ElementsAre("person:1", "person:2"));
  const auto sent = step(&*both, false, Step::send, "person:3");
  ASSERT_TRUE(sent);
  for (const char* writer : {"person:1", "person:2"}) {
    const auto own = step(&*sent, false, Step::publish, writer);
    ASSERT_FALSE(own) << writer;
    EXPECT_THAT(own.error().faults[0].reason, HasSubstr("wrote themselves"));
  }
  const auto published = step(&*sent, false, Step::publish, "person:3");
  ASSERT_TRUE(published) << "sending it on is not writing";
  EXPECT_EQ(published->number, 4);
  EXPECT_FALSE(step(&*published, true, Step::publish, "person:4"));
  const auto again = step(&*published, true, Step::save, "person:3");
  EXPECT_THAT(again->writers, ElementsAre("person:3")) << "whoever published may write the next one";
  EXPECT_TRUE(step(&*again, true, Step::withdraw, "person:4"));
  EXPECT_FALSE(step(&*again, false, Step::withdraw, "person:4")) << "the public reads nothing of it";
}

TEST(Articles, AreStaleFromTheDayAfter) {
  const Article article = mattress();
  EXPECT_FALSE(is_stale(article, article.review_by));
  EXPECT_TRUE(is_stale(article, article.review_by + std::chrono::days(1)));
  Version sent{.article = article,
               .number = 2,
               .state = State::in_review,
               .source = "office",
               .writers = {"person:1"},
               .at = monday_noon,
               .by = "person:1"};
  EXPECT_FALSE(next_version(&sent, false,
                            {.step = Step::publish, .article = {}, .actor = "person:2", .now = monday_noon, .today = article.review_by}));
}

TEST(Articles, AreWholeOrSayWhatIsMissing) {
  const auto town = small_town();
  EXPECT_THAT(faults_of(mattress(), *town, false), IsEmpty());
  Article wrong = mattress();
  wrong.agency = "NOBODY";
  wrong.services = {"BULKY", "BULGY"};
  wrong.review_by = wrong.reviewed;
  wrong.texts["en"].title = "";
  wrong.texts["es"].body = " ";
  wrong.texts["pl"] = {"Materac", "x"};
  std::vector<std::string> fields;
  for (const auto& fault : faults_of(wrong, *town, false)) fields.push_back(fault.field);
  EXPECT_THAT(fields, ElementsAre("agency", "services", "review_by", "language", "title", "body"));
  wrong = mattress();
  wrong.texts["en"].body.clear();
  EXPECT_THAT(faults_of(wrong, *town, true), IsEmpty()) << "a draft may wait for its words";
}

TEST(Articles, AreSpokenInTheReadersLanguageElseInTheCitys) {
  EXPECT_EQ(text_in(mattress(), "es", "en")->first, "es");
  EXPECT_EQ(text_in(mattress(), "ar", "en")->first, "en");
  EXPECT_EQ(text_in(Article{}, "es", "en"), nullptr);
}

class Finding : public testing::Test {
 protected:
  Finding() {
    Article snow = landlord();
    snow.code = "SNOW";
    snow.services.clear();
    snow.texts = {{"en", {"Who clears the snow", "Plows begin when two inches have fallen, and the curb waits."}}};
    shelf = Shelf({shown(mattress(), 1, monday_noon), shown(landlord(), 1, monday_noon), shown(snow, 1, monday_noon)});
  }
  std::vector<std::string> found(std::string_view language, std::string_view typed) {
    std::vector<std::string> codes;
    for (const auto* each : find_articles(shelf, *town, language, typed, 10)) codes.push_back(each->article.code);
    return codes;
  }
  std::shared_ptr<const directory::Snapshot> town = small_town();
  Shelf shelf;
};

TEST_F(Finding, ForgivesMistakesInTheReadersLanguage) {
  EXPECT_THAT(found("en", "matress"), ElementsAre("MATTRESS"));
  EXPECT_THAT(found("es", "colchon"), ElementsAre("MATTRESS"));
  EXPECT_THAT(found("es", "clochón"), ElementsAre("MATTRESS"));
  EXPECT_THAT(found("en", "colchon"), IsEmpty()) << "the reader speaks another language";
  EXPECT_THAT(found("ar", "landlrod"), ElementsAre("LANDLORD")) << "the city's own language counts for all";
}

TEST_F(Finding, TakesAWholeQuestionAndScriptsWithoutBlanks) {
  EXPECT_EQ(found("en", "how do I get rid of a mattress?").at(0), "MATTRESS");
  EXPECT_THAT(found("zh", "沙发"), ElementsAre("MATTRESS"));
  EXPECT_THAT(found("en", "couch"), ElementsAre("MATTRESS")) << "a word of the service that it is about";
  EXPECT_THAT(found("en", "plows"), ElementsAre("SNOW")) << "a word of the text";
  EXPECT_THAT(found("en", "xylophone"), IsEmpty());
  EXPECT_THAT(found("en", " ?! "), IsEmpty());
}

class Packed : public testing::Test {
 protected:
  Packed() { folder.write("articles/MATTRESS.en.md", head + "We pick it up.\n\n[Ask](/report/POTHOLE)\n"); }
  std::vector<Article> read() {
    faults.clear();
    return read_articles(folder.path(), directory::snapshot_of(directory::read_pack(folder.path()).value()), faults);
  }
  std::string heard() {
    read();
    std::string text;
    for (const auto& fault : faults) text += fault.field + ": " + fault.reason + "\n";
    return text;
  }
  const std::string head =
      "+++\ntitle = \"A mattress\"\nagency = \"DSW\"\nservices = [\"POTHOLE\"]\nreviewed = 2026-03-01\nreview_by = 2027-03-01\n+++\n";
  directory::PackFolder folder;
  std::vector<Fault> faults;
};

TEST_F(Packed, ReadsAnArticleInItsLanguages) {
  folder.write("articles/MATTRESS.es.md", "+++\r\ntitle = \"Un colchón\"\r\n+++\r\nLo recogemos.\r\n");
  const auto articles = read();
  ASSERT_THAT(faults, IsEmpty()) << faults[0].field << faults[0].reason;
  ASSERT_EQ(articles.size(), 1u);
  EXPECT_EQ(articles[0].code, "MATTRESS");
  EXPECT_EQ(articles[0].texts.at("es"), (Text{"Un colchón", "Lo recogemos."}));
  EXPECT_EQ(articles[0].texts.at("en").body, "We pick it up.\n\n[Ask](/report/POTHOLE)");
  EXPECT_EQ(iso_day(articles[0].review_by), "2027-03-01");
}

TEST_F(Packed, NamesEveryFaultWithItsLine) {
  folder.write("articles/B.en.md",
               "+++\ntitle = \"B\"\nagency = \"DSV\"\nservice = [\"POTHOLE\"]\nreviewed = 2026-03-01\nreview_by = \"next year\"\n+++\nB\n");
  folder.write(
      "articles/C.en.md",
      "+++\ntitle = \"C\"\nagency = \"DSW\"\nservices = [\"POTHOLES\"]\nreviewed = 2026-03-01\nreview_by = 2026-02-01\n+++\n\n<b>C</b>\n");
  folder.write("articles/D.es.md", "+++\ntitle = \"D\"\n+++\nD\n");
  folder.write("articles/MATTRESS.fr.md", "+++\ntitle = \"F\"\n+++\nF\n");
  folder.write("articles/E.en.md", "no head\n");
  folder.write("articles/F.md", "+++\n+++\n");
  const std::string told = heard();
  for (const char* each :
       {"articles/B.en.md:4: ", "articles/B.en.md:6: \"next year\" is no day", "articles/C.en.md:4: There is no service \"POTHOLES\"",
        "articles/C.en.md:9: There is HTML", "articles/D.es.md: The article has no text in the city's own language",
        "articles/MATTRESS.fr.md: The city does not have", "articles/E.en.md:1: The file has no head",
        "articles/F.md: The name does not say"})
    EXPECT_THAT(told, HasSubstr(each));
}

TEST_F(Packed, HoldsEachLanguagesTitleToTheSameRules) {
  for (const auto& title : {std::string("  "), std::string(151, 'a'), std::string("Un colch\\nón")}) {
    folder.write("articles/MATTRESS.es.md", "+++\ntitle = \"" + title + "\"\n+++\nLo recogemos.\n");
    EXPECT_THAT(heard(), HasSubstr("articles/MATTRESS.es.md:2: The")) << title;
  }
  folder.write("articles/MATTRESS.es.md", "+++\ntitle = \"Un colchón\"\n+++\n" + std::string(50'001, 'a'));
  EXPECT_THAT(heard(), HasSubstr("articles/MATTRESS.es.md:4: The text is too long"));
  folder.write("articles/MATTRESS.es.md", "+++\ntitle = \"Un colchón\"\n+++\n\n");
  EXPECT_THAT(heard(), HasSubstr("articles/MATTRESS.es.md:4: There is no text in es"));
}

TEST(Events, StandAsTheyWereReleased) {
  const ArticleTold told{"POTHOLES", "DSW", "5f1d0a", "office", {"en", "es"}, {"POTHOLE"}, monday_noon};
  for (const char* name : {"ArticleSaved", "ArticleSent", "ArticleGivenBack", "ArticlePublished", "ArticleWithdrawn"}) {
    std::ifstream file(PORTICO_ROOT "/city/documents/events/" + std::string(name) + ".json");
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_EQ(to_json(told), trim(text.str())) << name;
    EXPECT_EQ(article_told(text.str()), told) << name;
  }
}

}  // namespace
}  // namespace portico::documents
