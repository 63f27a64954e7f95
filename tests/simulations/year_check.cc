#include "tests/simulations/year_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "city/cases/events.h"
#include "city/standards/history.h"
#include "platform/notify/outbox.h"

namespace portico::simulations {
namespace {

using standards::ClockKind;
using standards::HistoryEvent;
using Type = HistoryEvent::Type;

struct Firing {
  std::string clock;
  Instant due, at;
  auto operator<=>(const Firing&) const = default;
};

// What the ledger says of one case.
struct Told {
  std::int64_t id = 0;
  std::int64_t sla_version = 0;
  std::vector<HistoryEvent> events;  // a re-classification's `sla` is the number of the SLA version
  std::vector<Firing> fired;
  std::set<std::tuple<std::string, int, std::string>> escalated;
  std::vector<std::string> twice;
};

void hear(Told& told, const ledger::Event& event) {
  const auto happened = [&](Instant at, Type type) { return &told.events.emplace_back(HistoryEvent{.at = at, .type = type}); };
  if (event.type == cases::CaseOpened::type) {
    const auto opened = cases::from_json<cases::CaseOpened>(event.payload);
    told.id = opened.id;
    told.sla_version = opened.sla_version;
    happened(opened.opened, Type::opened);
  } else if (event.type == cases::MessageSent::type) {
    const auto sent = cases::from_json<cases::MessageSent>(event.payload);
    happened(sent.sent, Type::message)->meaningful = sent.meaningful;
  } else if (event.type == cases::CasePaused::type) {
    const auto paused = cases::from_json<cases::CasePaused>(event.payload);
    happened(paused.paused, Type::paused)->reason = paused.reason;
  } else if (event.type == cases::CaseResumed::type) {
    happened(cases::from_json<cases::CaseResumed>(event.payload).resumed, Type::resumed);
  } else if (event.type == cases::CaseReclassified::type) {
    const auto moved = cases::from_json<cases::CaseReclassified>(event.payload);
    happened(moved.reclassified, Type::reclassified)->sla = std::to_string(moved.sla_version);
  } else if (event.type == cases::CaseClosed::type) {
    happened(cases::from_json<cases::CaseClosed>(event.payload).closed, Type::closed);
  } else if (event.type == cases::CaseReopened::type) {
    happened(cases::from_json<cases::CaseReopened>(event.payload).reopened, Type::reopened);
  } else if (event.type == cases::ClockRanOut::type) {
    const auto ran = cases::from_json<cases::ClockRanOut>(event.payload);
    told.fired.push_back({ran.clock, ran.due, event.at});
  } else if (event.type == cases::CaseEscalated::type) {
    const auto escalated = cases::from_json<cases::CaseEscalated>(event.payload);
    if (!told.escalated.insert({escalated.clock, escalated.share, escalated.to}).second)
      told.twice.push_back(
          fmt::format("case {}: {} % of {} was told twice to {}", told.id, escalated.share, escalated.clock, escalated.to));
  }
}

class Checking {
 public:
  Checking(app::House& house, const std::vector<calendar::Span>& up) : standards_(house.standards.now()), up_(up) {}

  // Between two events a clock's due instant stands (or moves with an open pause, and then does not come): what is due by the second fires
  // when it comes, at the first where it lay behind even then.
  std::vector<Firing> expected(const Told& told) const {
    std::vector<Firing> all;
    std::set<std::pair<std::string, Instant>> known;
    std::int64_t sla_version = told.sla_version;
    for (std::size_t i = 0; i < told.events.size(); ++i) {
      if (told.events[i].type == Type::reclassified) sla_version = std::stoll(told.events[i].sla);
      const std::vector<HistoryEvent> so_far(told.events.begin(), told.events.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      const Instant begins = so_far.back().at, ends = i + 1 < told.events.size() ? told.events[i + 1].at : up_.back().to;
      const auto run = standards::run_of(so_far, ends);
      for (const auto& promise : standards_->version(sla_version)->clocks) {
        const auto answer = standards::answer_of(promise, standards_->calendar(promise.calendar), *run, ends);
        if (answer.stopped || answer.due > ends) continue;
        if (known.insert({std::string(name_of(promise.kind)), answer.due}).second)
          all.push_back({std::string(name_of(promise.kind)), answer.due, served(std::max(answer.due, begins))});
      }
    }
    return all;
  }

 private:
  Instant served(Instant at) const {
    for (const auto& span : up_)
      if (at <= span.to) return std::max(at, span.from);
    return at;
  }

  std::shared_ptr<const standards::Snapshot> standards_;
  const std::vector<calendar::Span>& up_;
};

void compare(const Told& told, std::vector<Firing> expected, std::vector<std::string>& findings) {
  std::vector<Firing> fired = told.fired;
  std::ranges::sort(fired);
  std::ranges::sort(expected);
  const auto say = [&](const Firing& firing, std::string_view what) {
    findings.push_back(fmt::format("case {}: {} of {} {} at {}", told.id, firing.clock, iso8601(firing.due), what, iso8601(firing.at)));
  };
  std::vector<Firing> only;
  std::ranges::set_difference(expected, fired, std::back_inserter(only));
  for (const auto& firing : only) say(firing, "should have fired and did not");
  only.clear();
  std::ranges::set_difference(fired, expected, std::back_inserter(only));
  for (const auto& firing : only) say(firing, "fired and should not have");
}

// Nobody is told at night what is not urgent.
std::vector<std::string> nights(app::House& house) {
  std::vector<std::string> findings;
  const auto standards = house.standards.now();
  const auto* quiet = standards->calendar(standards->policy.escalations.quiet);
  if (!quiet) return findings;
  std::optional<notify::Mark> mark;
  for (;;) {
    std::vector<notify::Waiting> notes;
    house.store->read([&](store::Reader& reader) { notes = notify::waiting(reader, Instant::max(), mark, 1000); });
    if (notes.empty()) return findings;
    for (const auto& note : notes)
      if (note.data.find("\"urgent\":false") != std::string::npos && !quiet->is_open(note.not_before))
        findings.push_back("note " + note.key + " may be told at night: " + iso8601(note.not_before));
    mark = notify::Mark{notes.back().not_before, notes.back().id};
  }
}

}  // namespace

Verdict check_year(app::House& house, const std::vector<calendar::Span>& up) {
  Verdict verdict;
  std::map<std::string, Told> cases;
  for (std::int64_t position = 0;;) {
    std::vector<ledger::Event> events;
    house.store->read([&](store::Reader& reader) { events = ledger::events_after(reader, position, 1000); });
    if (events.empty()) break;
    for (const auto& event : events)
      if (event.subject.starts_with("case:")) hear(cases[event.subject], event);
    position = events.back().position;
    verdict.events = position;
  }
  if (up.empty()) verdict.findings.emplace_back("nothing was simulated");
  const Checking checking(house, up);
  for (const auto& [subject, told] : cases) {
    ++verdict.cases;
    verdict.due += static_cast<std::int64_t>(told.fired.size());
    verdict.escalated += static_cast<std::int64_t>(told.escalated.size());
    verdict.findings.insert(verdict.findings.end(), told.twice.begin(), told.twice.end());
    compare(told, checking.expected(told), verdict.findings);
  }
  const auto at_night = nights(house);
  verdict.findings.insert(verdict.findings.end(), at_night.begin(), at_night.end());
  return verdict;
}

}  // namespace portico::simulations
