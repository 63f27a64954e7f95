// From a proposal to a promise, on each database: two offices, their deadlines, what they say, what is published, what a load leaves alone.
#include "city/standards/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "city/standards/check.h"
#include "city/standards/events.h"
#include "city/standards/record.h"
#include "city/standards/record_evidence.h"
#include "city/standards/testing_review.h"

namespace portico::standards {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using State = Proposal::State;

std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }
std::string reason_of(const Refusal& refusal) { return refusal.faults.front().reason; }

TEST_P(ReviewStory, AProposalWaitsForEachOfficeByItsOwnDeadline) {
  const auto proposal = proposed(pothole_in("3"));
  EXPECT_EQ(proposal.agency, "DSW");
  EXPECT_EQ(proposal.state, State::under_review);
  ASSERT_EQ(proposal.reviews.size(), 2u);
  EXPECT_EQ(proposal.reviews[0].office, "operations");
  EXPECT_EQ(iso8601(proposal.reviews[0].due), "2026-12-03T15:00:00Z") << "240 elapsed hours";
  EXPECT_EQ(iso8601(proposal.reviews[1].due), "2026-12-07T22:00:00Z") << "ten office days";
  const auto read = found(proposal.id);
  ASSERT_TRUE(read);
  EXPECT_EQ(record_of(read->sla), record_of(proposal.sla));
  EXPECT_EQ(read->reason, "New crews began in the summer.");
  EXPECT_EQ(read->reviews[1].due, proposal.reviews[1].due);
  EXPECT_EQ(read->evidence, proposal.evidence);
  EXPECT_FALSE(overdue(*read, read->reviews[0], now));
  EXPECT_TRUE(overdue(*read, read->reviews[0], now + std::chrono::hours(241)));
  EXPECT_EQ(Standards(store()).now()->in_force("POTHOLE", on("2026-12-01"))->proposal, 0) << "nothing is promised yet";
}

TEST_P(ReviewStory, WhatBothOfficesApproveIsPublishedFromItsDay) {
  const auto id = proposed(pothole_in("3")).id;
  const auto first = approve(id, "technology", "The crews' records bear it out.");
  ASSERT_TRUE(first) << reason_of(first.error());
  EXPECT_EQ(first->state, State::under_review);
  now += std::chrono::hours(24);
  const auto second = approve(id, "operations");
  ASSERT_TRUE(second) << reason_of(second.error());
  EXPECT_EQ(second->state, State::approved);
  const auto standards = Standards(store()).now();
  EXPECT_EQ(to_text(standards->in_force("POTHOLE", on("2026-11-30"))->clocks[1].target), "5d");
  const auto* sla = standards->in_force("POTHOLE", on("2026-12-01"));
  EXPECT_EQ(to_text(sla->clocks[1].target), "3d");
  EXPECT_EQ(sla->words.at("es"), "En 3 días.");
  EXPECT_EQ(sla->id, second->published);
  EXPECT_EQ(sla->proposal, id);
  EXPECT_EQ(sla->published, now);
  ASSERT_EQ(sla->reviewed.size(), 2u);
  EXPECT_EQ(sla->reviewed[0].office, "operations");
  EXPECT_EQ(sla->reviewed[0].approved, now);
  EXPECT_EQ(sla->reviewed[1].approved, now - std::chrono::hours(24));
  EXPECT_THAT(types("proposal:" + std::to_string(id)), ElementsAre("SlaProposed/1", "SlaApproved/1", "SlaApproved/1"));
  const auto published = events("sla:POTHOLE@2026-12-01");
  ASSERT_EQ(published.size(), 1u);
  EXPECT_EQ(from_json<SlaPublished>(published[0].payload).proposal, id);
  EXPECT_EQ(published[0].actor, "key:operations");
}

TEST_P(ReviewStory, TheLedgerHoldsWhatWasProposedAndTheEvidenceBesideIt) {
  const auto proposal = proposed(pothole_in("3"));
  const auto told = events("proposal:" + std::to_string(proposal.id));
  ASSERT_EQ(told.size(), 1u);
  const auto event = from_json<SlaProposed>(told[0].payload);
  EXPECT_EQ(event.hash, portico::hex(crypto::view(crypto::sha256(record_of(proposal.sla)))));
  EXPECT_EQ(event.evidence_hash, portico::hex(crypto::view(crypto::sha256(found(proposal.id)->evidence))));
  EXPECT_THAT(event.offices, ElementsAre("operations", "technology"));
  EXPECT_EQ(told[0].actor, "key:street works");
  EXPECT_THAT(told[0].payload, Not(HasSubstr("crews"))) << "reasons stand in the store, their hash in the ledger";
}

