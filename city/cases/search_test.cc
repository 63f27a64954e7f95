// Cases found by words, number, address and person: the same on both databases, and for the public nothing that is not public.
#include "city/cases/search.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "city/cases/tables_search.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Search : public TownStory {
 protected:
  Opened asked(std::string description, std::string address, std::string service = "POTHOLE", std::string name = {}) {
    Asked sent = pothole();
    sent.service = std::move(service);
    sent.description = std::move(description);
    sent.place.address = std::move(address);
    sent.reporter.last_name = std::move(name);
    if (sent.service == "GRAFFITI") sent.answers = {{"HOWMANY", {"one"}}};
    return opened(sent);
  }
  std::vector<std::int64_t> hits(std::string words, bool everything = false) {
    Filter filter;
    filter.words = std::move(words);
    filter.listed_only = !everything;
    std::vector<std::int64_t> ids;
    for (const Case& each : listed(filter).cases) ids.push_back(each.id);
    return ids;
  }
};
ON_EACH_DATABASE(Search);

TEST_P(Search, HasTheSameHitsOnAFixedCorpus) {
  asked("A deep hole, two feet wide.", "118 Quay Street");                                     // 1
  asked("Bache profundo en la Calle Núñez", "7 Mill Road");                                    // 2
  asked("حُفْرَة كبيرة في الطريق", "9 Quay Lane");                                                // 3
  asked("道路上有坑洞", "12 Mill Road");                                                       // 4
  asked("রাস্তায় বড় গর্ত", "3 Harbor Avenue");                                                   // 5
  asked("Deep water after the rain; call 212-555-0100", "5 Quay Street", "POTHOLE", "Lopez");  // 6
  index_words();
  EXPECT_THAT(hits("deep"), ElementsAre(6, 1));
  EXPECT_THAT(hits("DEEP quay"), ElementsAre(6, 1));
  EXPECT_THAT(hits("quay street"), ElementsAre(6, 1));
  EXPECT_THAT(hits("quay str"), ElementsAre(6, 1)) << "the last word may be a beginning";
  EXPECT_THAT(hits("qua street"), IsEmpty()) << "the others are whole";
  EXPECT_THAT(hits("nunez"), ElementsAre(2));
  EXPECT_THAT(hits("حفرة"), ElementsAre(3));
  EXPECT_THAT(hits("坑洞"), ElementsAre(4));
  EXPECT_THAT(hits("গর্ত"), ElementsAre(5));
  EXPECT_THAT(hits("pothole mill"), ElementsAre(4, 2)) << "the service's name";
  EXPECT_THAT(hits("\" OR ' -- :* ("), IsEmpty()) << "no sign is more than a sign";
  EXPECT_THAT(hits("deep AND"), IsEmpty());
}

TEST_P(Search, ShowsThePublicNothingThatItMayNotRead) {
  const Opened pot = asked("Call 212-555-0100, my neighbour Wolfram saw it", "1 Mill Road", "POTHOLE", "Lopez");
  const Opened waits = asked("Zebra stripes", "2 Mill Road", "GRAFFITI");
  index_words();
  EXPECT_THAT(hits("wolfram"), ElementsAre(pot.id));
  EXPECT_THAT(hits("0100"), IsEmpty()) << "masked";
  EXPECT_THAT(hits("0100", true), ElementsAre(pot.id));
  EXPECT_THAT(hits("lopez"), IsEmpty());
  EXPECT_THAT(hits("lopez", true), ElementsAre(pot.id));
  EXPECT_THAT(hits("zebra"), IsEmpty()) << "nobody has read it yet";
  EXPECT_THAT(hits("zebra", true), ElementsAre(waits.id));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->release_words(tx, waits.number, {"person:1"}); }));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->hide_words(tx, pot.number, {"person:1"}); }));
  index_words();
  EXPECT_THAT(hits("zebra"), ElementsAre(waits.id));
  EXPECT_THAT(hits("wolfram"), IsEmpty());
}

TEST_P(Search, TakesWordsOfWhatIsOpenAndOfWhatIsNotTogether) {
  const Opened pot = asked("Call 212-555-0100, Wolfram saw it", "1 Mill Road", "POTHOLE", "Lopez");
  asked("Wolfram", "2 Mill Road");
  index_words();
  EXPECT_THAT(hits("wolfram lopez", true), ElementsAre(pot.id));
  EXPECT_THAT(hits("lopez 0100 mill", true), ElementsAre(pot.id));
  EXPECT_THAT(hits("lopez pothole", true), ElementsAre(pot.id));
  EXPECT_THAT(hits("lopez wolf", true), ElementsAre(pot.id)) << "the last word may be a beginning";
  EXPECT_THAT(hits("wolfram lop", true), ElementsAre(pot.id));
  EXPECT_THAT(hits("wolfram lop"), IsEmpty());
}

