// A case's life: taken in hand, answered, closed with what shows it, contested, taken up by another; merged, followed, found, shown.
#include <gmock/gmock.h>

#include "city/cases/accept.h"
#include "city/cases/check.h"
#include "city/cases/ending.h"
#include "city/cases/events.h"
#include "city/cases/follow.h"
#include "city/cases/tables_life.h"
#include "city/cases/testing.h"
#include "platform/notify/outbox.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Acting diaz{"person:1", {"DSW"}, "R. Diaz", "Street Works"}, okafor{"person:2", {"*"}, "N. Okafor", "Street Works"},
    crew_key{"key:crew", {"*"}, "", ""};

class Life : public TownStory {
 protected:
  template <class F>
  Outcome<Case> command(F work) {
    return store().run<Case>([&](store::Tx& tx) { return work(tx); });
  }
  Outcome<Case> accept(const Opened& of, const Acting& by) {
    return command([&](store::Tx& tx) { return cases->accept_case(tx, of.number, by); });
  }
  Outcome<Case> tell(const Opened& of, std::string words, std::string status = {}) {
    return command([&](store::Tx& tx) { return cases->message_customer(tx, of.number, {words, status}, diaz); });
  }
  Outcome<Case> close(const Opened& of, Ending ending, const Acting& by = diaz) {
    return command([&](store::Tx& tx) { return cases->close_case(tx, of.number, ending, by); });
  }
  Outcome<Case> close_fixed(const Opened& of, const Acting& by = diaz) {
    return close(of, {.closing = {{}, "fixed", "We filled it."}, .proof = "Hot asphalt, 2 bags, crew 4's sheet of Tuesday."}, by);
  }
  Outcome<Case> contest(const Opened& of, std::string words = "It is still there.") {
    return command([&](store::Tx& tx) { return cases->contest_case(tx, of.number, words, {"customer"}); });
  }
  Outcome<Case> reopen(const Opened& of, std::string words) {
    return command([&](store::Tx& tx) { return cases->reopen_case(tx, of.number, words, okafor); });
  }
  Outcome<Case> merge(const Opened& repeat, const std::string& into, const Acting& by = okafor) {
    return command([&](store::Tx& tx) { return cases->merge_case(tx, repeat.number, {into, "We know of it already."}, by); });
  }
  Outcome<Following> follow(const Opened& of, std::string_view email) {
    return store().run<Following>([&](store::Tx& tx) { return cases->follow_case(tx, of.number, email, "en"); });
  }
  Outcome<Case> confirm(const Opened& of, const Following& by) {
    return command([&](store::Tx& tx) { return cases->confirm_following(tx, of.number, by); });
  }
  std::vector<Follower> followers(const Opened& of) {
    return read([&](store::Reader& reader) { return tables::followers_of(reader, of.id); });
  }
  Asked pothole_of(std::string email) {
    Asked asked = pothole();
    asked.reporter.email = std::move(email);
    return asked;
  }
  std::vector<std::string> types(const Opened& of) {
    seal();
    std::vector<std::string> found;
    for (const auto& event : read([&](store::Reader& reader) { return ledger::events_of(reader, "case:" + std::to_string(of.id)); }))
      found.push_back(event.type);
    return found;
  }
  std::vector<std::string> told() {  // what waits in the outbox: "template to whom"
    std::vector<std::string> list;
    for (const auto& note : read([&](store::Reader& reader) { return notify::waiting(reader, time.now() + 1h, std::nullopt, 100); }))
      list.push_back(note.template_code + " to " + note.recipient);
    return list;
  }
  void seal() {
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
  }
  std::vector<std::string> findings() {
    seal();
    return check(store(), *directory.now(), *standards.now(), "a secret of thirty-two bytes ....").findings;
  }
};
ON_EACH_DATABASE(Life);

std::string why(const auto& refused) { return refused.error().faults.at(0).reason; }

