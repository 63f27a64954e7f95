// Articles on file: written, published, loaded, counted, checked, and what the pages say of them. On both databases.
#include "city/documents/documents.h"

#include <gmock/gmock.h>

#include "city/documents/check.h"
#include "city/documents/counts.h"
#include "city/documents/migrations.h"
#include "city/documents/routes.h"
#include "city/documents/tables.h"
#include "city/documents/testing.h"
#include "city/documents/write.h"
#include "platform/crypto/crypto.h"
#include "platform/http/testing_table.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::documents {
namespace {

using http::Method;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// What the store is opened with, before what reads from it is made.
class OnFile : public store::DatabaseTest {
 protected:
  OnFile() : town(small_town()), directory(town), time(monday_noon) {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), documents::migrations()})
      all.insert(all.end(), part.begin(), part.end());
    open(all);
    documents = std::make_unique<Documents>(store());
    counter = std::make_unique<Counter>(store(), log);
    table.emplace(routes({store(), *documents, *counter, directory, time}));
  }

  Acting acting(std::string actor, std::int64_t seen) { return {std::move(actor), time.now(), monday, seen}; }
  template <class F>
  auto read(F work) {
    std::optional<std::invoke_result_t<F, store::Reader&>> answer;
    store().read([&](store::Reader& reader) { answer.emplace(work(reader)); });
    return *std::move(answer);
  }
  template <class F>
  Outcome<Version> done(F command) {
    auto outcome = store().run<Version>(command);
    documents->refresh();
    return outcome;
  }
  // Written by person 1, published by person 2.
  void publish(const Article& article) {
    const auto seen = read([&](store::Reader& reader) {
      const auto row = tables::article(reader, article.code);
      return row ? row->version : 0;
    });
    ASSERT_TRUE(done([&](store::Tx& tx) { return save_article(tx, *town, article, acting("person:1", seen)); }));
    ASSERT_TRUE(done([&](store::Tx& tx) { return send_article(tx, *town, article.code, acting("person:1", seen + 1)); }));
    ASSERT_TRUE(done([&](store::Tx& tx) { return publish_article(tx, *town, article.code, acting("person:2", seen + 2)); }));
  }
  std::int64_t load(const std::vector<Article>& pack) {
    const auto made = store().run<std::int64_t>([&](store::Tx& tx) { return load_articles(tx, pack, time.now(), "operator"); });
    documents->refresh();
    return made.value();
  }
  std::vector<std::string> shown_now() {
    std::vector<std::string> codes;
    for (const auto& each : documents->now()->all()) codes.push_back(each.article.code);
    return codes;
  }
  std::vector<std::string> checked() {
    ledger::Ledger book(store(), {.folder = settings().folder}, time, chance, log);
    book.seal_now();
    return check_articles(store(), *town).findings;
  }
  Figures read_so_far() {
    counter->flush();
    return read([](store::Reader& reader) { return figures(reader, monday, monday); });
  }

  http::Response ask(Method method, std::string_view target, std::string body = {}, http::Pairs headers = {}) {
    http::Request request;
    request.headers = std::move(headers);
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = std::move(body);
    request.principal = staff;
    auto answer = table->answer(method, target, std::move(request));
    EXPECT_THAT(answer.body, AllOf(Not(HasSubstr("style=")), Not(HasSubstr("<script")), Not(HasSubstr("onclick"))));
    return answer;
  }
  http::Response get(std::string_view target) { return ask(Method::get, target); }

  std::shared_ptr<const directory::Snapshot> town;
  directory::Directory directory;
  StillTime time;
  SilentLog log;
  crypto::SystemChance chance;
  http::Principal staff;
  std::unique_ptr<Documents> documents;
  std::unique_ptr<Counter> counter;
  std::optional<http::testing::Table> table;
};
ON_EACH_DATABASE(OnFile);

