// The part of `portico check` that holds a case's clocks against its events, and against the rules they are reckoned by.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "city/cases/case.h"
#include "city/standards/standards.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {

// What a case's events say of its clocks, pauses, agency and service, in eight bytes: equal to that of its row where the two agree.
struct ClockDigest {
  std::uint32_t dues = 0;   // as the events told them last
  std::uint32_t facts = 0;  // the sum of stops, pauses, agency, service and SLA version
  bool operator==(const ClockDigest&) const = default;

  void hear(const ledger::Event& event);
  static ClockDigest of(const Case& subject);  // whose pauses were read
};

// Where two digests differ: the first thing that a case's row says otherwise than its events, taken up one by one through the standards'
// own account of a history. "" where they agree.
std::string against_events(const Case& subject, std::span<const ledger::Event> events, const standards::Snapshot& standards);

// What a row says otherwise than its clocks come out when they are reckoned by the calendars that the row names. "" where it is as it
// should be; also where those are not known (it was opened before they were kept).
std::string against_rules(const Case& subject, const standards::Snapshot& standards);

}  // namespace portico::cases
