// Whoever keeps a copy and brings it up to date by what changed has what a full copy would be.
#include "city/cases/copies.h"

#include <gmock/gmock.h>

#include <random>

#include "city/cases/testing.h"
#include "city/directory/events.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class KeepingACopy : public TownStory {
 protected:
  KeepingACopy() : book(store(), {.folder = settings().folder}, time, chance, log), city(small_town()) {}

  struct Copy {
    std::map<std::string, std::string> rows;  // number → what stands in it
    std::int64_t position = 0;
    bool operator==(const Copy& other) const { return rows == other.rows; }
  };

  std::int64_t position() {
    book.seal_now();
    const auto head = read([](store::Reader& reader) { return ledger::newest_head(reader); });
    return head ? head->size : 0;
  }
  std::string look(const Case& subject) const {
    const auto* known = city->service(subject.service);
    const auto* agency = city->agency(subject.agency);
    return known->name.at("en") + "|" + agency->name.at("en") + "|" + std::string(name_of(subject.status)) + "|" + subject.status_notes +
           "|" + subject.description;
  }
  std::vector<std::string> apply(const Copying& copying, Copy& to) const {
    std::vector<std::string> gone;
    CopyPage page;
    do {
      page = copying.after(page.through);
      for (const CopyRow& row : page.rows) {
        to.rows.erase(row.subject.number);
        if (row.gone)
          gone.push_back(row.subject.number);
        else
          to.rows[row.subject.number] = look(row.subject);
      }
    } while (!page.end);
    return gone;
  }
  Copy full() {
    Copy made;
    made.position = position();
    apply(Copying(store(), city, std::nullopt, newest_public(store(), *city)), made);
    return made;
  }
  // Returns the numbers that were told to be gone.
  std::vector<std::string> bring_up_to_date(Copy& kept) {
    const std::int64_t since = kept.position;
    kept.position = position();
    constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();
    return apply(Copying(store(), city, Changes::between(store(), *city, since, kept.position), no_end), kept);
  }
  std::vector<std::string> numbers_since(const Copy& kept) {
    Copy changed;
    changed.position = kept.position;
    bring_up_to_date(changed);
    std::vector<std::string> numbers;
    for (const auto& [number, words] : changed.rows) numbers.push_back(number);
    return numbers;
  }

  Opened asked_for(std::string service) {
    Asked asked = pothole();
    asked.service = std::move(service);
    return opened(asked);
  }
  Outcome<Case> reclassify(const std::string& number, const std::string& service) {
    const auto wanted = cases->prepare_reclassifying(service, "It is another thing.");
    return store().run<Case>([&](store::Tx& tx) { return cases->reclassify_case(tx, number, wanted, {"operator"}); });
  }
  Outcome<Case> redact(const std::string& number) {
    return store().run<Case>([&](store::Tx& tx) { return cases->redact_case(tx, number, {"wish", false}, {"operator"}); });
  }

  // A load as the directory tells it: the ledger's event, and the city as it then is.
  void changed(const std::string& subject, std::string_view type, std::vector<std::string> fields,
               const std::function<void(directory::Snapshot&)>& how) {
    directory::Changed event;
    event.code = subject.substr(subject.find(':') + 1);
    event.change = "changed";
    event.fields = std::move(fields);
    event.load = ++loads;
    const auto told = store().run<int>([&](store::Tx& tx) {
      ledger::append(tx, {time.now(), "operator", subject, loads, std::string(type), payload_of(event)});
      return 1;
    });
    ASSERT_TRUE(told.has_value());
    edits.push_back(how);
    const auto next = std::const_pointer_cast<directory::Snapshot>(small_town());
    for (const auto& edit : edits) edit(*next);
    next->prepare();
    city = next;
  }
  void list(const std::string& service, bool listed) {
    changed("service:" + service, directory::ServiceChanged::type, {"listed"}, [=](directory::Snapshot& to) {
      for (auto& each : to.services)
        if (each.code == service) each.listed = listed;
    });
  }

  SilentLog log;
  ledger::Ledger book;
  std::shared_ptr<const directory::Snapshot> city;
  std::vector<std::function<void(directory::Snapshot&)>> edits;
  std::int64_t loads = 0;
};
ON_EACH_DATABASE(KeepingACopy);