TEST_P(Life, APotholeFromReportToContestedClosure) {
  const Opened pot = opened(pothole_of("ana@example.org"));
  later(1h);
  EXPECT_EQ(accept(pot, diaz)->handler, "person:1");
  later(1h);
  ASSERT_TRUE(tell(pot, "We looked at it and put a cone beside it.", "INVESTIGATING"));
  later(20h);
  const auto closed = close_fixed(pot);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->closing->outcome, "fixed");
  EXPECT_EQ(closed->clock(standards::ClockKind::outcome)->state, ClockState::kept);
  later(24h);
  const auto again = contest(pot);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, Status::open);
  EXPECT_EQ(again->handler, "") << "nobody has it in hand";
  EXPECT_EQ(why(accept(pot, diaz)), "you closed this request before it was opened again: somebody else is to look at it");
  EXPECT_TRUE(accept(pot, okafor));
  EXPECT_EQ(why(close_fixed(pot)), "you closed this request before it was opened again: somebody else is to look at it");
  EXPECT_TRUE(close_fixed(pot, okafor));
  const auto endings = read([&](store::Reader& reader) { return cases->endings(reader, pot.id); });
  ASSERT_EQ(endings.size(), 2u);
  EXPECT_EQ(endings[0].contested, monday_noon + 46h);
  EXPECT_EQ(endings[0].contest_words, "It is still there.");
  EXPECT_EQ(endings[0].closed_by, "person:1");
  EXPECT_EQ(endings[1].contested, std::nullopt) << "each outcome for itself";
  EXPECT_THAT(types(pot), ElementsAre("CaseOpened/1", "CaseAccepted/1", "MessageSent/1", "MessageSent/1", "CaseClosed/1", "CaseContested/1",
                                      "CaseReopened/1", "CaseAccepted/1", "MessageSent/1", "CaseClosed/1"));
  EXPECT_THAT(told(), ElementsAre("receipt to reporter:1", "status to reporter:1", "outcome to reporter:1", "outcome to reporter:1"));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Life, AnOutcomeIsContestedOnceAndInTime) {
  const Opened pot = opened(pothole()), late = opened(pothole()), by_status = opened(pothole());
  EXPECT_EQ(why(contest(pot)), "this request is open: there is no outcome yet to say no to");
  ASSERT_TRUE(close_fixed(pot));
  ASSERT_TRUE(close_fixed(late));
  ASSERT_TRUE(try_update(by_status.number, "FIXED", "Done."));
  EXPECT_EQ(why(contest(pot, " ")), "words required");
  ASSERT_TRUE(contest(pot));
  ASSERT_TRUE(contest(by_status)) << "an outcome that another system gave";
  ASSERT_TRUE(reopen(late, "We look again."));
  ASSERT_TRUE(close_fixed(pot, okafor));
  ASSERT_TRUE(contest(pot)) << "another outcome";
  ASSERT_TRUE(close_fixed(late, okafor));
  later(15 * 24h);
  EXPECT_EQ(why(contest(late)), "this outcome could be contested until 2026-03-16");
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Life, AContestedOutcomeThatStaysClosedCannotBeContestedAgain) {
  Case subject;
  subject.status = Status::closed;
  Ending ending{.closing = {monday_noon, "fixed", "Done."}};
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3));
  ASSERT_TRUE(cases::contest(subject, ending, "No.", monday_noon + 1h, {today, today}));
  EXPECT_THAT(why(cases::contest(subject, ending, "No.", monday_noon + 2h, {today, today})), HasSubstr("contested before, on 2026-03-02"));
}

TEST_P(Life, AnOutcomeNeedsAReasonAndWhatShowsIt) {
  const Opened pot = opened(pothole());
  const auto bare = close(pot, {.closing = {{}, "fixed", ""}});
  ASSERT_FALSE(bare);
  EXPECT_THAT(bare.error().faults,
              ElementsAre(Fault{"reason", "reason required", "what was done or why not, in plain words: the customer reads it"},
                          Fault{"proof", "nothing shows that it is fixed", "a photo from afterwards, or in words what shows it"}));
  EXPECT_EQ(close(pot, {.closing = {{}, "done", "x"}}).error().faults[0],
            (Fault{"outcome", "there is no outcome 'done'", "fixed, cannot_act, not_responsible, no_action, cancelled, closed"}));
  EXPECT_EQ(why(close(pot, {.closing = {{}, "cannot_act", "The wall is private."}})), "who can act is not said");
  EXPECT_EQ(why(close(pot, {.closing = {{}, "duplicate", "Twice."}})), "a duplicate is merged into the request that it repeats");
  const auto cannot =
      close(pot, {.closing = {{}, "cannot_act", "The wall is private."}, .who_can = "Its owner; the county court, 555-0100."});
  ASSERT_TRUE(cannot);
  EXPECT_EQ(cannot->closing->outcome, "cannot_act");
  EXPECT_EQ(cannot->status_notes, "The wall is private.\nIts owner; the county court, 555-0100.");
  EXPECT_EQ(why(close_fixed(pot)), "this request is closed already");
}

