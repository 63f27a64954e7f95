// Pausing and resuming a case: rules and commands.
#include "city/cases/pause.h"

#include <algorithm>

#include "city/cases/cases.h"
#include "city/cases/history.h"
#include "city/cases/reckoning.h"
#include "city/cases/record.h"

namespace portico::cases {
namespace {

std::string listed(const std::vector<std::string>& reasons) {
  std::string list;
  for (const auto& each : reasons) list += (list.empty() ? "" : ", ") + each;
  return list;
}

}  // namespace

const Pause* open_pause(const Case& subject) {
  return subject.pauses.empty() || subject.pauses.back().to ? nullptr : &subject.pauses.back();
}

void end_pause(Case& subject, Instant at) {
  if (open_pause(subject)) subject.pauses.back().to = std::max(at, subject.pauses.back().from);
}

Outcome<void> pause(Case& subject, Pause begun, const standards::Snapshot& standards) {
  if (subject.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed", "an open request");
  if (const Pause* open = open_pause(subject))
    return refuse(Refused::conflict, "number", "this request is paused already, since " + iso8601(open->from) + ": " + open->reason,
                  "a request that is not paused; resume this one first");
  const auto reasons = pause_reasons(facts_of(subject), standards);
  if (std::ranges::find(reasons, begun.reason) == reasons.end())
    return refuse(Refused::invalid, "reason", "no running clock of this request stops for '" + begun.reason.substr(0, 60) + "'",
                  reasons.empty() ? "none: its promise names no reason to pause" : listed(reasons));
  if (!subject.pauses.empty()) begun.from = std::max(begun.from, *subject.pauses.back().to);
  subject.pauses.push_back(std::move(begun));
  ++subject.pause_count;
  rework(subject, standards, Calendars::newest);
  return {};
}

Outcome<void> resume(Case& subject, Instant at, const standards::Snapshot& standards) {
  if (subject.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed", "an open request");
  if (!open_pause(subject)) return refuse(Refused::conflict, "number", "this request is not paused", "a paused request");
  end_pause(subject, at);
  rework(subject, standards, Calendars::newest);
  return {};
}

Outcome<Case> Cases::pause_case(store::Tx& tx, std::string_view number, const Pausing& pausing, const Acting& acting) const {
  std::string words = pausing.words;
  std::vector<Fault> faults;
  check_text(words, "words", 1'000, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return change(tx, number, acting, [&](History& history) { return history.pause(pausing.reason, words); });
}

Outcome<Case> Cases::resume_case(store::Tx& tx, std::string_view number, const Acting& acting) const {
  return change(tx, number, acting, [](History& history) { return history.resume(); });
}

}  // namespace portico::cases