TEST_P(Search, FindsByTheNameThatItsServiceHasNowInAnyLanguage) {
  const Opened pot = asked("A hole.", "1 Mill Road"), tree = asked("A stump.", "2 Mill Road", "GRAFFITI");
  index_words();
  directory::Snapshot renamed;
  renamed.services = {service("POTHOLE", "DSW"), service("GRAFFITI", "DSW"), service("HORSE", "PD")};
  renamed.services[0].name = {{"en", "Road damage"}, {"es", "Bache en la calle"}};
  renamed.services[1].name = {{"en", "Tree"}, {"es", "Árbol en la calle"}, {"ar", "شجرة"}};
  renamed.prepare();
  const auto found = [&](std::string_view words) {
    return read([&](store::Reader& reader) { return search(reader, renamed, words, false, 1'000, 10).ids; });
  };
  EXPECT_THAT(found("damage"), ElementsAre(pot.id));
  EXPECT_THAT(found("calle"), ElementsAre(tree.id, pot.id));
  EXPECT_THAT(found("calle mill hole"), ElementsAre(pot.id));
  EXPECT_THAT(found("mill arb"), ElementsAre(tree.id)) << "the last word may be a beginning";
  EXPECT_THAT(found("arb mill"), IsEmpty()) << "the others are whole";
  EXPECT_THAT(found("شجرة"), ElementsAre(tree.id));
  EXPECT_THAT(found("pothole"), IsEmpty()) << "as it was called before";
  EXPECT_THAT(found("horse"), IsEmpty());
}

// Two words of which every case holds one, and two cases both; one of these is a milestone.
TEST_P(Search, LooksNotWithoutEndForWordsThatHardlyEverStandTogether) {
  const std::string day = hex("day"), night = hex("night");
  ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    for (int id = 100; id <= 60'000; id += 100) {
      tables::CaseWords words{.open = {id % 200 == 0 ? day : night}, .rest = {}, .service = {}};
      if (id == 5'000 || id == 30'000) words.open = {day, night};
      tables::index_words(tx, id, words);
    }
    return true;
  }));
  const auto found = [&](std::int64_t before, const tables::Effort& effort) {
    const std::vector<tables::Wanted> wanted{{day, {}}, {night, {}}};
    return read([&](store::Reader& reader) { return tables::found_by(reader, wanted, false, before, 1, effort); });
  };
  EXPECT_THAT(found(60'001, {}).ids, ElementsAre(30'000));
  EXPECT_THAT(found(30'000, {}).ids, ElementsAre(5'000));
  EXPECT_FALSE(found(5'000, {}).looked_to);
  if (store().dialect() != store::Dialect::sqlite) return;  // PostgreSQL looks at all
  const tables::Effort least{.milestones = 1, .most = Millis{0}};
  EXPECT_THAT(found(60'001, least).ids, IsEmpty()) << "milestones stand for the words, and are no hits";
  EXPECT_EQ(found(60'001, least).looked_to, 50'000);
  EXPECT_THAT(found(50'000, least).ids, ElementsAre(30'000)) << "a milestone that holds both is one";
  EXPECT_FALSE(found(50'000, least).looked_to);
  EXPECT_EQ(found(30'000, least).looked_to, 10'000);
  EXPECT_THAT(found(10'000, least).ids, ElementsAre(5'000));
  EXPECT_FALSE(found(5'000, least).looked_to) << "there is no more";
}

TEST_P(Search, FindsByNumberAndFollowsWhatIsSaid) {
  const Opened pot = asked("A hole.", "1 Mill Road");
  index_words();
  EXPECT_THAT(hits(pot.number), ElementsAre(pot.id));
  EXPECT_THAT(hits("asphalt"), IsEmpty());
  ASSERT_TRUE(try_update(pot.number, "IN_PROGRESS", "We bring asphalt."));
  index_words();
  EXPECT_THAT(hits("asphalt"), ElementsAre(pot.id));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->redact_case(tx, pot.number, {"wish", false}, {"person:1"}); }));
  EXPECT_THAT(hits("asphalt", true), IsEmpty()) << "at once";
}

TEST_P(Search, ABeginningMeetsEveryWordThatBeginsSo) {
  const auto word_of = [](int turn) {
    return std::string("sinkhole") + static_cast<char>('a' + turn / 26) + static_cast<char>('a' + turn % 26);
  };
  for (int turn = 0; turn < 300; ++turn) asked("A " + word_of(turn) + " at house" + std::to_string(turn) + ".", "1 Mill Road");
  index_words();
  EXPECT_THAT(hits("sinkholeb"),
              ElementsAre(52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27))
      << "some";
  EXPECT_THAT(hits("mill sinkholeaa"), ElementsAre(1)) << "one, whole";
  EXPECT_EQ(hits("mill sinkhole").size(), 50u) << "more than are named one by one";
  EXPECT_THAT(hits("mill house29"), ElementsAre(300, 299, 298, 297, 296, 295, 294, 293, 292, 291, 30)) << "with a digit";
  EXPECT_THAT(hits("mill sinkholez"), IsEmpty());
}

TEST_P(Search, ForgetsAWordThatNoCaseHoldsAnyMore) {
  const Opened pot = asked("Zanzibar and Wolfram", "1 Mill Road");
  asked("Wolfram", "1 Mill Road");
  index_words();
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->redact_case(tx, pot.number, {"wish", false}, {"person:1"}); }));
  index_words();
  ASSERT_TRUE(store().run<bool>([](store::Tx& tx) -> Outcome<bool> {
    tables::rid_index(tx);
    return true;
  }));
  const auto kept = read([&](store::Reader& reader) { return tables::words_on_file(reader); });
  if (store().dialect() == store::Dialect::sqlite) {
    EXPECT_THAT(kept, testing::Contains(hex("wolfram")));
  }
  EXPECT_THAT(kept, testing::Not(testing::Contains(hex("zanzibar"))));
}

TEST_P(Search, PagesThroughManyHits) {
  for (int turn = 0; turn < 25; ++turn) asked(turn % 5 == 0 ? "A red hole." : "A hole.", "1 Mill Road");
  index_words();
  Filter filter;
  filter.words = "red hole";
  filter.limit = 2;
  std::vector<std::int64_t> ids;
  do {
    const Page page = listed(filter);
    for (const Case& each : page.cases) ids.push_back(each.id);
    filter.cursor = page.next_cursor;
  } while (!filter.cursor.empty());
  EXPECT_THAT(ids, ElementsAre(21, 16, 11, 6, 1));
}

}  // namespace
}  // namespace portico::cases