TEST_P(Life, AMessageIsSignedAndIsNoMoreThanAMessage) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(tell(pot, "We come on Tuesday.", "FIXED").error().faults[0].accepted, "close or reopen");
  EXPECT_EQ(why(tell(pot, "  ")), "words required");
  ASSERT_TRUE(tell(pot, "We come on Tuesday.", "ACTION_SCHEDULED"));
  const auto messages = read([&](store::Reader& reader) { return cases->messages(reader, pot.id); });
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].author + ", " + messages[0].department, "R. Diaz, Street Works");
  EXPECT_TRUE(messages[0].meaningful);
}

TEST_P(Life, AcceptingIsForThoseWhoseAgencyHasIt) {
  Asked tree = pothole();
  tree.service = "GRAFFITI";
  tree.answers = {{"HOWMANY", {"one"}}};
  const Opened pot = opened(tree);
  ASSERT_TRUE(command([&](store::Tx& tx) { return cases->transfer_case(tx, pot.number, {"PD", "It is in the park."}, okafor); }));
  EXPECT_EQ(accept(pot, diaz).error().kind, Refused::forbidden);
  ASSERT_TRUE(accept(pot, okafor));
  EXPECT_EQ(why(accept(pot, okafor)), "you have this request in hand already");
  const auto moved = command([&](store::Tx& tx) { return cases->transfer_case(tx, pot.number, {"DSW", "It is not."}, okafor); });
  EXPECT_EQ(moved->handler, "") << "nobody there has it in hand yet";
}

TEST_P(Life, ARepeatIsMergedAndBothReportersAreTold) {
  const Opened first = opened(pothole_of("ana@example.org")), repeat = opened(pothole_of("ben@example.org"));
  const auto cem = follow(repeat, "cem@example.org");
  ASSERT_TRUE(cem && confirm(repeat, *cem));
  EXPECT_EQ(why(merge(repeat, repeat.number)), "a request does not repeat itself");
  EXPECT_THAT(why(merge(repeat, "2345-678X")), HasSubstr("there is no request"));
  const auto merged = merge(repeat, first.number);
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->closing->outcome, "duplicate");
  EXPECT_EQ(merged->merged_into, first.id);
  EXPECT_EQ(why(merge(first, repeat.number)), "that request was merged itself");
  ASSERT_TRUE(close_fixed(first));
  EXPECT_THAT(told(),
              ElementsAre("receipt to reporter:1", "receipt to reporter:2", "confirm_contact to follower:1", "outcome to reporter:2",
                          "outcome to follower:1", "outcome to reporter:1", "outcome to reporter:2", "outcome to follower:3"));
  EXPECT_THAT(types(first), ElementsAre("CaseOpened/1", "CaseFollowed/1", "CaseFollowed/1", "MessageSent/1", "CaseClosed/1"));
  EXPECT_THAT(types(repeat),
              ElementsAre("CaseOpened/1", "CaseFollowed/1", "FollowingConfirmed/1", "CaseMerged/1", "MessageSent/1", "CaseClosed/1"));
  EXPECT_THAT(findings(), IsEmpty());
  const auto apart = contest(repeat, "It is another hole.");
  ASSERT_TRUE(apart);
  EXPECT_EQ(apart->merged_into, 0);
}

