// How long cases of a service really took, to stand beside a promise that is proposed for it. Pure: who has the cases (city/cases) gives
// them one by one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/standards/history.h"
#include "city/standards/standards.h"

namespace portico::standards {

// One case, as the evidence looks at it.
struct PastCase {
  struct OfClock {
    std::optional<Instant> stopped;             // by what happened; also where nothing was promised
    RunState state = RunState::not_applicable;  // under the promise that it was opened under, as of now
  };
  Instant opened;
  bool promised = true;   // false: it was opened under no promise
  bool doubtful = false;  // its own record contradicts itself on whether or when it ended
  OfClock first_status, outcome;
  std::vector<Pause> pauses;
};

// Gives every case of the service that was opened on [from, until), in order of opening.
using PastCases =
    std::function<void(std::string_view service, Instant from, Instant until, const std::function<void(const PastCase&)>& each)>;

// Percentiles by nearest rank: the p-th is the ceil(p/100 × n)-th smallest of the n times, so always one that a case really took
// (definition 1 of Hyndman and Fan, Sample quantiles in statistical packages, 1996). In whole seconds, rounded down.
struct Distribution {
  std::int64_t median = 0, p80 = 0, p90 = 0, p95 = 0;
  bool operator==(const Distribution&) const = default;
};

// Of so many cases whose promise was kept or missed, so many kept theirs. A case that still runs past its due instant has missed it; one
// that still may keep it is not counted.
struct KeptShare {
  std::int64_t kept = 0, decided = 0;
  bool operator==(const KeptShare&) const = default;
};

struct ClockEvidence {
  struct Month {
    std::string month;  // in which they were opened, "2026-03", of the city's own calendar
    std::int64_t cases = 0;
    Distribution open, elapsed;
    bool operator==(const Month&) const = default;
  };
  ClockKind kind = ClockKind::first_status;
  std::int64_t cases = 0;  // whose time is known: these the distributions tell of
  Distribution open;  // open time of the proposed calendar, less the pauses that the proposal names; elapsed time where it has no calendar
  Distribution elapsed;
  std::vector<Month> months;
  std::map<std::string, std::int64_t> excluded;  // why the others are not among them → how many
  KeptShare proposed;                            // had the proposal been their promise
  KeptShare promised;                            // what they were promised
  bool operator==(const ClockEvidence&) const = default;
};

// What like services promise: those of the same group or agency, by code.
struct LikePromise {
  std::string service, agency, group, effective;
  std::string first_status, outcome;  // targets, "1d"
  std::string first_calendar, outcome_calendar;
  std::int64_t first_share = 0, outcome_share = 0;  // per cent to be kept
  bool operator==(const LikePromise&) const = default;
};

struct Evidence {
  std::string service;
  std::string from, until;  // local dates: of cases opened on [from, until)
  Instant at;               // when it was gathered
  std::int64_t cases = 0;   // opened in that time
  std::string in_force;     // since when the promise has held that is in force then, "2026-01-05"; "" where there is none
  std::vector<ClockEvidence> clocks;
  std::vector<LikePromise> alike;
  bool operator==(const Evidence&) const = default;
};

struct EvidenceAsked {
  SlaVersion promise;  // whose targets, calendars and pauses count
  // Local dates; the 12 months up to and with today unless said.
  std::optional<std::chrono::sys_days> from, until;
};

// Refused where the span is empty, begins more than ten years ago or ends in the future, or the promise names a calendar that is not in
// force.
Outcome<Evidence> gather_evidence(const EvidenceAsked& asked, const directory::Snapshot& city, const Snapshot& standards,
                                  const PastCases& cases, Instant now);

// The percentile of the times, which are put into another order. 0 of none.
std::int64_t nearest_rank(std::vector<std::int32_t>& times, int percent);

}  // namespace portico::standards
