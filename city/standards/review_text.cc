#include "city/standards/review_text.h"

#include <fmt/format.h>

#include "city/standards/record.h"
#include "city/standards/record_evidence.h"

namespace portico::standards {
namespace {

std::string times_text(std::string_view name, const Distribution& times, std::string (*written)(std::int64_t)) {
  return fmt::format("  {:<14}{:>12}{:>12}{:>12}{:>12}\n", name, written(times.median), written(times.p80), written(times.p90),
                     written(times.p95));
}

// Open time has no days: how long one is, the calendar says.
std::string open_text(std::int64_t seconds) {
  return seconds < 3600 ? fmt::format("{} min", seconds / 60) : fmt::format("{:.1f} h", static_cast<double>(seconds) / 3600);
}

std::string elapsed_text(std::int64_t seconds) {
  return seconds < std::int64_t{72} * 3600 ? open_text(seconds) : fmt::format("{:.1f} days", static_cast<double>(seconds) / 86400);
}

std::string share_text(const KeptShare& share) {
  if (share.decided == 0) return "no case to tell by";
  return fmt::format("{:.1f} % ({} of {})", 100.0 * static_cast<double>(share.kept) / static_cast<double>(share.decided), share.kept,
                     share.decided);
}

std::string clock_text(const ClockEvidence& clock) {
  std::string text = fmt::format("{}: {} cases\n", name_of(clock.kind), clock.cases);
  if (clock.cases > 0) {
    text += fmt::format("  {:<14}{:>12}{:>12}{:>12}{:>12}\n", "", "median", "80 %", "90 %", "95 %");
    text += times_text("open time", clock.open, open_text) + times_text("elapsed time", clock.elapsed, elapsed_text);
  }
  text += "  the proposal would have kept " + share_text(clock.proposed) + "; what was promised was kept in " + share_text(clock.promised) +
          "\n";
  std::string left_out;
  for (const auto& [why, cases] : clock.excluded) left_out += fmt::format("{}{} {}", left_out.empty() ? "" : ", ", cases, why);
  if (!left_out.empty()) text += "  left out: " + left_out + "\n";
  for (const auto& month : clock.months)
    text += fmt::format("  {}  {:>8} cases  open time: median {}, 90 % {}\n", month.month, month.cases, open_text(month.open.median),
                        open_text(month.open.p90));
  return text;
}

std::string promise_text(const ClockPromise& clock) {
  return fmt::format("  {:<14}{}{}{}, to be kept in {} of 100\n", name_of(clock.kind), to_text(clock.target),
                     clock.calendar.empty() ? "" : " of " + clock.calendar, clock.same_time ? " by the same time" : "", clock.share);
}

std::string review_text(const Proposal& proposal, const OfficeReview& review, Instant now) {
  const auto late = overdue(proposal, review, now) ? ", OVERDUE" : "";
  if (!review.decided) return fmt::format("  {:<14}has until {}{}\n", review.office, iso8601(review.due), late);
  return fmt::format("  {:<14}{} on {} (had until {}{}){}\n", review.office, name_of(review.decision), iso8601(*review.decided),
                     iso8601(review.due), late, review.reason.empty() ? "" : ": " + review.reason);
}

}  // namespace

std::string to_text(const Evidence& evidence) {
  std::string text =
      fmt::format("evidence for {}: {} cases opened from {} up to {}; {}\n", evidence.service, evidence.cases, evidence.from,
                  evidence.until, evidence.in_force.empty() ? "no promise is in force" : "the promise in force is of " + evidence.in_force);
  for (const auto& clock : evidence.clocks) text += clock_text(clock);
  if (!evidence.alike.empty()) text += "like services:\n";
  for (const auto& like : evidence.alike)
    text += fmt::format("  {:<20}{:<10}first_status {} {}, outcome {} {}\n", like.service, like.agency, like.first_status,
                        like.first_calendar, like.outcome, like.outcome_calendar);
  return text;
}

std::string to_text(const Proposal& proposal, Instant now) {
  std::string text = fmt::format("proposal {} of {} for {}, from {}: {}\n", proposal.id, proposal.agency, proposal.sla.service,
                                 date_text(proposal.sla.effective), name_of(proposal.state));
  for (const auto& clock : proposal.sla.clocks) text += promise_text(clock);
  for (const auto& [language, words] : proposal.sla.words) text += fmt::format("  {:<14}{}\n", language, words);
  text += fmt::format("proposed {} by {}{}: {}\n", iso8601(proposal.proposed), proposal.proposed_by,
                      proposal.again > 0 ? fmt::format(", after proposal {}", proposal.again) : "", proposal.reason);
  for (const auto& review : proposal.reviews) text += review_text(proposal, review, now);
  if (proposal.state == Proposal::State::withdrawn)
    text += fmt::format("withdrawn {}{}\n", iso8601(*proposal.ended), proposal.ended_reason.empty() ? "" : ": " + proposal.ended_reason);
  if (proposal.published > 0) text += fmt::format("published as SLA version {}\n", proposal.published);
  return text + to_text(evidence_of(proposal.evidence));
}

std::string line_of(const Proposal& proposal, Instant now) {
  std::string waits;
  for (const auto& review : proposal.reviews) {
    if (proposal.state != Proposal::State::under_review || review.decided) continue;
    waits +=
        fmt::format("{}{}{}", waits.empty() ? "  waits for " : ", ", review.office, overdue(proposal, review, now) ? " (OVERDUE)" : "");
  }
  return fmt::format("{}  {} ({})  from {}  {}{}\n", proposal.id, proposal.sla.service, proposal.agency, date_text(proposal.sla.effective),
                     name_of(proposal.state), waits);
}

std::string line_of(const Confirmed& confirmed) {
  return fmt::format("{} ({})  from {}  confirmed {}  due {}{}\n", confirmed.sla->service, confirmed.agency,
                     date_text(confirmed.sla->effective), date_text(confirmed.confirmed), date_text(confirmed.due),
                     confirmed.overdue ? "  OVERDUE" : "");
}

}  // namespace portico::standards