TEST_P(Life, WhoeverFollowsIsToldOnceUntilTheyEndIt) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(why(follow(pot, "nobody")), "this is no e-mail address");
  const auto ana = follow(pot, " ana@example.org "), twice = follow(pot, "ana@example.org");
  ASSERT_TRUE(ana && twice);
  EXPECT_EQ(ana->key, twice->key);
  ASSERT_TRUE(tell(pot, "We have read it."));
  EXPECT_THAT(told(), ElementsAre("confirm_contact to follower:1")) << "whoever gave the address may be somebody else";
  EXPECT_EQ(why(confirm(pot, {ana->follower, "0123"})), "nobody follows by this link");
  EXPECT_EQ(confirm(pot, *ana)->told, 1);
  EXPECT_EQ(confirm(pot, *ana)->told, 1) << "twice does no harm";
  ASSERT_TRUE(tell(pot, "We come on Tuesday."));
  EXPECT_THAT(told(), ElementsAre("confirm_contact to follower:1", "status to follower:1"));
  const auto unfollow = [&](Following by) { return command([&](store::Tx& tx) { return cases->unfollow_case(tx, pot.number, by); }); };
  EXPECT_EQ(why(unfollow({ana->follower, "0123"})), "nobody follows by this link");
  EXPECT_EQ(unfollow(*ana)->told, 0);
  EXPECT_TRUE(unfollow(*ana)) << "twice does no harm";
  ASSERT_TRUE(tell(pot, "It rains: Wednesday."));
  EXPECT_EQ(told().size(), 2u);
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Life, AnAddressThatNobodyConfirmsIsForgottenAndItsGiverStillCounts) {
  const Opened pot = opened(pothole());
  const auto ana = follow(pot, "ana@example.org"), ben = follow(pot, "ben@example.org");
  ASSERT_TRUE(ana && ben && confirm(pot, *ben));
  time.set(time.now() + confirm_within);
  EXPECT_EQ(why(confirm(pot, *ana)), "nobody follows by this link");
  EXPECT_EQ(store().run<std::int64_t>([&](store::Tx& tx) { return cases->forget_unconfirmed(tx); }), 1);
  EXPECT_EQ(followers(pot).at(0).email, "");
  EXPECT_EQ(followers(pot).at(1).email, "ben@example.org");
  EXPECT_EQ(read([&](store::Reader& reader) { return people_behind(reader, pot.id); }), 3);
  const auto again = follow(pot, "ana@example.org");
  ASSERT_TRUE(again && confirm(pot, *again)) << "whoever missed it asks anew";
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Life, NobodysMailboxIsFilledByWhoeverKnowsTheAddress) {
  for (std::int64_t turn = 0; turn < most_unconfirmed; ++turn) ASSERT_TRUE(follow(opened(pothole()), "ana@example.org"));
  const Opened one_more = opened(pothole());
  const auto refused = follow(one_more, "ana@example.org");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Refused::too_many);
  EXPECT_TRUE(follow(one_more, "ben@example.org")) << "another address is asked";
  time.set(time.now() + confirm_within);
  EXPECT_TRUE(follow(one_more, "ana@example.org"));
}

TEST_P(Life, WhoeverWaitsToConfirmIsAskedAnewForWhatGoesOn) {
  const Opened first = opened(pothole()), repeat = opened(pothole());
  ASSERT_TRUE(follow(repeat, "cem@example.org"));
  ASSERT_TRUE(merge(repeat, first.number));
  EXPECT_THAT(told(), ElementsAre("confirm_contact to follower:1", "confirm_contact to follower:3"));
  ASSERT_TRUE(confirm(first, {3, cases->follower_key(3)}));
  ASSERT_TRUE(close_fixed(first));
  EXPECT_EQ(told().back(), "outcome to follower:3");
}

