// How long cases really took, held against a slow and obvious computation.
#include "city/standards/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "city/standards/record_evidence.h"

namespace portico::standards {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Instant at(std::string_view text) { return *parse_instant(text, "test"); }
std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }
const auto now = at("2026-11-23T15:00:00Z");  // Monday, 10:00 in New York

directory::Snapshot harborview() {
  directory::Snapshot city;
  city.city.zone = "America/New_York";
  city.city.languages = {"en"};
  for (const auto& [code, agency, group] : {std::tuple{"LAMP", "DOT", "streets"},
                                            {"NOISE", "DPT", ""},
                                            {"POTHOLE", "DSW", "streets"},
                                            {"SIGN", "DSW", ""},
                                            {"TREE", "DPT", ""}}) {
    directory::Service service;
    service.code = code;
    service.agency = agency;
    service.group = group;
    city.services.push_back(service);
  }
  city.prepare();
  return city;
}

calendar::Calendar office() {
  calendar::Plan plan;
  plan.code = "office";
  plan.zone = "America/New_York";
  for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {*calendar::parse_hours("09:00-17:00", "")};
  plan.closed[on("2026-07-03")] = "Bridge day";
  return *calendar::Calendar::make(plan, "");
}

SlaVersion promise(std::string service, std::string_view outcome, std::string_view effective = "2020-01-01") {
  SlaVersion sla;
  sla.service = std::move(service);
  sla.effective = on(effective);
  sla.clocks = {{ClockKind::first_status, *parse_target("8h", ""), "office", false, 95, {}},
                {ClockKind::outcome, *parse_target(outcome, ""), "office", false, 90, {"waiting_for_utility"}}};
  return sla;
}

Snapshot promises() {
  Snapshot snapshot;
  snapshot.calendars.emplace("office", CalendarVersion{1, "office", "2026a", office()});
  snapshot.slas = {promise("LAMP", "4d"), promise("POTHOLE", "5d", "2025-01-06"), promise("SIGN", "9d"), promise("TREE", "2d")};
  snapshot.prepare();
  return snapshot;
}

PastCases of(std::vector<PastCase> all) {
  return [all = std::move(all)](std::string_view, Instant from, Instant until, const std::function<void(const PastCase&)>& each) {
    for (const auto& past : all) {
      if (past.opened >= from && past.opened < until) each(past);
    }
  };
}

PastCase past(Instant opened, std::optional<Instant> first, std::optional<Instant> outcome, RunState state = RunState::kept) {
  return {.opened = opened, .first_status = {first, state}, .outcome = {outcome, state}};
}

Evidence gathered(const PastCases& cases, const EvidenceAsked& asked = {.promise = promise("POTHOLE", "3d")}) {
  const auto evidence = gather_evidence(asked, harborview(), promises(), cases, now);
  if (!evidence) throw std::runtime_error(evidence.error().faults.front().reason);
  return *evidence;
}

TEST(NearestRank, IsAlwaysATimeThatACaseReallyTook) {
  std::vector<std::int32_t> times{15, 20, 35, 40, 50};  // the textbook's example
  EXPECT_EQ(nearest_rank(times, 5), 15);
  EXPECT_EQ(nearest_rank(times, 30), 20);
  EXPECT_EQ(nearest_rank(times, 40), 20);
  EXPECT_EQ(nearest_rank(times, 50), 35);
  EXPECT_EQ(nearest_rank(times, 100), 50);
  std::vector<std::int32_t> none;
  EXPECT_EQ(nearest_rank(none, 50), 0);
}

TEST(Evidence, OfNoCasesSaysSo) {
  const auto evidence = gathered(of({}));
  EXPECT_EQ(evidence.cases, 0);
  EXPECT_EQ(evidence.from, "2025-11-24");
  EXPECT_EQ(evidence.until, "2026-11-24") << "the twelve months up to and with today";
  ASSERT_EQ(evidence.clocks.size(), 2u);
  EXPECT_EQ(evidence.clocks[0].cases, 0);
  EXPECT_THAT(evidence.clocks[0].months, IsEmpty());
  EXPECT_EQ(evidence.in_force, "2025-01-06");
}

TEST(Evidence, MeasuresOpenAndElapsedTime) {
  // Opened on a Friday an hour before closing, closed on the Monday an hour after opening: two hours of office time.
  const auto evidence = gathered(of({past(at("2026-03-06T21:00:00Z"), at("2026-03-06T21:30:00Z"), at("2026-03-09T14:00:00Z"))}));
  const auto& first = evidence.clocks[0];
  const auto& outcome = evidence.clocks[1];
  EXPECT_EQ(first.open.median, 1800);
  EXPECT_EQ(first.elapsed.p95, 1800);
  EXPECT_EQ(outcome.open.median, 7200);
  EXPECT_EQ(outcome.elapsed.median, 65 * 3600) << "the clocks went forward that Sunday";
  ASSERT_EQ(outcome.months.size(), 1u);
  EXPECT_EQ(outcome.months[0].month, "2026-03");
  EXPECT_EQ(outcome.months[0].cases, 1);
  EXPECT_EQ(outcome.months[0].open, outcome.open);
}

