#include "city/cases/reckoner.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "city/cases/history.h"
#include "city/cases/reckoning.h"
#include "city/cases/tables.h"
#include "city/cases/tables_reckoning.h"

namespace portico::cases {
namespace {

using tables::OpenPlace, tables::WorkedThrough;

constexpr int rows_at_once = 500;
constexpr int chunks_between_marks = 20;  // where there is nothing to write but how far it has come
constexpr int most_walks = 10;
constexpr std::size_t least_on_postgres = 100;  // cases a slice
constexpr Millis tried_again = std::chrono::seconds(5), looked_again = std::chrono::seconds(5);

struct Found {
  std::int64_t id = 0;
  OpenPlace place;
  std::int64_t seen = 0;  // of the walk, with this one
};

// Open cases that were looked at, and those of them that are not up to date.
struct Chunk {
  std::vector<Found> found;
  OpenPlace end;
  std::int64_t seen = 0;  // of the walk, with all of these
  bool last = false;      // there is nothing more
};

Chunk read_chunk(store::Reader& reader, const WorkedThrough& state, const standards::Snapshot& standards) {
  Chunk chunk;
  chunk.end = state.place;
  chunk.seen = state.seen;
  for (const auto& each : tables::open_cases_after(reader, chunk.end, rows_at_once)) {
    ++chunk.seen;
    if (outdated(each.subject, standards)) chunk.found.push_back({each.subject.id, each.place, chunk.seen});
  }
  chunk.last = chunk.seen == state.seen;
  return chunk;
}

bool is_behind(const std::optional<WorkedThrough>& newest, const standards::Snapshot& standards) {
  if (!newest) return standards.loaded > 0 || standards.emergency_change > 0;
  return newest->load < standards.loaded || newest->emergency_change < standards.emergency_change;
}

}  // namespace

std::optional<ReckoningProgress> reckoning_progress(store::Reader& reader) {
  const auto newest = tables::newest_reckoning(reader);
  if (!newest) return std::nullopt;
  return ReckoningProgress{newest->load,     newest->emergency_change, newest->walk,  newest->seen,
                           newest->of_cases, newest->changed,          newest->begun, newest->finished};
}

Outcome<Cases::BroughtUp> Cases::bring_up(store::Tx& tx, std::span<const std::int64_t> ids) const {
  const auto standards = standards_.now();
  BroughtUp done;
  for (const std::int64_t id : ids) {
    if (auto subject = tables::lock_case(tx, id)) {
      const std::int64_t version = subject->version;
      History history(*std::move(subject), time_.now(), *standards);
      if (history.reckon()) {
        Case changed = history.subject();
        arm(tx, changed, *standards);
        tables::reckon_case(tx, changed);
        history.write(tx, "reckoner");
        if (history.subject().version != version) ++done.changed;
      }
    }
    ++done.taken;
    // On PostgreSQL nobody waits for the lane, and a commit costs as much as many cases.
    if (tx.slice_over() && (tx.dialect() == store::Dialect::sqlite || done.taken >= least_on_postgres)) break;
  }
  return done;
}

struct Reckoner::Inside {
  Inside(store::Store& in_store, const Cases& of_cases, standards::Standards& by_standards, const TimeSource& by_time, Log& to_log)
      : store(in_store), cases(of_cases), standards(by_standards), time(by_time), log(to_log) {}

  std::optional<WorkedThrough> newest() {
    std::optional<WorkedThrough> found;
    store.read([&](store::Reader& reader) { found = tables::newest_reckoning(reader); });
    return found;
  }

  std::int64_t count_open() {
    std::int64_t count = 0;
    store.read([&](store::Reader& reader) { count = tables::count_open(reader); });
    return count;
  }

  void begin(const standards::Snapshot& snapshot) {
    WorkedThrough begun;
    begun.load = snapshot.loaded;
    begun.emergency_change = snapshot.emergency_change;
    begun.of_cases = count_open();
    begun.begun = time.now();
    (void)store.run<bool>([&](store::Tx& tx) -> Outcome<bool> { return tables::begin_reckoning(tx, begun); }, store::Urgency::background);
  }

  // Writes `next` in the place of `state`, with what `change` does in the same transaction; false where another node has moved on
  // meanwhile.
  bool advance(
      WorkedThrough& state, WorkedThrough next,
      const std::function<void(store::Tx& tx, WorkedThrough& next)>& change = [](store::Tx&, WorkedThrough&) {}) {
    const auto done = store.run<WorkedThrough>(
        [&](store::Tx& tx) -> Outcome<WorkedThrough> {
          const auto kept = tables::lock_reckoning(tx, state.id);
          if (!kept || kept->finished || kept->walk != state.walk || kept->place != marked || kept->seen != seen_marked)
            return refuse(Refused::conflict, "", "another node works at it");
          WorkedThrough written = next;
          change(tx, written);
          tables::write_reckoning(tx, written);
          return written;
        },
        store::Urgency::background);
    if (!done) return false;
    state = *done;
    mark(state);
    return true;
  }

  void mark(const WorkedThrough& state) {
    marked = state.place;
    seen_marked = state.seen;
    unmarked_chunks = 0;
  }