TEST_P(OnFile, NothingIsPublicBeforeSomebodyElsePublishesIt) {
  ASSERT_TRUE(done([&](store::Tx& tx) { return save_article(tx, *town, mattress(), acting("person:1", 0)); }));
  ASSERT_TRUE(done([&](store::Tx& tx) { return send_article(tx, *town, "MATTRESS", acting("person:1", 1)); }));
  EXPECT_THAT(shown_now(), IsEmpty());
  EXPECT_EQ(get("/answers/MATTRESS").status, 404) << "no guess finds a draft";
  const auto own = done([&](store::Tx& tx) { return publish_article(tx, *town, "MATTRESS", acting("person:1", 2)); });
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().kind, Refused::conflict);
  ASSERT_TRUE(done([&](store::Tx& tx) { return publish_article(tx, *town, "MATTRESS", acting("person:2", 2)); }));
  EXPECT_THAT(shown_now(), ElementsAre("MATTRESS"));
  Article other = mattress();
  other.texts["en"].body = "A draft of what is to come.";
  ASSERT_TRUE(done([&](store::Tx& tx) { return save_article(tx, *town, other, acting("person:1", 3)); }));
  EXPECT_THAT(get("/answers/MATTRESS").body, AllOf(HasSubstr("from the <em>curb</em>"), Not(HasSubstr("to come"))));
  ASSERT_TRUE(done([&](store::Tx& tx) { return withdraw_article(tx, "MATTRESS", acting("person:2", 4)); }));
  EXPECT_EQ(get("/answers/MATTRESS").status, 404);
  const auto row = read([](store::Reader& reader) { return tables::article(reader, "MATTRESS").value(); });
  const auto kept = read([&](store::Reader& reader) { return tables::version(reader, row, 3).value(); });
  EXPECT_EQ(kept.state, State::published);
  EXPECT_EQ(kept.article, mattress()) << "what was published stands as it was";
  EXPECT_THAT(checked(), IsEmpty());
}

TEST_P(OnFile, WhatSomebodyElseChangedMeanwhileIsNotOverwritten) {
  ASSERT_TRUE(done([&](store::Tx& tx) { return save_article(tx, *town, mattress(), acting("person:1", 0)); }));
  const auto twice = done([&](store::Tx& tx) { return save_article(tx, *town, mattress(), acting("person:2", 0)); });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().faults[0].field, "code");
  ASSERT_TRUE(done([&](store::Tx& tx) { return save_article(tx, *town, mattress(), acting("person:2", 1)); }));
  const auto late = done([&](store::Tx& tx) { return save_article(tx, *town, mattress(), acting("person:1", 1)); });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, Refused::conflict);
  EXPECT_EQ(done([&](store::Tx& tx) { return give_back_article(tx, "NOWHERE", acting("person:1", 3)); }).error().kind, Refused::not_found);
  EXPECT_EQ(read([](store::Reader& reader) { return tables::articles(reader).size(); }), 1u) << "a refusal leaves nothing";
}

TEST_P(OnFile, APackIsLoadedAsAPlanAndLeavesWhatStaffWroteUntilItSaysSomethingNew) {
  EXPECT_EQ(load({mattress(), landlord()}), 2);
  EXPECT_EQ(load({mattress(), landlord()}), 0) << "nothing is new";
  EXPECT_THAT(to_text(read([&](store::Reader& reader) { return plan_articles(reader, {mattress(), landlord()}); })),
              HasSubstr("0 published, 0 withdrawn, 2 as they were"));
  Article ours = mattress();
  ours.texts["en"].body = "The office knows better.";
  publish(ours);
  EXPECT_EQ(load({mattress(), landlord()}), 0);
  EXPECT_THAT(get("/answers/MATTRESS").body, HasSubstr("The office knows better."));
  EXPECT_EQ(load({landlord()}), 0) << "what staff wrote is not the pack's to take away";
  Article newer = mattress();
  newer.texts["en"].body = "The pack has news.";
  EXPECT_EQ(load({newer}), 2) << "the news, and the landlord is gone";
  EXPECT_THAT(shown_now(), ElementsAre("MATTRESS"));
  EXPECT_THAT(get("/answers/MATTRESS").body, HasSubstr("The pack has news."));
  EXPECT_EQ(load({newer, landlord()}), 1) << "and it is back";
  EXPECT_THAT(checked(), IsEmpty());
}