TEST(Evidence, LeavesOutThePausesThatTheProposalNames) {
  auto paused = past(at("2026-03-02T14:00:00Z"), std::nullopt, at("2026-03-02T20:00:00Z"));
  paused.pauses = {{at("2026-03-02T15:00:00Z"), at("2026-03-02T17:00:00Z"), "waiting_for_utility"},
                   {at("2026-03-02T18:00:00Z"), at("2026-03-02T19:00:00Z"), "waiting_for_customer"}};
  const auto evidence = gathered(of({paused}));
  EXPECT_EQ(evidence.clocks[1].open.median, 4 * 3600) << "waiting for the customer is not among them";
  EXPECT_EQ(evidence.clocks[1].elapsed.median, 6 * 3600);
}

TEST(Evidence, CountsWhomItLeavesOutAndWhy) {
  auto doubtful = past(at("2026-03-02T14:00:00Z"), std::nullopt, std::nullopt, RunState::missed);
  doubtful.doubtful = true;
  auto unpromised = past(at("2026-03-02T14:00:00Z"), std::nullopt, at("2026-03-02T15:00:00Z"), RunState::not_applicable);
  unpromised.promised = false;
  const auto evidence = gathered(of({
      past(at("2026-03-02T14:00:00Z"), std::nullopt, std::nullopt, RunState::missed),
      past(at("2026-03-02T14:00:00Z"), std::nullopt, at("2026-03-01T14:00:00Z"), RunState::not_applicable),
      past(at("2026-03-02T14:00:00Z"), std::nullopt, at("2027-03-01T14:00:00Z"), RunState::not_applicable),
      past(at("2026-03-02T14:00:00Z"), std::nullopt, at("2026-03-03T14:00:00Z"), RunState::not_applicable),
      past(at("2026-11-23T16:00:00Z"), std::nullopt, std::nullopt, RunState::running),
      doubtful,
      unpromised,
  }));
  const auto& outcome = evidence.clocks[1];
  EXPECT_EQ(evidence.cases, 7);
  EXPECT_EQ(outcome.cases, 1) << "a case without a promise took its time all the same";
  EXPECT_THAT(outcome.excluded, ElementsAre(Pair("flagged", 1), Pair("not_applicable", 1), Pair("not_stopped", 1),
                                            Pair("opened_in_future", 1), Pair("stopped_before_opening", 1), Pair("stopped_in_future", 1)));
}

TEST(Evidence, TellsTheShareThatTheProposalWouldHaveKeptAndTheOneThatWas) {
  const auto monday = at("2026-03-02T14:00:00Z");
  const auto evidence = gathered(of({
      past(monday, monday, monday + hours(24)),                              // within three days
      past(monday, monday, monday + hours(24 * 4), RunState::kept),          // within five, not within three
      past(monday, monday, monday + hours(24 * 30), RunState::missed),       // in neither
      past(monday, std::nullopt, std::nullopt, RunState::missed),            // still runs, long past both
      past(now - hours(72), std::nullopt, std::nullopt, RunState::running),  // may still keep either
  }));
  EXPECT_EQ(evidence.clocks[1].proposed, (KeptShare{1, 4}));
  EXPECT_EQ(evidence.clocks[1].promised, (KeptShare{2, 4}));
}

TEST(Evidence, TellsWhatLikeServicesPromise) {
  const auto evidence = gathered(of({}));
  std::vector<std::pair<std::string, std::string>> alike;
  for (const auto& like : evidence.alike) alike.emplace_back(like.service, like.outcome);
  EXPECT_THAT(alike, ElementsAre(Pair("LAMP", "4d"), Pair("SIGN", "9d"))) << "of its group, then of its agency";
}

