#include "city/cases/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"
#include "city/cases/check_clocks.h"
#include "city/cases/events.h"
#include "city/cases/pause.h"
#include "city/cases/reckoning.h"
#include "city/cases/tables.h"
#include "city/cases/tables_reckoning.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {
namespace {

constexpr std::size_t most_of_a_kind = 100;
constexpr int chunk = 2'000;

// What the ledger told of one case: twenty bytes, so that ten million fit.
struct Told {
  ClockDigest clocks;
  std::int32_t events = 0, messages = 0;
  std::int8_t opened = 0, closed = 0;  // closed: closings less re-openings
};

class Checking {
 public:
  Checking(store::Store& store, const directory::Snapshot& city, const standards::Snapshot& standards, std::string_view number_key)
      : store_(store), city_(city), standards_(standards), number_key_(number_key) {}

  Checked run() {
    last_event_ = 0;
    store_.read([&](store::Reader& reader) {
      last_event_ = ledger::last_position(reader);
      const auto reckoned = tables::newest_reckoning(reader);
      emergencies_settled_ =
          standards_.emergencies.empty() || (reckoned && reckoned->finished && reckoned->emergency_change >= standards_.emergency_change);
    });
    read_cases();
    read_events();
    compare();
    dangling();
    return std::move(checked_);
  }

 private:
  struct Kept {  // of a case's row
    ClockDigest clocks;
    std::int64_t version = 0;
    std::int32_t messages = 0;
    bool there = false, closed = false, numbered = false;
  };

  void find(std::string_view kind, std::string sentence) {
    auto& count = counts_[std::string(kind)];
    if (++count <= most_of_a_kind)
      checked_.findings.push_back(std::move(sentence));
    else if (count == most_of_a_kind + 1)
      checked_.findings.push_back(fmt::format("… and more of this kind: {}", kind));
  }

  void read_cases() {
    std::int64_t after = 0;
    for (bool more = true; more;) {
      std::vector<Case> some;
      std::map<std::int64_t, std::int64_t> messages;
      std::vector<std::int64_t> unlisted;
      store_.read([&](store::Reader& reader) {
        some = tables::cases_after(reader, after, chunk);
        if (some.empty()) return;
        read_pauses(reader, some);
        messages = tables::message_counts(reader, some.front().id, some.back().id);
        unlisted = tables::without_slot(reader, some);
      });
      more = !some.empty();
      if (more) after = some.back().id;
      for (const Case& each : some) look_at(each, messages[each.id]);
      for (const std::int64_t id : unlisted) find("slots", fmt::format("case {} is missing from the list of a district it lies in", id));
    }
  }

  static void read_pauses(store::Reader& reader, std::vector<Case>& cases) {
    std::vector<std::int64_t> waited;
    for (const Case& each : cases)
      if (each.pause_count > 0) waited.push_back(each.id);
    auto pauses = tables::pauses_of(reader, waited);
    for (Case& each : cases)
      if (const auto found = pauses.find(each.id); found != pauses.end()) each.pauses = std::move(found->second);
  }

  static Kept kept_of(const Case& subject, std::int64_t messages) {
    return {ClockDigest::of(subject),         subject.version,        static_cast<std::int32_t>(messages), true,
            subject.status == Status::closed, !subject.number.empty()};
  }

  void look_at(const Case& subject, std::int64_t messages) {
    ++checked_.cases;
    checked_.messages += messages;
    if (static_cast<std::size_t>(subject.id) >= kept_.size()) kept_.resize(static_cast<std::size_t>(subject.id) + 1);
    kept_[static_cast<std::size_t>(subject.id)] = kept_of(subject, messages);
    const auto says = [&](std::string_view kind, std::string_view what) { find(kind, fmt::format("case {} {}", subject.id, what)); };
    if (!city_.service(subject.service)) says("service", "is of a service that the directory does not know");
    if (!city_.agency(subject.agency)) says("agency", "belongs to an agency that the directory does not know");
    if (subject.sla_version != 0 && !standards_.version(subject.sla_version))
      says("sla", "was promised by an SLA version that is not there");
    if (subject.sla_version != 0 && subject.clocks.size() < 2) says("clocks", "has a promise but not both clocks");
    if (!subject.number.empty() && subject.number != case_number(subject.id, number_key_))
      says("number", "has another number than its id gives");
    if ((subject.status == Status::closed) != subject.closing.has_value()) says("closing", "is closed without a closing, or open with one");
    for (const Clock& clock : subject.clocks) {
      const bool running = clock.state == ClockState::running || clock.state == ClockState::paused;
      if (running == clock.stopped.has_value()) says("clock", "has a clock that stopped and runs, or does neither");
      if (running && subject.status == Status::closed) says("clock of closed", "is closed but a clock of it runs");
    }
    if (static_cast<std::int64_t>(subject.pauses.size()) != subject.pause_count)
      says("pauses", "has had more or fewer pauses than it says");
    if (subject.status == Status::closed && open_pause(subject)) says("pause of closed", "is closed but a pause of it is open");
    if (!emergencies_settled_ && outdated(subject, standards_)) return;  // a Reckoner has still to see to it
    if (const std::string wrong = against_rules(subject, standards_); !wrong.empty()) says("reckoning", wrong);
  }