TEST_P(OnFile, TheCheckFindsWordsThatWereChangedBehindItsBack) {
  load({mattress()});
  static const store::Statement change("documents_test.change", "UPDATE documents_text SET body = 'Nobody said so.' WHERE language = 'es'");
  store().run<int>([](store::Tx& tx) -> Outcome<int> {
    tx.execute(change, {});
    return 0;
  });
  EXPECT_THAT(checked(), ElementsAre(HasSubstr("article MATTRESS, version 1: its words are others than the ledger tells")));
}

TEST_P(OnFile, AReadIsCountedWithoutAWriteAndAMachineIsNot) {
  load({mattress()});
  for (int turn = 0; turn < 12; ++turn) EXPECT_EQ(get("/answers/MATTRESS").status, 200);
  EXPECT_EQ(get("/es/answers/MATTRESS").status, 200);
  EXPECT_THAT(read([](store::Reader& reader) { return tables::counted(reader, 0, 1'000'000); }), IsEmpty()) << "nothing is written yet";
  ask(Method::head, "/answers/MATTRESS");
  ask(Method::get, "/answers/MATTRESS", {}, {{"user-agent", "Mozilla/5.0 (compatible; ExampleBot/1.0)"}});
  ask(Method::get, "/answers/MATTRESS", {}, {{"sec-purpose", "prefetch"}});
  get("/answers/MATTRESS?said=thanks");
  get("/answers/NOWHERE");
  const Figures figures = read_so_far();
  EXPECT_EQ(figures.all.reads, 13);
  EXPECT_EQ(figures.languages.at("es").reads, 1);
  EXPECT_THAT(get("/answers").body, HasSubstr("Most read in the last 30 days"));
}

TEST_P(OnFile, WhetherItHelpedAndWhatTheDeskToldIsCountedAndPublishedOfTenAndMore) {
  load({mattress()});
  for (int turn = 0; turn < 10; ++turn) {
    const auto said = ask(Method::post, "/es/answers/MATTRESS/helped", turn < 7 ? "helped=yes" : "helped=no");
    EXPECT_EQ(said.status, 303);
  }
  EXPECT_EQ(ask(Method::post, "/answers/MATTRESS/helped", "helped=perhaps").status, 400);
  EXPECT_EQ(ask(Method::post, "/desk/answers/MATTRESS/told", "language=ar").status, 303);
  EXPECT_EQ(ask(Method::post, "/desk/answers/MATTRESS/told", "language=tlh").status, 400);
  const Figures figures = read_so_far();
  EXPECT_EQ(figures.all, (Counts{.reads = 1, .helped = 7, .unhelped = 3}));
  EXPECT_EQ(figures.channels.at(Channel::desk).reads, 1);
  const std::string data = get("/answers.json").body;
  EXPECT_THAT(data, AllOf(HasSubstr(R"("all":{"reads":null,"helped_share":70})"), HasSubstr(R"("ar":{"reads":null,"helped_share":null})")))
      << "one read is somebody's own";
  EXPECT_EQ(share(3, 9), -1);
}

TEST_P(OnFile, ThePagesSpeakTheReadersLanguageAndSayWhoAnswers) {
  load({mattress(), landlord()});
  EXPECT_THAT(get("/es/answers/MATTRESS").body,
              AllOf(HasSubstr("<h1>Tirar un colchón</h1>"), HasSubstr("Limpieza"), HasSubstr("2 de marzo de 2026"),
                    HasSubstr("href=\"/es/report/BULKY\""), HasSubstr("¿Le sirvió?"), Not(HasSubstr("todavía no está en su idioma"))));
  EXPECT_THAT(get("/ar/answers/LANDLORD").body,
              AllOf(HasSubstr("<h1 lang=\"en\" dir=\"ltr\">What your landlord"), HasSubstr("ليست متوفرة بلغتك")));
  EXPECT_THAT(get("/answers").body,
              AllOf(HasSubstr("Trash"), HasSubstr("Homes and heat"), HasSubstr("/answers/LANDLORD"), Not(HasSubstr("Most read"))));
  EXPECT_THAT(get("/es/answers?q=clochon").body, HasSubstr("Respuestas para “clochon”: 1"));
  EXPECT_THAT(get("/answers?q=%3Cu%3E").body, Not(HasSubstr("<u>")));
  time.set(Instant(mattress().review_by + std::chrono::days(2)));
  EXPECT_THAT(get("/answers/MATTRESS").body, HasSubstr("due to check this answer"));
  EXPECT_THAT(answers_beside(*documents, *town, "es", "colchon"), HasSubstr("href=\"/es/answers/MATTRESS\""));
  EXPECT_EQ(answers_beside(*documents, *town, "es", "xylophone"), "");
  const auto faqs = answers(*documents, *town, "es");
  ASSERT_EQ(faqs.size(), 2u);
  EXPECT_EQ(faqs[1].title, "Tirar un colchón");
  EXPECT_EQ(faqs[1].category, "Basura");
}

