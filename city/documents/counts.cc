#include "city/documents/counts.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "city/documents/tables.h"

namespace portico::documents {
namespace {

constexpr Millis between = std::chrono::seconds(3);

}  // namespace

std::string_view name_of(Channel channel) { return channel == Channel::desk ? "desk" : "web"; }

Counts& Counts::operator+=(const Counts& more) {
  reads += more.reads;
  helped += more.helped;
  unhelped += more.unhelped;
  return *this;
}

int share(std::int64_t part, std::int64_t of) { return of < least_told ? -1 : static_cast<int>(part * 100 / of); }

Figures figures(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last) {
  Figures told{first, last, {}, {}, {}, {}};
  for (const Counted& each : tables::counted(reader, first.time_since_epoch().count(), last.time_since_epoch().count())) {
    told.all += each.counts;
    told.channels[each.of.channel] += each.counts;
    told.articles[each.of.code] += each.counts;
    told.languages[each.of.language] += each.counts;
  }
  return told;
}

struct Counter::Inside {
  using Gathered = std::map<std::pair<std::int64_t, Read>, Counts>;
  Inside(store::Store& of_store, Log& to_log) : store(of_store), log(to_log) {}

  bool flush() {
    const std::lock_guard one_at_a_time(flushing);
    Gathered taken;
    {
      const std::lock_guard lock(mutex);
      taken.swap(gathered);
    }
    if (taken.empty()) return true;
    try {
      const auto written = store.run<int>(
          [&](store::Tx& tx) -> Outcome<int> {
            for (const auto& [of, counts] : taken) tables::add_reads(tx, of.first, of.second, counts);
            return 0;
          },
          store::Urgency::background);
      if (written) return true;
    } catch (const std::exception& broken) {
      log.write(Severity::warning, "counts of articles could not be written and wait", {{"why", broken.what()}});
    }
    const std::lock_guard lock(mutex);
    for (const auto& [of, counts] : taken) gathered[of] += counts;
    return false;
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      changed.wait_for(lock, between, [this] { return stopping; });
      lock.unlock();
      flush();
      lock.lock();
    }
  }

  store::Store& store;
  Log& log;
  std::mutex mutex, flushing;
  std::condition_variable changed;
  Gathered gathered;
  bool stopping = false;
  std::thread thread;
};

Counter::Counter(store::Store& store, Log& log) : inside_(std::make_shared<Inside>(store, log)) {}

Counter::~Counter() { stop(); }

void Counter::start() {
  inside_->stopping = false;
  inside_->thread = std::thread([inside = inside_] { inside->run(); });
}

void Counter::stop() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->changed.notify_all();
  if (!inside_->thread.joinable()) return;
  inside_->thread.join();
  inside_->flush();
}

void Counter::add(std::chrono::sys_days day, Read read, const Counts& more) {
  const std::lock_guard lock(inside_->mutex);
  inside_->gathered[{day.time_since_epoch().count(), std::move(read)}] += more;
}

bool Counter::flush() { return inside_->flush(); }

}  // namespace portico::documents