TEST_P(ReviewStory, ACheckFindsEvidenceThatWasAlteredAfterwards) {
  static const store::Statement alter("test.alter_evidence", "UPDATE standards_proposal SET evidence = $1 WHERE id = $2");
  static const store::Statement orphan("test.orphan_review", "UPDATE standards_review SET proposal = 99 WHERE proposal = $1");
  const auto id = proposed(pothole_in("3")).id;
  ASSERT_TRUE(approve(id, "technology"));
  ASSERT_TRUE(approve(id, "operations"));
  auto other = pothole_in("3");
  other.service = "TREE";
  const auto kinder = proposed(other).id;
  const auto findings = [&] {
    events("directory");  // seals
    return check_reviews(store()).findings;
  };
  EXPECT_THAT(findings(), IsEmpty());
  EXPECT_EQ(check_reviews(store()).proposals, 2);
  auto evidence = evidence_of(found(kinder)->evidence);
  evidence.cases = 1'000;
  ASSERT_TRUE(store().run<std::int64_t>(
      [&](store::Tx& tx) -> Outcome<std::int64_t> { return tx.execute(alter, {record_of(evidence), kinder}) + tx.execute(orphan, {id}); }));
  EXPECT_THAT(findings(), ElementsAre("2 reviews are of no proposal", "proposal 2: its evidence is another than the ledger tells"));
}

TEST_P(ReviewStory, OneReturnEndsItAndTheAgencyMayProposeAnewReferringToIt) {
  const auto id = proposed(pothole_in("3")).id;
  EXPECT_EQ(reason_of(send_back(id, "technology", "  ").error()), "a return says why");
  const auto returned = send_back(id, "technology", "A third of the cases took longer than a week.");
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->state, State::returned);
  EXPECT_EQ(returned->ended, now);
  EXPECT_EQ(found(id)->review("technology")->reason, "A third of the cases took longer than a week.");
  const auto late = approve(id, "operations");
  ASSERT_FALSE(late);
  EXPECT_EQ(reason_of(late.error()), "proposal 1 was returned on 2026-11-23T15:00:00Z");
  auto again = pothole_in("4");
  again.again = id;
  EXPECT_EQ(proposed(again).again, id);
  EXPECT_THAT(types("proposal:" + std::to_string(id)), ElementsAre("SlaProposed/1", "SlaReturned/1"));
}

TEST_P(ReviewStory, AProposalFollowsOnlyWhatWasReturnedOrWithdrawnForItsService) {
  auto again = pothole_in("4");
  again.again = 7;
  EXPECT_EQ(reason_of(propose(again).error()), "there is no proposal 7");
  const auto id = proposed(pothole_in("3")).id;
  EXPECT_EQ(reason_of(propose(pothole_in("4")).error()), "proposal 1 for 'POTHOLE' is under review");
  again.again = id;
  again.service = "TREE";
  EXPECT_EQ(reason_of(propose(again).error()), "proposal 1 is for 'POTHOLE'");
  ASSERT_TRUE(approve(id, "technology"));
  ASSERT_TRUE(approve(id, "operations"));
  again.service = "POTHOLE";
  EXPECT_EQ(reason_of(propose(again).error()), "proposal 1 is approved");
}

TEST_P(ReviewStory, AnOfficeDecidesOnceAndOnlyWhereItReviews) {
  const auto id = proposed(pothole_in("3")).id;
  ASSERT_TRUE(approve(id, "technology"));
  EXPECT_EQ(reason_of(approve(id, "technology").error()), "technology has approved proposal 1 already");
  EXPECT_EQ(reason_of(send_back(id, "technology", "No.").error()), "technology has approved proposal 1 already");
  const auto stranger = approve(id, "law");
  ASSERT_FALSE(stranger);
  EXPECT_EQ(reason_of(stranger.error()), "'law' does not review proposal 1");
  EXPECT_EQ(stranger.error().faults.front().accepted, "operations, technology");
  EXPECT_EQ(approve(9, "technology").error().kind, Refused::not_found);
}

