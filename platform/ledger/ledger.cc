#include "platform/ledger/ledger.h"

#include <algorithm>

#include "platform/ledger/follower.h"
#include "platform/ledger/sealer.h"
#include "platform/ledger/tables.h"

namespace portico::ledger {

struct Ledger::Inside {
  Inside(store::Store& on, Settings settings, const TimeSource& clock, Chance& chance, Log& log)
      : store(on), time(clock), sealer(on, std::move(settings), clock, chance, log), follower(on, clock, log) {}

  store::Store& store;
  const TimeSource& time;
  Sealer sealer;
  Follower follower;
  bool listening = false;
};

Ledger::Ledger(store::Store& store, Settings settings, const TimeSource& time, Chance& chance, Log& log)
    : inside_(std::make_unique<Inside>(store, std::move(settings), time, chance, log)) {}

Ledger::~Ledger() { stop(); }

void Ledger::subscribe(Subscriber subscriber) { inside_->follower.subscribe(std::move(subscriber)); }

void Ledger::start() {
  if (!inside_->listening) {
    // The store outlives the ledger and keeps its listeners: they hold the bells alone.
    inside_->store.after_commit([sealer = inside_->sealer.bell(), follower = inside_->follower.bell()] {
      sealer->ring();
      follower->ring();
    });
    inside_->listening = true;
  }
  inside_->sealer.start();
  inside_->follower.start();
}

void Ledger::stop() {
  inside_->follower.stop();
  inside_->sealer.stop();
}

std::optional<Head> Ledger::newest_head() const { return inside_->sealer.newest(); }

std::vector<SubscriberState> Ledger::subscribers() const { return inside_->follower.states(); }

SubscriberState Ledger::sealer() const {
  SubscriberState state{"ledger.sealer", 0, 0, 0, inside_->sealer.trouble()};
  inside_->store.read([&](store::Reader& reader) {
    const auto head = tables::newest_head(reader);
    state.position = head ? head->size : 0;
    state.behind = tables::last_position(reader) - state.position;
    if (const auto oldest = state.behind > 0 ? tables::instant_of(reader, state.position + 1) : std::nullopt)
      state.behind_seconds = std::max(0.0, static_cast<double>(to_millis(inside_->time.now()) - *oldest) / 1000.0);
  });
  return state;
}

void Ledger::replay(std::string_view subscriber) { inside_->follower.replay(subscriber); }

void Ledger::seal_now() { inside_->sealer.seal_now(); }

void Ledger::catch_up() { inside_->follower.catch_up(); }

}  // namespace portico::ledger
