#include "city/cases/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "city/cases/tables_alarms.h"

namespace portico::cases {
namespace {

constexpr int at_once = 100;  // cases a transaction
// At the latest then it looks again: the machine's clock may have been set, or a node that knew of an earlier alarm have died.
constexpr Millis longest_sleep = std::chrono::seconds(10);
constexpr Millis after_trouble = std::chrono::seconds(5);
constexpr Millis beside_another_node = std::chrono::seconds(1);
constexpr Instant never = Soonest::never;

}  // namespace

struct Scheduler::Inside {
  Inside(store::Store& in_store, const Cases& of_cases, const TimeSource& by_time, Log& to_log)
      : store(in_store), cases(of_cases), time(by_time), log(to_log) {}

  // Fires all that is due; how long there is nothing to do then.
  Millis work() {
    while (!stopped()) {
      const auto fired = store.run<int>([this](store::Tx& tx) { return cases.fire_alarms(tx, at_once); }, store::Urgency::background);
      if (!fired || *fired == 0) break;
    }
    std::optional<Instant> next;
    store.read([&](store::Reader& reader) { next = tables::next_alarm(reader); });
    const Instant now = time.now();
    const std::lock_guard lock(mutex);
    wake_at = std::min(next.value_or(never), told);
    return wake_at <= now ? beside_another_node : std::min<Millis>(wake_at - now, longest_sleep);
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      woken = false;
      told = wake_at = never;
      lock.unlock();
      Millis sleep = after_trouble;
      try {
        sleep = work();
      } catch (const std::exception& broken) {  // the lane is full or the disk is: said, and tried again
        log.write(Severity::warning, "the scheduler broke and will try again", {{"why", broken.what()}});
      }
      lock.lock();
      changed.wait_for(lock, sleep, [this] { return woken || stopping; });
    }
  }

  // A command has set an alarm and is committed.
  void committed() {
    const Instant soonest = cases.soonest_alarm().take();
    if (soonest == never) return;
    {
      const std::lock_guard lock(mutex);
      told = std::min(told, soonest);
      if (told >= wake_at) return;
      woken = true;
    }
    changed.notify_all();
  }

  bool stopped() {
    const std::lock_guard lock(mutex);
    return stopping;
  }

  store::Store& store;
  const Cases& cases;
  const TimeSource& time;
  Log& log;
  std::mutex mutex;
  std::condition_variable changed;
  Instant told = never;     // the earliest alarm that commands have set since it last looked
  Instant wake_at = never;  // when it means to look again
  bool woken = false, stopping = false;
  std::thread thread;
};

Scheduler::Scheduler(store::Store& store, const Cases& cases, const TimeSource& time, Log& log)
    : inside_(std::make_shared<Inside>(store, cases, time, log)) {
  store.after_commit([inside = std::weak_ptr(inside_)] {
    if (const auto alive = inside.lock()) alive->committed();
  });
}

Scheduler::~Scheduler() { stop(); }

void Scheduler::start() {
  inside_->stopping = false;
  inside_->thread = std::thread([inside = inside_] { inside->run(); });
}

void Scheduler::stop() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->changed.notify_all();
  if (inside_->thread.joinable()) inside_->thread.join();
}

void Scheduler::look() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->woken = true;
  }
  inside_->changed.notify_all();
}

}  // namespace portico::cases
