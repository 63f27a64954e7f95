#include "platform/notify/sender.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "platform/notify/rounds.h"
#include "platform/notify/tables_tellings.h"

namespace portico::notify {
namespace {

constexpr Millis longest_sleep = std::chrono::seconds(10), after_trouble = std::chrono::seconds(5);
// Of several nodes one sends; where it dies another does after this long.
constexpr Millis turn = std::chrono::seconds(20), turn_taken_again = std::chrono::seconds(5);
constexpr std::size_t holder_bytes = 16;

}  // namespace

struct Sender::Inside {
  struct Worker {
    bool woken = false;
    std::thread thread;
  };

  Inside(store::Store& in_store, const Templates& templates, const AddressBook& book, std::vector<std::unique_ptr<Channel>> channels,
         SenderSettings settings, const TimeSource& by_time, Chance& chance, Log& to_log)
      : store(in_store),
        time(by_time),
        log(to_log),
        rounds(in_store, templates, book, std::move(channels), std::move(settings), by_time, chance, to_log),
        holder(hex(chance.bytes(holder_bytes))),
        turns(in_store.dialect() == store::Dialect::postgres),
        workers(1 + rounds.carried().size()) {}

  // Whether this node sends. The embedded database has one process.
  bool has_turn() {
    if (!turns) return true;
    const Instant now = time.now();
    const std::lock_guard lock(turn_mutex);
    if (now >= ask_again) {
      const auto taken = store.run<bool>([&](store::Tx& tx) -> Outcome<bool> { return tables::take_turn(tx, holder, now, now + turn); },
                                         store::Urgency::background);
      mine = taken.value_or(false);
      ask_again = now + turn_taken_again;
    }
    return mine;
  }

  // Works until there is nothing to do by now; how long it may sleep then.
  Millis work(const std::function<int()>& batch, const std::function<std::optional<Instant>()>& next) {
    while (!stopped()) {
      if (!has_turn()) return turn_taken_again;
      const int did = batch();
      if (did > 0) wake_others();
      if (did == 0) break;
    }
    const auto then = next();
    if (!then) return longest_sleep;
    return std::clamp<Millis>(*then - time.now(), rounds.settings.rest, longest_sleep);
  }

  void run(Worker& worker, const std::function<int()>& batch, const std::function<std::optional<Instant>()>& next) {
    std::unique_lock lock(mutex);
    while (!stopping) {
      worker.woken = false;
      lock.unlock();
      Millis sleep = after_trouble;
      try {
        sleep = work(batch, next);
      } catch (const std::exception& broken) {  // the lane is full or the disk is: said, and tried again
        log.write(Severity::warning, "the sender of notes broke and will try again", {{"why", broken.what()}});
      }
      lock.lock();
      changed.wait_for(lock, rounds.settings.rest, [this] { return stopping; });
      changed.wait_for(lock, sleep, [&] { return stopping || worker.woken; });
    }
  }

  void start() {
    stopping = false;
    rounds.begin_again();
    for (Worker& worker : workers) worker.woken = false;
    workers[0].thread = std::thread(
        [this] { run(workers[0], [this] { return rounds.take() + rounds.gather(); }, [this] { return rounds.next_taking(); }); });
    for (std::size_t at = 0; at < rounds.carried().size(); ++at)
      workers[at + 1].thread = std::thread([this, at] {
        const ChannelKind channel = rounds.carried()[at];
        run(workers[at + 1], [this, channel] { return rounds.send(channel); }, [this, channel] { return rounds.next_sending(channel); });
      });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    rounds.end();
    changed.notify_all();
    bool ran = false;
    for (Worker& worker : workers)
      if (worker.thread.joinable()) {
        worker.thread.join();
        ran = true;
      }
    if (ran && turns) leave_turn();
  }

  void leave_turn() {
    try {
      (void)store.run<bool>(
          [&](store::Tx& tx) -> Outcome<bool> {
            tables::give_turn(tx, holder);
            return true;
          },
          store::Urgency::background);
    } catch (const store::Broken&) {  // then it runs out
    }
    const std::lock_guard lock(turn_mutex);
    mine = false;
    ask_again = {};
  }

  // Something was committed: perhaps a note.
  void committed() {
    {
      const std::lock_guard lock(mutex);
      if (workers[0].woken) return;
      workers[0].woken = true;
    }
    changed.notify_all();
  }

  void wake_others() {
    {
      const std::lock_guard lock(mutex);
      for (Worker& worker : workers) worker.woken = true;
    }
    changed.notify_all();
  }

  bool stopped() {
    const std::lock_guard lock(mutex);
    return stopping;
  }

  store::Store& store;
  const TimeSource& time;
  Log& log;
  Rounds rounds;
  const std::string holder;
  const bool turns;
  std::mutex turn_mutex;
  bool mine = false;
  Instant ask_again{};
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::vector<Worker> workers;
};

Sender::Sender(store::Store& store, const Templates& templates, const AddressBook& book, std::vector<std::unique_ptr<Channel>> channels,
               SenderSettings settings, const TimeSource& time, Chance& chance, Log& log)
    : inside_(std::make_shared<Inside>(store, templates, book, std::move(channels), std::move(settings), time, chance, log)) {
  store.after_commit([inside = std::weak_ptr(inside_)] {
    if (const auto alive = inside.lock()) alive->committed();
  });
}

Sender::~Sender() { stop(); }

void Sender::start() {
  inside_->rounds.begin();
  inside_->start();
}

void Sender::stop() { inside_->stop(); }

int Sender::round() {
  Rounds& rounds = inside_->rounds;
  rounds.begin_again();
  int did = rounds.take() + rounds.gather();
  for (const ChannelKind channel : rounds.carried()) did += rounds.send(channel);
  return did;
}

const Marks& Sender::marks() const { return inside_->rounds.marks; }

std::vector<ChannelState> Sender::channels() const { return inside_->rounds.states(); }

}  // namespace portico::notify
