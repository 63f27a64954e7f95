#include "platform/ledger/tail.h"

#include <thread>

#include "platform/ledger/bell.h"

namespace portico::ledger {
namespace {

constexpr std::chrono::milliseconds together{50};   // so that the commits of a busy moment are read at once
constexpr std::chrono::milliseconds at_least{500};  // other nodes' commits ring no bell here, and on PostgreSQL positions come later
constexpr int events_a_time = 1000;

}  // namespace

struct Tail::Inside {
  store::Store& store;
  Log& log;
  const std::function<bool()> anybody;
  const std::function<void(const Event&)> hear;
  const std::shared_ptr<Bell> bell = std::make_shared<Bell>();
  std::thread thread;
  std::int64_t position = -1;  // of the last event that was passed over or heard

  void look() {
    // Read before it is asked who listens: whoever begins to listen after that misses nothing of what comes after it.
    std::int64_t last = 0;
    store.read([&](store::Reader& reader) { last = last_position(reader); });
    const bool somebody = anybody();
    if (position < 0 || !somebody) position = last;
    while (position < last && !bell->ended()) {
      std::vector<Event> events;
      store.read([&](store::Reader& reader) { events = events_after(reader, position, events_a_time); });
      for (const Event& event : events) hear(event);
      if (events.empty()) return;
      position = events.back().position;
    }
  }
  void run() {
    while (!bell->ended()) {
      bell->wait(at_least);
      try {
        look();
      } catch (const std::exception& broken) {
        log.write(Severity::warning, "what is shown live waits", {{"why", broken.what()}});
        bell->pause(at_least);
      }
      bell->pause(together);
    }
  }
};

Tail::Tail(store::Store& store, Log& log, std::function<bool()> anybody, std::function<void(const Event&)> hear)
    : inside_(new Inside{.store = store, .log = log, .anybody = std::move(anybody), .hear = std::move(hear), .thread = {}}) {}

Tail::~Tail() { stop(); }

void Tail::start() {
  inside_->store.after_commit([bell = inside_->bell] { bell->ring(); });
  inside_->thread = std::thread([this] { inside_->run(); });
}

void Tail::stop() {
  inside_->bell->end();
  if (inside_->thread.joinable()) inside_->thread.join();
}

}  // namespace portico::ledger