TEST_P(KeepingACopy, BringsOnlyWhatIsNewOrOtherThanItWas) {
  const Opened first = asked_for("POTHOLE"), second = asked_for("POTHOLE");
  Copy kept = full();
  EXPECT_EQ(kept.rows.size(), 2u);
  EXPECT_THAT(numbers_since(kept), IsEmpty());

  const Opened third = asked_for("POTHOLE");
  ASSERT_TRUE(try_update(first.number, "FIXED", "Filled.").has_value());
  EXPECT_THAT(numbers_since(kept), UnorderedElementsAre(first.number, third.number));
  EXPECT_THAT(bring_up_to_date(kept), IsEmpty());
  EXPECT_EQ(kept.rows.at(first.number), "POTHOLE|Street Works|closed|Filled.|A hole. Call 212-555-0100.");
  EXPECT_EQ(kept, full());
  EXPECT_THAT(numbers_since(kept), IsEmpty());
}

TEST_P(KeepingACopy, SaysWhenTheWordsWereSaid) {
  const Opened asked = asked_for("POTHOLE");
  later(1h);
  ASSERT_TRUE(try_update(asked.number, "IN_PROGRESS", "Next week.").has_value());
  const Instant said = time.now();
  later(1h);
  ASSERT_TRUE(try_update(asked.number, "CLOSED", "").has_value());
  const CopyPage page = Copying(store(), city, std::nullopt, newest_public(store(), *city)).after(0);
  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows[0].subject.status_notes, "Next week.");
  EXPECT_EQ(page.rows[0].told, said);
}

TEST_P(KeepingACopy, NeverTellsOfRequestsThatWereNeverPublic) {
  Copy kept = full();
  const Opened hidden = asked_for("NEIGHBOUR");
  ASSERT_TRUE(try_update(hidden.number, "IN_PROGRESS", "We look.").has_value());
  changed("service:NEIGHBOUR", directory::ServiceChanged::type, {"name.en"}, [](directory::Snapshot&) {});
  EXPECT_THAT(bring_up_to_date(kept), IsEmpty());
  EXPECT_THAT(kept.rows, IsEmpty());
  EXPECT_EQ(newest_public(store(), *city), 0);
}

TEST_P(KeepingACopy, TellsWhatIsGoneOnceItIsAnotherThingThatIsNotPublic) {
  const Opened asked = asked_for("POTHOLE"), other = asked_for("POTHOLE");
  Copy kept = full();
  ASSERT_TRUE(reclassify(asked.number, "NEIGHBOUR").has_value());
  EXPECT_THAT(bring_up_to_date(kept), ElementsAre(asked.number));
  EXPECT_EQ(kept, full());
  ASSERT_TRUE(reclassify(asked.number, "GRAFFITI").has_value());
  EXPECT_THAT(bring_up_to_date(kept), IsEmpty());
  EXPECT_EQ(kept, full());
  EXPECT_TRUE(kept.rows.contains(asked.number));
  EXPECT_TRUE(kept.rows.contains(other.number));
}

TEST_P(KeepingACopy, FollowsAServiceOutOfSightAndBack) {
  const Opened asked = asked_for("POTHOLE"), hidden = asked_for("NEIGHBOUR"), moved = asked_for("POTHOLE");
  Copy kept = full();
  ASSERT_TRUE(reclassify(moved.number, "NEIGHBOUR").has_value());
  list("POTHOLE", false);
  EXPECT_THAT(bring_up_to_date(kept), UnorderedElementsAre(asked.number, moved.number)) << "and not " << hidden.number;
  EXPECT_THAT(kept.rows, IsEmpty());
  list("POTHOLE", true);
  EXPECT_THAT(bring_up_to_date(kept), IsEmpty());
  EXPECT_EQ(kept, full());
  EXPECT_EQ(kept.rows.size(), 1u);
}