TEST_P(Life, APlaceInWordsIsFoundByAPerson) {
  Asked asked = pothole();
  asked.place.point.reset();
  asked.place.address = "behind the old mill";
  const Opened pot = opened(asked);
  const auto wait = [&] { return read([&](store::Reader& reader) { return tables::places_to_find(reader, "DSW", 0, 10); }); };
  ASSERT_EQ(wait().size(), 1u);
  const auto find = [&](geo::Point point, std::string address = {}) {
    return command([&](store::Tx& tx) { return cases->find_place(tx, pot.number, {point, address}, diaz); });
  };
  EXPECT_EQ(why(find(at_sea)), "lat and long lie outside the city");
  const auto found_there = find(east_side, "12 Mill Lane");
  ASSERT_TRUE(found_there);
  EXPECT_EQ(found_there->districts.at(0).area, "east");
  EXPECT_THAT(found_there->flags, IsEmpty());
  EXPECT_EQ(found(pot.number)->place.address, "12 Mill Lane");
  EXPECT_THAT(wait(), IsEmpty());
  Filter east;
  east.district_set = "ward";
  east.district = "east";
  EXPECT_EQ(listed(east).cases.size(), 1u);
  EXPECT_EQ(why(find(west_side)), "the place of this request is known");
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Life, WordsAreShownWhenAPersonHasReadThem) {
  Asked asked = pothole();
  asked.service = "GRAFFITI";
  asked.answers = {{"HOWMANY", {"one"}}};
  const Opened wall = opened(asked);
  const auto wait = [&] { return read([&](store::Reader& reader) { return tables::words_to_review(reader, "DSW", 0, 10); }); };
  const auto release = [&](const Opened& of) { return command([&](store::Tx& tx) { return cases->release_words(tx, of.number, diaz); }); };
  const auto hide = [&](const Opened& of) { return command([&](store::Tx& tx) { return cases->hide_words(tx, of.number, diaz); }); };
  ASSERT_EQ(wait().size(), 1u);
  EXPECT_EQ(cases->public_description(*found(wall.number)), "");
  ASSERT_TRUE(release(wall));
  EXPECT_THAT(wait(), IsEmpty());
  EXPECT_EQ(cases->public_description(*found(wall.number)), "A hole. Call [phone].");
  EXPECT_EQ(why(release(wall)), "these words are shown already");
  ASSERT_TRUE(hide(wall));
  EXPECT_EQ(cases->public_description(*found(wall.number)), "");
  EXPECT_EQ(why(hide(wall)), "these words are not shown");
  const Opened pot = opened(pothole());
  ASSERT_TRUE(hide(pot)) << "staff can hide it at any time";
  EXPECT_EQ(cases->public_description(*found(pot.number)), "");
  Asked secret = pothole();
  secret.service = "NEIGHBOUR";
  secret.answers = {};
  const Opened hidden = opened(secret);
  EXPECT_THAT(why(command([&](store::Tx& tx) { return cases->release_words(tx, hidden.number, {"person:9"}); })), HasSubstr("are private"));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Life, NobodyIsShownWhatTheyWereNotToldOfWhenTheyWroteIt) {
  Asked secret = pothole();
  secret.service = "NEIGHBOUR";
  const Opened hidden = opened(secret);
  const auto wanted = cases->prepare_reclassifying("POTHOLE", "It is a hole.");
  ASSERT_TRUE(command([&](store::Tx& tx) { return cases->reclassify_case(tx, hidden.number, wanted, okafor); }));
  EXPECT_EQ(cases->public_description(*found(hidden.number)), "") << "a person reads it first";
}

TEST_P(Life, TheReceiptOpensWhatTheNumberAloneDoesNot) {
  Asked secret = pothole();
  secret.service = "NEIGHBOUR";
  const Opened hidden = opened(secret);
  EXPECT_FALSE(found(hidden.number));
  const auto by = [&](std::string_view key) {
    return read([&](store::Reader& reader) { return cases->find_by_receipt(reader, hidden.number, key); });
  };
  EXPECT_FALSE(by(""));
  EXPECT_FALSE(by(cases->receipt_key(hidden.id + 1)));
  EXPECT_TRUE(by(cases->receipt_key(hidden.id)));
}

TEST(Address, LooksLikeOne) {
  for (const char* good : {"a@b.org", "ana.lopez+311@mail.example.org", "ünï@exämple.org"}) EXPECT_TRUE(is_address(good)) << good;
  for (const char* bad :
       {"", "a", "@b.org", "a@b", "a b@c.org", "a@b@c.org", "a@.org", "a@b.", "a@b.org,c@d.org", "a@b.org;c", "<a@b.org>", "a\n@b.org"})
    EXPECT_FALSE(is_address(bad)) << bad;
}

}  // namespace
}  // namespace portico::cases
