// How the city deals with its promises: who reviews them, how often an agency confirms them, and who is told when one runs out. From the
// pack's standards.toml.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "city/standards/clock_promise.h"
#include "city/standards/escalation.h"

namespace portico::standards {

// An office that says whether a proposed promise is reasonable, and how long it may take to say so.
struct Reviewer {
  std::string code;
  std::map<std::string, std::string> name;  // language → text; the city's first language is always there
  Target target;
  std::string calendar;  // empty for elapsed hours

  ClockPromise deadline() const;  // for due(): counted from the proposal on
};

// How long what people wrote, and who they are, is kept after a request was closed.
struct Retention {
  std::vector<std::string> services;  // codes; none: every service that no other rule names
  int days = 0;
  bool operator==(const Retention&) const = default;
};

// When whoever's request has ended is asked two questions about that, and how long they may answer.
struct SurveyTimes {
  int asked_after_hours = 24;
  int reminded_after_days = 5;  // after the survey was asked
  int open_for_days = 30;       // after the outcome
  bool operator==(const SurveyTimes&) const = default;
};

// A service by which people say what they think of how the city treats them.
struct Voice {
  std::string service;
  bool compliment = false;  // else a complaint
  std::string right;        // the code of its question whose choices are the rights that people have; "" for none
  bool operator==(const Voice&) const = default;
};

struct Policy {
  std::vector<Reviewer> reviewers;    // by code; none, or at least two: then every promise but a pack's own is reviewed by all of them
  int confirm_every_months = 12;      // so often an agency says anew that its promise still holds
  int contest_within_days = 14;       // so many of the city's own days after an outcome its customer may say that it is not so
  std::vector<Retention> retentions;  // none: everything is kept
  SurveyTimes survey;
  std::vector<Voice> voices;  // by service; none: nothing is counted by right
  EscalationPolicy escalations;

  const Reviewer* reviewer(std::string_view code) const;  // nullptr where there is none
  const Voice* voice(std::string_view service) const;     // nullptr for a service that is none
};

// The day on which a promise that was confirmed last on `confirmed` has to be confirmed anew: so many months later, at a month's end where
// that month has no such day.
std::chrono::sys_days confirm_by(const Policy& policy, std::chrono::sys_days confirmed);

}  // namespace portico::standards