TEST(Evidence, IsOfTheSpanThatWasAskedFor) {
  const auto asked = [](std::string_view from, std::string_view until) {
    return EvidenceAsked{.promise = promise("POTHOLE", "3d"), .from = on(from), .until = on(until)};
  };
  const auto early = at("2026-03-02T04:59:00Z"), late = at("2026-03-02T05:00:00Z");  // the last minute of the 1st, the first of the 2nd
  EXPECT_EQ(gathered(of({past(early, early, early), past(late, late, late)}), asked("2026-03-02", "2026-03-03")).cases, 1);
  const auto refused = [&](std::string_view from, std::string_view until) {
    return gather_evidence(asked(from, until), harborview(), promises(), of({}), now).error().faults.front().reason;
  };
  EXPECT_EQ(refused("2026-03-02", "2026-03-02"), "no day lies from 2026-03-02 up to 2026-03-02");
  EXPECT_EQ(refused("2026-03-02", "2026-11-25"), "2026-11-25 lies in the future");
  EXPECT_EQ(refused("2015-12-31", "2026-03-02"), "2015-12-31 is too long ago");
  auto unknown = asked("2026-03-02", "2026-03-03");
  unknown.promise.clocks[0].calendar = "crews";
  EXPECT_EQ(gather_evidence(unknown, harborview(), promises(), of({}), now).error().faults.front().reason,
            "the calendar 'crews' is not in force any more");
}

TEST(Evidence, ComesBackFromItsRecord) {
  const auto monday = at("2026-03-02T14:00:00Z");
  const auto evidence = gathered(of({past(monday, monday + hours(1), monday + hours(30)), past(monday, std::nullopt, std::nullopt)}));
  EXPECT_EQ(evidence_of(record_of(evidence)), evidence);
  EXPECT_THROW(evidence_of("{}"), std::runtime_error);
}

// -- the slow and obvious computation: counts minutes one by one, sorts, and takes what stands at the rank
// ------------------------------------

std::int64_t office_minutes(Instant from, Instant until) {
  const auto calendar = office();
  std::int64_t open = 0;
  for (auto minute = from; minute < until; minute += minutes(1)) open += calendar.is_open(minute);
  return open;
}

Distribution sorted_distribution(std::vector<std::int64_t> seconds) {
  std::ranges::sort(seconds);
  const auto rank = [&](double share) {
    return seconds.empty() ? 0 : seconds[static_cast<std::size_t>(std::ceil(share * static_cast<double>(seconds.size()))) - 1];
  };
  return {rank(0.5), rank(0.8), rank(0.9), rank(0.95)};
}

TEST(Evidence, AgreesWithASlowComputationOverRandomCases) {
  std::mt19937 chance(311);
  const auto from = at("2025-11-24T05:00:00Z");
  std::vector<PastCase> all;
  for (int i = 0; i < 300; ++i) {
    const auto opened = from + minutes(chance() % (350UL * 24 * 60));
    const auto outcome = opened + minutes(chance() % (20UL * 24 * 60));
    all.push_back(past(opened, opened + (outcome - opened) / 2 - (outcome - opened) / 2 % minutes(1), outcome,
                       chance() % 3 ? RunState::kept : RunState::missed));
    if (outcome > now) all.back().outcome = {std::nullopt, RunState::running};
  }
  const auto evidence = gathered(of(all));
  const auto proposal = promise("POTHOLE", "3d");
  for (const auto& clock : evidence.clocks) {
    std::vector<std::int64_t> open, elapsed;
    std::map<std::string, std::vector<std::int64_t>> by_month;
    std::int64_t kept = 0, decided = 0, stopped_cases = 0;
    const auto& promised = *proposal.clock(clock.kind);
    const auto calendar = office();
    for (const auto& each : all) {
      const auto& ran = clock.kind == ClockKind::first_status ? each.first_status : each.outcome;
      const auto due = due_instant(promised, &calendar, each.opened, {}, now);
      if (ran.stopped || due < now) ++decided, kept += ran.stopped && *ran.stopped <= due;
      if (!ran.stopped) continue;
      ++stopped_cases;
      open.push_back(office_minutes(each.opened, *ran.stopped) * 60);
      elapsed.push_back(std::chrono::floor<std::chrono::seconds>(*ran.stopped - each.opened).count());
      by_month[iso8601(each.opened - hours(5)).substr(0, 7)].push_back(
          open.back());  // good enough: no case stands in the hour that differs
    }
    EXPECT_EQ(clock.cases, stopped_cases);
    EXPECT_EQ(clock.open, sorted_distribution(open));
    EXPECT_EQ(clock.elapsed, sorted_distribution(elapsed));
    EXPECT_EQ(clock.proposed, (KeptShare{kept, decided}));
    ASSERT_EQ(clock.months.size(), by_month.size());
    for (const auto& month : clock.months) {
      EXPECT_EQ(month.cases, static_cast<std::int64_t>(by_month[month.month].size())) << month.month;
      EXPECT_EQ(month.open, sorted_distribution(by_month[month.month])) << month.month;
    }
  }
}

}  // namespace
}  // namespace portico::standards