TEST_P(KeepingACopy, BringsEveryRequestWhoseAgencyHasAnotherName) {
  const Opened road = asked_for("POTHOLE");
  Copy kept = full();
  changed("agency:PD", directory::AgencyChanged::type, {"name.en"}, [](directory::Snapshot& to) { to.agencies[1].name["en"] = "Green"; });
  EXPECT_THAT(numbers_since(kept), IsEmpty());
  changed("agency:DSW", directory::AgencyChanged::type, {"name.en"}, [](directory::Snapshot& to) { to.agencies[0].name["en"] = "Roads"; });
  EXPECT_THAT(numbers_since(kept), ElementsAre(road.number));
  bring_up_to_date(kept);
  EXPECT_EQ(kept, full());
}

TEST_P(KeepingACopy, TakesRedactedWordsOut) {
  const Opened asked = asked_for("POTHOLE");
  Copy kept = full();
  ASSERT_TRUE(redact(asked.number).has_value());
  EXPECT_THAT(bring_up_to_date(kept), IsEmpty());
  EXPECT_EQ(kept.rows.at(asked.number), "POTHOLE|Street Works|open||");
}

// The law: whatever happens between two copies, the older one brought up to date is the newer one.
TEST_P(KeepingACopy, AFullOneBroughtUpToDateIsAFullOne) {
  std::mt19937 dice(311);
  const auto roll = [&dice](std::size_t sides) { return static_cast<std::size_t>(dice() % sides); };
  const std::vector<std::string> services{"POTHOLE", "NEIGHBOUR", "GRAFFITI", "HORSE", "NOPROMISE"};
  const std::vector<std::string> statuses{"FIXED", "OPEN", "IN_PROGRESS", "CLOSED"};
  std::vector<std::string> numbers{asked_for("POTHOLE").number};
  Copy kept = full();
  std::size_t told_gone = 0;
  for (int round = 0; round < 25; ++round) {
    for (std::size_t step = 0; step < 1 + roll(6); ++step) {
      later(1min);
      const std::string& any = numbers[roll(numbers.size())];
      switch (roll(6)) {
        case 0:
        case 1: {
          Asked asked = pothole();
          asked.service = services[roll(2)];
          numbers.push_back(opened(asked).number);
          break;
        }
        case 2:
          (void)try_update(any, statuses[roll(statuses.size())], "Said in round " + std::to_string(round) + ".");
          break;
        case 3:
          (void)reclassify(any, services[roll(services.size())]);
          break;
        case 4:
          (void)redact(any);
          break;
        default:
          list(services[roll(services.size())], roll(3) > 0);
      }
    }
    told_gone += bring_up_to_date(kept).size();
    ASSERT_EQ(kept, full()) << "in round " << round;
  }
  EXPECT_GT(numbers.size(), 10u);
  EXPECT_GT(told_gone, 0u);
}

TEST_P(KeepingACopy, GoesOnBehindThePagesThatItHasRead) {
  std::vector<std::string> numbers;
  for (int i = 0; i < 510; ++i) numbers.push_back(asked_for(i % 2 == 0 ? "POTHOLE" : "NEIGHBOUR").number);
  const Copying copying(store(), city, std::nullopt, newest_public(store(), *city));
  const CopyPage first = copying.after(0), second = copying.after(first.through);
  EXPECT_FALSE(first.end);
  EXPECT_TRUE(second.end);
  EXPECT_EQ(first.rows.size() + second.rows.size(), 255u);
  EXPECT_THAT(copying.after(second.through).rows, IsEmpty());
}

}  // namespace
}  // namespace portico::cases