TEST_P(ReviewStory, TheAgencyMayTakeItBack) {
  const auto id = proposed(pothole_in("3")).id;
  const auto withdraw = [&](std::string_view agency) {
    return run<Proposal>([&](store::Tx& tx, const CityNow&) { return withdraw_sla(tx, id, agency, "The crews left.", now, "key:dsw"); });
  };
  EXPECT_EQ(withdraw("DPT").error().kind, Refused::forbidden);
  ASSERT_TRUE(withdraw("DSW"));
  EXPECT_EQ(found(id)->state, State::withdrawn);
  EXPECT_EQ(found(id)->ended_reason, "The crews left.");
  EXPECT_EQ(withdraw("DSW").error().kind, Refused::conflict);
  EXPECT_THAT(types("proposal:" + std::to_string(id)), ElementsAre("SlaProposed/1", "SlaWithdrawn/1"));
}

TEST_P(ReviewStory, APromiseWhoseDayHasPassedMeanwhileBeginsOnTheDayOfTheLastApproval) {
  const auto id = proposed(pothole_in("3")).id;
  ASSERT_TRUE(approve(id, "technology"));
  now = *parse_instant("2026-12-04T03:00:00Z", "");  // still the 3rd in New York
  ASSERT_TRUE(approve(id, "operations"));
  const auto standards = Standards(store()).now();
  EXPECT_EQ(to_text(standards->in_force("POTHOLE", on("2026-12-02"))->clocks[1].target), "5d");
  EXPECT_EQ(standards->in_force("POTHOLE", on("2026-12-03"))->proposal, id);
  EXPECT_EQ(found(id)->sla.effective, on("2026-12-01")) << "what was proposed stays as it was";
  EXPECT_TRUE(overdue(*found(id), *found(id)->review("operations"), now));
}

TEST_P(ReviewStory, NothingIsPublishedForAServiceThatHasGoneMeanwhile) {
  const auto id = proposed(pothole_in("3")).id;
  ASSERT_TRUE(approve(id, "technology"));
  pack.change("services.toml", "code = \"POTHOLE\"", "code = \"HOLE\"");
  pack.change("slas.toml", "POTHOLE", "HOLE");
  pack.write("texts/es.toml", "");
  load();
  const auto refused = approve(id, "operations");
  ASSERT_FALSE(refused);
  EXPECT_EQ(reason_of(refused.error()), "the service 'POTHOLE' is no longer there");
  EXPECT_EQ(found(id)->review("operations")->decision, OfficeReview::Decision::none) << "nothing of a refused approval is kept";
  EXPECT_THAT(types("proposal:" + std::to_string(id)), ElementsAre("SlaProposed/1", "SlaApproved/1"));
}

TEST_P(ReviewStory, ALoadLeavesAloneWhatWasReviewedAndTellsWhereThePackDisagrees) {
  const auto id = proposed(pothole_in("3")).id;
  ASSERT_TRUE(approve(id, "technology"));
  ASSERT_TRUE(approve(id, "operations"));
  const auto unchanged = load();
  EXPECT_THAT(unchanged, AllOf(HasSubstr("= sla POTHOLE from 2026-12-01: reviewed (proposal 1); the pack does not name it\n"),
                               HasSubstr("0 added, 0 changed, 0 retired, 3 as before, 1 kept as reviewed\n")));
  EXPECT_EQ(Standards(store()).now()->in_force("POTHOLE", on("2026-12-01"))->proposal, id);

  const auto sla = [](const std::string& effective, const std::string& days) {
    return "[[sla]]\nservice = \"POTHOLE\"\neffective = " + effective + "\nwords = \"In " + days + " days.\"\n" + clocks(days + "d");
  };
  pack.write("slas.toml", sla("2025-01-06", "6") + sla("2026-12-01", "9") + sla("2027-06-01", "8"));
  const auto other = load();
  EXPECT_THAT(other,
              AllOf(HasSubstr("~ sla POTHOLE from 2025-01-06: "),
                    HasSubstr("= sla POTHOLE from 2026-12-01: stays as reviewed (proposal 1); the pack says outcome.target: 3d → 9d"),
                    HasSubstr("= sla POTHOLE from 2027-06-01: not taken from the pack, since what was reviewed speaks from 2026-12-01 "
                              "on (proposal 1); propose it\n")));
  const auto now_promised = Standards(store()).now();
  EXPECT_EQ(to_text(now_promised->in_force("POTHOLE", on("2026-11-30"))->clocks[1].target), "6d");
  EXPECT_EQ(to_text(now_promised->in_force("POTHOLE", on("2028-01-01"))->clocks[1].target), "3d");
}