TEST_P(OnFile, StaffWriteForTheirOwnAgencyAndSomebodyElsePublishes) {
  staff = {.name = "ana", .permissions = {"write_document:DCR", "publish_document:DCR"}, .actor = "person:1", .csrf = "c"};
  EXPECT_EQ(ask(Method::post, "/documents", "code=SOFA&agency=DHB&title=A+sofa").status, 403);
  EXPECT_THAT(ask(Method::post, "/documents", "code=A+SOFA&agency=DCR&title=").body,
              AllOf(HasSubstr("id=\"code-wrong\""), HasSubstr("id=\"title-wrong\""), HasSubstr("value=\"A SOFA\"")));
  ASSERT_EQ(ask(Method::post, "/documents", "code=SOFA&agency=DCR&title=A+sofa").status, 303);
  EXPECT_EQ(ask(Method::post, "/documents/SOFA/send", "seen=1").status, 400) << "it has no words yet";
  const std::string fields = "&language=en&title=A+sofa&body=**Out**+with+it.&agency=DCR&services=BULKY&review_by=2027-03-01";
  EXPECT_THAT(ask(Method::post, "/documents/SOFA", "seen=1&do=preview" + fields).body, HasSubstr("<strong>Out</strong> with it."));
  EXPECT_THAT(ask(Method::post, "/documents/SOFA", "seen=1&do=save&language=en&title=A+sofa&body=x&agency=DCR&review_by=soon").body,
              HasSubstr("id=\"review_by-wrong\""));
  ASSERT_EQ(ask(Method::post, "/documents/SOFA", "seen=1&do=save" + fields).status, 303);
  ASSERT_EQ(ask(Method::post, "/documents/SOFA/send", "seen=2").status, 303);
  EXPECT_THAT(get("/documents/SOFA").body, AllOf(HasSubstr("Somebody else must publish it"), Not(HasSubstr("/publish\""))));
  EXPECT_EQ(ask(Method::post, "/documents/SOFA/publish", "seen=3").status, 409);
  EXPECT_EQ(get("/answers/SOFA").status, 404);
  staff.actor = "person:2";
  EXPECT_EQ(ask(Method::post, "/documents/SOFA/publish", "seen=3").status, 303);
  EXPECT_THAT(get("/answers/SOFA").body, HasSubstr("<strong>Out</strong> with it."));
  EXPECT_THAT(get("/documents?state=published").body, HasSubstr("/documents/SOFA"));
  EXPECT_THAT(get("/documents?state=draft").body, Not(HasSubstr("/documents/SOFA")));
  staff = {.name = "ben", .permissions = {"write_document:DHB", "publish_document:DHB"}, .actor = "person:3"};
  EXPECT_EQ(get("/documents/SOFA").status, 404) << "another agency's is not there";
  EXPECT_EQ(ask(Method::post, "/documents/SOFA/withdraw", "seen=4").status, 404);
  EXPECT_THAT(get("/documents").body, Not(HasSubstr("/documents/SOFA")));
  EXPECT_THAT(checked(), IsEmpty());
}

TEST_P(OnFile, CountsThatWaitAreWrittenWhenItStops) {
  load({mattress()});
  counter->start();
  get("/answers/MATTRESS");
  counter->stop();
  EXPECT_EQ(read([](store::Reader& reader) { return figures(reader, monday, monday).all.reads; }), 1);
}

}  // namespace
}  // namespace portico::documents
