// What the city promised: calendars, SLAs and their versions. No service without a promise.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/standards/clock_promise.h"
#include "city/standards/emergency.h"
#include "city/standards/policy.h"
#include "platform/calendar/calendar.h"
#include "platform/store/store.h"

namespace portico::standards {

struct SlaVersion {
  std::int64_t id = 0;
  std::string service;
  std::chrono::sys_days effective;  // local date of the city from which new cases are opened under it
  std::vector<ClockPromise> clocks;
  std::map<std::string, std::string> words;  // language → the promise in plain words, "We fill it within 3 working days."

  // How it came about and what became of it: beside its record, not in it.
  struct Reviewed {
    std::string office;
    Instant approved;
  };
  Instant published;
  std::optional<Instant> superseded;  // when another version took its place, or it was retired
  bool retired = false;               // marks that its date's promise was retired; nobody is promised anything under it
  std::int64_t proposal = 0;          // the reviewed proposal that it came of; 0: the city pack
  std::vector<Reviewed> reviewed;     // by office
  std::optional<Instant> confirmed;   // when its agency last said that it still holds

  const ClockPromise* clock(ClockKind kind) const;  // nullptr where it has none
};

// The promise for people: the SLA's own words in the language, else what its clocks say ("First answer within 1 working day. Done within
// 3 working days."); in a language that i18n::public_languages() lacks, first its words in the city's own.
std::string promise_words(const SlaVersion& sla, std::string_view language, std::string_view first_language);

// A calendar in force from a load on.
struct CalendarVersion {
  std::int64_t id = 0;
  std::string code;
  std::string tzdata;
  calendar::Calendar calendar;
  std::int64_t version = 0;  // of its code, from 1
  std::int64_t load = 0;     // number of the load that put it in force
};

class Snapshot {
 public:
  std::vector<SlaVersion> slas;                                   // the newest of each service and date, by service, then effective
  std::vector<SlaVersion> superseded;                             // older versions and retired ones, under which cases may still stand
  std::map<std::string, CalendarVersion, std::less<>> calendars;  // newest of each code
  std::vector<CalendarVersion> earlier_calendars;                 // the others, of each code by version: clocks still stand on them
  std::vector<Emergency> emergencies;                             // all that were ever declared, by `from`
  std::int64_t loaded = 0;                                        // number of the load that made it; 0 before the first
  std::int64_t emergency_change = 0;                              // of the newest change to an emergency; 0 before the first
  Policy policy;
  std::int64_t policy_version = 0;  // from 1; 0 where no pack has said one yet

  // Call once when the fields above are filled: sorts them, and look-ups are then fast. Without it they are right but slow.
  void prepare();
  const SlaVersion* in_force(std::string_view service, std::chrono::sys_days local_date) const;
  const SlaVersion* version(std::int64_t id) const;                 // superseded ones too
  const calendar::Calendar* calendar(std::string_view code) const;  // nullptr where there is none, or for ""
  // The calendar by which a load reckoned: the newest version that was in force by then, else the oldest that there is. One that was
  // retired by then counts on for what was promised under it. nullptr where the code was never in force, or for "".
  const CalendarVersion* calendar(std::string_view code, std::int64_t load) const;
  // Every version there ever was, those that others replaced as well: by effective, then by when they were published.
  std::vector<const SlaVersion*> history_of(std::string_view service) const;
  std::vector<const SlaVersion*> versions_of(std::string_view service) const;  // in force, planned and past, by effective

 private:
  std::unordered_map<std::int64_t, const SlaVersion*> by_id_;
  bool prepared_ = false;
};

// One clock's events and its answer: sla.md's rules, pure. Instants in UTC.
struct Pause {
  Instant from;
  std::optional<Instant> to;
  std::string reason;
};
struct Due {
  Instant due;
  std::vector<calendar::Span> counted;
  struct Skipped {
    calendar::Span span;
    std::string why;
  };  // "closed", a holiday's name, or a pause's reason
  std::vector<Skipped> skipped;
};
// When a promise opened at `opened` falls due, and why: `counted` and `skipped` together are [opened, due), piece by piece. `calendar` may
// be null for elapsed hours. Pauses count where the promise names their reason; they may overlap and stand in any order. While a pause is
// open the due instant is that of the pause ending now at `as_of`.
//
// Open time, elapsed time: the first instant at which so much of it, less the pauses, has passed; a due instant at closing stays there.
// Open days: the day of the opening (the next open day's, where the case was opened outside hours) does not count; nor does a day of which
// more than half of the open time was paused. Due at the end of the last hours of the n-th day, or with `same_time` at the wall time of the
// opening on that day, be it open then or not. Zero: the first open instant that is not paused.
Due due(const ClockPromise& promise, const calendar::Calendar* calendar, Instant opened, const std::vector<Pause>& pauses, Instant as_of);
// The account of [opened, until) alone; `due` is left at `until`. For a clock that has stopped, or runs on.
Due account(const ClockPromise& promise, const calendar::Calendar* calendar, Instant opened, const std::vector<Pause>& pauses,
            Instant as_of, Instant until);
// The instant alone: a few hundred nanoseconds, for the way in.
Instant due_instant(const ClockPromise& promise, const calendar::Calendar* calendar, Instant opened, std::span<const Pause> pauses,
                    Instant as_of);
// The first instant at which `amount` more of the time that this promise counts (open time; elapsed time) has passed since `from`.
Instant later_by(const ClockPromise& promise, const calendar::Calendar* calendar, Instant from, Millis amount,
                 std::span<const Pause> pauses, Instant as_of);

// When `share` per cent of a promise has been used up, where `answer` is what due() said of it. Up to 100: the instant at which so much of
// the counted time has passed (rounded down to a millisecond); at 100 the due instant itself. Beyond: the due instant, and so much more of
// the time that counts. A target of zero is used up at once: every share is the due instant. Other parameters as of due().
Instant share_instant(const ClockPromise& promise, const calendar::Calendar* calendar, const Due& answer, const std::vector<Pause>& pauses,
                      Instant as_of, int share);

// The module as others hold it.
class Standards {
 public:
  explicit Standards(store::Store& store);                    // reads the newest snapshot
  explicit Standards(std::shared_ptr<const Snapshot> still);  // stands still: refresh() does nothing; for tests and one-shot checks
  std::shared_ptr<const Snapshot> now() const;                // never null; empty before the first load
  void refresh();                                             // reads it anew; call after a load has become durable
  void refresh_if_changed();  // two numbers tell: for a node that looks whether another has loaded something or declared an emergency

 private:
  store::Store* store_ = nullptr;
  std::atomic<std::shared_ptr<const Snapshot>> snapshot_;
};

}  // namespace portico::standards