TEST_P(ReviewStory, ACityThatGivesUpReviewsLoadsItsPromisesAgain) {
  const auto id = proposed(pothole_in("3")).id;
  ASSERT_TRUE(approve(id, "technology"));
  ASSERT_TRUE(approve(id, "operations"));
  pack.remove("standards.toml");
  pack.write("slas.toml", "[[sla]]\nservice = \"POTHOLE\"\neffective = 2025-01-06\n" + clocks("5d") +
                              "[[sla]]\nservice = \"POTHOLE\"\neffective = 2027-06-01\n" + clocks("8d"));
  EXPECT_THAT(load(), HasSubstr("+ sla POTHOLE from 2027-06-01\n"));
  EXPECT_EQ(to_text(Standards(store()).now()->in_force("POTHOLE", on("2028-01-01"))->clocks[1].target), "8d");
  const auto unreviewed = propose(pothole_in("2"));
  ASSERT_FALSE(unreviewed);
  EXPECT_EQ(reason_of(unreviewed.error()), "the city's pack names no office that reviews promises");
}

TEST_P(ReviewStory, ACalendarStaysWhileAReviewedPromiseCountsByIt) {
  pack.write("calendars.toml",
             "[calendar.office]\nweek = { mon = [\"09:00-17:00\"] }\n[calendar.crews]\nweek = { mon = [\"07:00-17:00\"] }\n");
  load();
  auto by_crews = pothole_in("3");
  by_crews.clocks[1].calendar = "crews";
  const auto id = proposed(by_crews).id;
  ASSERT_TRUE(approve(id, "technology"));
  ASSERT_TRUE(approve(id, "operations"));
  pack.write("calendars.toml", "[calendar.office]\nweek = { mon = [\"09:00-17:00\"] }\n");
  EXPECT_THAT(load(), HasSubstr("= calendar crews: the reviewed sla POTHOLE from 2026-12-01 counts by it; the pack does not name it\n"));
  EXPECT_TRUE(Standards(store()).now()->calendar("crews"));
}

TEST_P(ReviewStory, ADraftIsPublicOnceItsPromiseIsApprovedAndInForce) {
  EXPECT_EQ(reason_of(publish("TREE").error()), "the service 'TREE' cannot be public: nothing is promised for it");
  auto tree = pothole_in("3");
  tree.service = "TREE";
  auto id = proposed(tree).id;
  EXPECT_EQ(reason_of(publish("TREE").error()),
            "the service 'TREE' cannot be public: its promise (proposal 1) is still under review by operations, technology");
  ASSERT_TRUE(approve(id, "technology"));
  EXPECT_THAT(reason_of(publish("TREE").error()), HasSubstr("(proposal 1) is still under review by operations"));
  ASSERT_TRUE(send_back(id, "operations", "Too slow."));
  EXPECT_EQ(reason_of(publish("TREE").error()), "the service 'TREE' cannot be public: its promise (proposal 1) was returned");
  tree.again = id;
  id = proposed(tree).id;
  ASSERT_TRUE(approve(id, "technology"));
  ASSERT_TRUE(approve(id, "operations"));
  EXPECT_EQ(reason_of(publish("TREE").error()), "the service 'TREE' cannot be public: its promise comes into force on 2026-12-01");
  EXPECT_FALSE(directory::Directory(store()).now()->service("TREE")->shown());

  now = *parse_instant("2026-12-01T12:00:00Z", "");
  const auto published = publish("TREE");
  ASSERT_TRUE(published) << reason_of(published.error());
  EXPECT_EQ(published->sla, Standards(store()).now()->in_force("TREE", on("2026-12-01"))->id);
  EXPECT_TRUE(directory::Directory(store()).now()->service("TREE")->shown());
  EXPECT_THAT(types("publication:TREE"), ElementsAre("ServicePublished/1"));
  EXPECT_THAT(types("service:TREE"), ElementsAre("ServiceChanged/1", "ServiceChanged/1"));
  EXPECT_EQ(reason_of(publish("TREE").error()), "the service 'TREE' is public already");
  load();  // the pack still calls it a draft
  EXPECT_TRUE(directory::Directory(store()).now()->service("TREE")->shown());
}

TEST_P(ReviewStory, ADraftsPromiseFromThePackSufficesOnlyWhereNobodyReviews) {
  const std::string both = "[[sla]]\nservice = \"POTHOLE\"\neffective = 2025-01-06\nwords = \"We fill it within 5 days.\"\n" +
                           clocks("5d") + "[[sla]]\nservice = \"TREE\"\neffective = 2026-01-05\n" + clocks("2d");
  pack.write("slas.toml", both);
  load();
  EXPECT_EQ(reason_of(publish("TREE").error()),
            "the service 'TREE' cannot be public: its promise came with the city pack, and no office has reviewed it");
  pack.remove("standards.toml");
  load();
  EXPECT_TRUE(publish("TREE"));
}

