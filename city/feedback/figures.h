// What is counted of endings and answers, by day, service and agency; and the shares that are published of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::feedback {

struct Counts {
  std::int64_t closed = 0, contested = 0, reopened = 0, asked = 0, answered = 0, solved = 0, unsolved = 0, satisfied = 0;
  Counts& operator+=(const Counts& more);
  bool operator==(const Counts&) const = default;
};
struct Day {
  std::int64_t day = 0;  // of the closing, since 1970, of the city's calendar
  std::string service, agency;
  Counts counts;
};

// Shares of fewer than this many are not told: they would tell of single people.
constexpr std::int64_t least_told = 10;

struct Line {
  std::string code;  // of an agency or a service
  Counts counts;
};
struct VoiceLine {
  std::string agency, right;  // right: the key of a choice; "" where none was named
  std::int64_t complaints = 0, compliments = 0;
  bool operator==(const VoiceLine&) const = default;
};
struct Figures {
  std::chrono::sys_days first, last;  // of closings, and of what was said; both included
  Counts all;
  std::vector<Line> agencies, services;  // by code
  std::vector<VoiceLine> voices;         // by agency and right
};
Figures figures(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last);

// In hundredths, rounded down; -1 where it is of fewer than `least_told`.
int share(std::int64_t part, std::int64_t of);

}  // namespace portico::feedback