  void read_events() {
    for (std::int64_t after = 0; after < last_event_;) {
      std::vector<ledger::Event> some;
      store_.read([&](store::Reader& reader) { some = ledger::events_after(reader, after, chunk); });
      if (some.empty()) break;
      after = some.back().position;
      for (const ledger::Event& event : some)
        if (event.subject.starts_with("case:")) hear(event);
    }
  }

  void hear(const ledger::Event& event) {
    ++checked_.events;
    const auto id = parse_integer(std::string_view(event.subject).substr(5)).value_or(0);
    if (id < 1 || id > std::numeric_limits<std::int32_t>::max())
      return find("subject", fmt::format("event {} is of no possible case", event.position));
    if (static_cast<std::size_t>(id) >= told_.size()) told_.resize(static_cast<std::size_t>(id) + 1);
    count(event, told_[static_cast<std::size_t>(id)]);
  }

  static void count(const ledger::Event& event, Told& told) {
    ++told.events;
    told.clocks.hear(event);
    if (event.type == CaseOpened::type)
      ++told.opened;
    else if (event.type == MessageSent::type)
      ++told.messages;
    else if (event.type == CaseClosed::type)
      ++told.closed;
    else if (event.type == CaseReopened::type)
      --told.closed;
  }

  // What is wrong between a row and its events: the kind and a sentence's end; two empty texts where nothing is.
  static std::pair<std::string_view, std::string> quarrel(const Kept& kept, const Told& told) {
    if (!kept.there)
      return told.events > 0 ? std::pair<std::string_view, std::string>{"event without case", "has events but no row"}
                             : std::pair<std::string_view, std::string>{};
    if (told.events == 0) return {"case without event", "has a row but no event"};
    if (told.events != kept.version) return {"version", fmt::format("is of version {} but has {} events", kept.version, told.events)};
    if (told.opened != (kept.numbered ? 1 : 0)) return {"opened", "was not opened exactly once"};
    if ((told.closed == 1) != kept.closed) return {"state", "is not in the state that its events end in"};
    if (told.messages != kept.messages)
      return {"messages", fmt::format("has {} messages but {} events of one", kept.messages, told.messages)};
    if (kept.numbered && kept.clocks != told.clocks) return {"clocks", "has other clocks than its events tell"};
    return {};
  }

  // Cases change while they are read: what looks wrong is looked at again, row and events in one snapshot.
  void compare() {
    for (std::size_t id = 1; id < std::max(kept_.size(), told_.size()); ++id) {
      if (quarrel(id < kept_.size() ? kept_[id] : Kept{}, id < told_.size() ? told_[id] : Told{}).first.empty()) continue;
      Kept kept;
      Told told;
      std::string clocks;
      const auto number = static_cast<std::int64_t>(id);
      store_.read([&](store::Reader& reader) {
        const auto row = tables::case_by_id(reader, number);
        const auto events = ledger::events_of(reader, fmt::format("case:{}", id));
        if (row) kept = kept_of(*row, static_cast<std::int64_t>(tables::messages_of(reader, number).size()));
        for (const ledger::Event& event : events) count(event, told);
        if (row) clocks = against_events(*row, events, standards_);
      });
      const auto [kind, what] = quarrel(kept, told);
      if (!kind.empty()) find(kind, fmt::format("case {} {}", id, kind == "clocks" && !clocks.empty() ? clocks : what));
    }
  }

  void dangling() {
    store_.read([&](store::Reader& reader) {
      for (const auto& [what, count] : tables::dangling(reader))
        if (count > 0) find(what, fmt::format("{} of {} hang on a case that is not there", count, what));
    });
  }

  store::Store& store_;
  const directory::Snapshot& city_;
  const standards::Snapshot& standards_;
  std::string_view number_key_;
  std::int64_t last_event_ = 0;
  bool emergencies_settled_ = true;  // open cases have been brought up to all emergencies
  std::vector<Kept> kept_;
  std::vector<Told> told_;
  std::map<std::string, std::size_t> counts_;
  Checked checked_;
};

}  // namespace

Checked check(store::Store& store, const directory::Snapshot& city, const standards::Snapshot& standards, std::string_view number_key) {
  return Checking(store, city, standards, number_key).run();
}

}  // namespace portico::cases