  bool bring_up(WorkedThrough& state, const Chunk& chunk) {
    for (std::size_t first = 0; first < chunk.found.size();) {
      std::vector<std::int64_t> ids;
      for (std::size_t at = first; at < chunk.found.size(); ++at) ids.push_back(chunk.found[at].id);
      std::size_t taken = 0;
      const bool mine = advance(state, state, [&](store::Tx& tx, WorkedThrough& next) {
        const auto done = cases.bring_up(tx, ids);
        taken = done->taken;
        const bool all = taken == ids.size();
        next.found += static_cast<std::int64_t>(taken);
        next.changed += done->changed;
        next.place = all ? chunk.end : chunk.found[first + taken - 1].place;
        next.seen = all ? chunk.seen : chunk.found[first + taken - 1].seen;
      });
      if (!mine) return false;
      first += taken;
    }
    return true;
  }

  bool end_walk(WorkedThrough& state) {
    WorkedThrough next = state;
    if (state.found == 0 || state.walk == most_walks) {
      next.finished = time.now();
    } else {
      ++next.walk;
      next.place = {};
      next.seen = next.found = 0;
      next.of_cases = count_open();
    }
    if (!advance(state, next)) return false;
    if (state.finished)
      log.write(Severity::info, "open cases are reckoned by the newest calendars and emergencies",
                {{"load", std::to_string(state.load)}, {"changed", std::to_string(state.changed)}, {"walks", std::to_string(state.walk)}});
    return true;
  }

  // One chunk of the walk. False where another node works at it.
  bool step(WorkedThrough& state, const standards::Snapshot& snapshot) {
    Chunk chunk;
    store.read([&](store::Reader& reader) { chunk = read_chunk(reader, state, snapshot); });
    if (chunk.last) return end_walk(state);
    if (!chunk.found.empty()) return bring_up(state, chunk);
    state.place = chunk.end;
    state.seen = chunk.seen;
    return ++unmarked_chunks < chunks_between_marks || advance(state, state);
  }

  // True where all is done; false where another node works at it, or this one was stopped.
  bool work() {
    if (store.dialect() == store::Dialect::postgres) standards.refresh_if_changed();
    for (;;) {
      auto snapshot = standards.now();
      if (is_behind(newest(), *snapshot)) begin(*snapshot);
      auto state = newest();
      if (!state || state->finished) return true;
      if (state->load > snapshot->loaded || state->emergency_change > snapshot->emergency_change) {
        standards.refresh();  // another node has loaded something
        snapshot = standards.now();
      }
      mark(*state);
      while (!state->finished) {
        if (stopped() || !step(*state, *snapshot)) return false;
        if (standards.now() != snapshot && is_behind(state, *standards.now())) break;  // changed again: all over, by what counts now
      }
    }
  }

  bool stopped() {
    const std::lock_guard lock(mutex);
    return stopping;
  }

  void run() {
    std::unique_lock lock(mutex);
    std::optional<WorkedThrough> looked_on;  // where another node stood when it was last looked at
    while (!stopping) {
      woken = false;
      lock.unlock();
      Millis rest = std::chrono::hours(1);
      try {
        rest = attend(looked_on);
      } catch (const std::exception& broken) {  // the lane is full or the disk is: said, and tried again
        log.write(Severity::warning, "reckoning open cases broke and will be tried again", {{"why", broken.what()}});
        rest = tried_again;
      }
      lock.lock();
      changed.wait_for(lock, rest, [this] { return woken || stopping; });
    }
  }

  // Works, or looks on where another node does; how long to rest until the next time.
  Millis attend(std::optional<WorkedThrough>& looked_on) {
    const bool alone = store.dialect() == store::Dialect::sqlite;
    if (!alone) {
      const auto now = newest();
      const bool goes_on =
          now && looked_on && !now->finished && (now->walk != looked_on->walk || now->seen != looked_on->seen || now->id != looked_on->id);
      if (goes_on) {
        looked_on = now;
        return looked_again;
      }
    }
    if (work())
      looked_on.reset();
    else
      looked_on = newest();
    return alone ? Millis(std::chrono::hours(1)) : looked_again;
  }

  store::Store& store;
  const Cases& cases;
  standards::Standards& standards;
  const TimeSource& time;
  Log& log;
  OpenPlace marked;  // what the row says of the place and how many were seen; this node alone moves it
  std::int64_t seen_marked = 0;
  int unmarked_chunks = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false, stopping = false;
  std::thread thread;
};

Reckoner::Reckoner(store::Store& store, const Cases& cases, standards::Standards& standards, const TimeSource& time, Log& log)
    : inside_(std::make_shared<Inside>(store, cases, standards, time, log)) {}

Reckoner::~Reckoner() { stop(); }

void Reckoner::start() {
  inside_->stopping = false;
  inside_->thread = std::thread([inside = inside_] { inside->run(); });
}

void Reckoner::stop() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->changed.notify_all();
  if (inside_->thread.joinable()) inside_->thread.join();
}

void Reckoner::reckon_again() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->woken = true;
  }
  inside_->changed.notify_all();
}

bool Reckoner::work() { return inside_->work(); }

}  // namespace portico::cases