TEST_P(ReviewStory, AnAgencyConfirmsItsPromisesOnceAYear) {
  const auto due_of_pothole = [&](std::string_view today) {
    const auto city = directory::Directory(store()).now();
    const auto standards = Standards(store()).now();
    const auto all = confirmations({*city, *standards}, on(today));
    EXPECT_EQ(all.size(), 1u) << "a draft has nothing to confirm";
    return std::pair(date_text(all.front().due), all.front().overdue);
  };
  EXPECT_EQ(due_of_pothole("2026-11-23"), std::pair(std::string("2027-11-23"), false)) << "a year after it was loaded";
  EXPECT_EQ(due_of_pothole("2027-11-22"), std::pair(std::string("2027-11-23"), false));
  EXPECT_EQ(due_of_pothole("2027-11-23"), std::pair(std::string("2027-11-23"), true));
  const auto confirm = [&](std::string_view agency) {
    return run<Confirmation>([&](store::Tx& tx, const CityNow& as_it_is) {
      return confirm_sla(tx, "POTHOLE", agency, "Kept in 93 of 100 cases.", as_it_is, now, "key:dsw");
    });
  };
  now = *parse_instant("2027-12-01T15:00:00Z", "");
  EXPECT_EQ(confirm("DPT").error().kind, Refused::forbidden);
  const auto confirmed = confirm("DSW");
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->version, 1);
  EXPECT_EQ(due_of_pothole("2027-12-01"), std::pair(std::string("2028-12-01"), false));
  EXPECT_THAT(types("confirmation:POTHOLE"), ElementsAre("SlaConfirmed/1"));
}

TEST_P(ReviewStory, AListTellsTheNewestFirstAndFilters) {
  const auto hole = proposed(pothole_in("3")).id;
  auto written = pothole_in("2");
  written.service = "TREE";
  const auto tree = proposed(written).id;
  ASSERT_TRUE(approve(hole, "technology"));
  ASSERT_TRUE(approve(hole, "operations"));
  const auto listed = [&](const ProposalFilter& filter) {
    std::vector<std::int64_t> ids;
    store().read([&](store::Reader& reader) {
      for (const auto& each : list_proposals(reader, filter)) {
        EXPECT_EQ(each.reviews.size(), 2u);
        EXPECT_THAT(each.evidence, IsEmpty());
        ids.push_back(each.id);
      }
    });
    return ids;
  };
  EXPECT_THAT(listed({}), ElementsAre(tree, hole));
  EXPECT_THAT(listed({.state = State::under_review}), ElementsAre(tree));
  EXPECT_THAT(listed({.service = "POTHOLE"}), ElementsAre(hole));
  EXPECT_THAT(listed({.agency = "DPT"}), ElementsAre(tree));
  EXPECT_THAT(listed({.before = tree}), ElementsAre(hole));
  EXPECT_THAT(listed({.limit = 1}), ElementsAre(tree));
}

TEST_P(ReviewStory, AProposalIsRefusedWithEveryFaultAtOnce) {
  WrittenProposal written;
  written.service = "POTHOLE";
  written.agency = "DPT";
  written.effective = "2026-11-22";
  written.reason = " ";
  written.words = {{"fr", "En trois jours."}};
  written.clocks = {clock("outcome", "three days"), clock("outcome", "3d")};
  written.clocks[0].calendar = "offices";
  std::vector<std::pair<std::string, std::string>> told;
  const auto refused = propose(written);
  ASSERT_FALSE(refused);
  for (const auto& fault : refused.error().faults) told.emplace_back(fault.field, fault.reason);
  EXPECT_THAT(
      told,
      ElementsAre(std::pair("agency", "the service 'POTHOLE' is not DPT's but DSW's"),
                  std::pair("effective", "2026-11-22 lies before today, 2026-11-23"),
                  std::pair("clocks.target", "'three days' is no target"), std::pair("clocks", "the promise has two clocks outcome"),
                  std::pair("clocks", "the proposal has no clock first_status"), std::pair("words", "'fr' is no language of the city"),
                  std::pair("words", "the promise has no words in 'en', the city's own language"),
                  std::pair("reason", "the proposal says no reason")));
  EXPECT_EQ(reason_of(propose({}).error()), "there is no service ''");
  auto far = pothole_in("3");
  far.effective = "2032-01-01";
  EXPECT_EQ(reason_of(propose(far).error()), "2032-01-01 is too far off");
}

ON_EACH_DATABASE(ReviewStory);

}  // namespace
}  // namespace portico::standards
