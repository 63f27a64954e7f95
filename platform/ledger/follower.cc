#include "platform/ledger/follower.h"

#include <algorithm>
#include <stdexcept>

#include "platform/ledger/tables.h"

namespace portico::ledger {
namespace {

using std::chrono::milliseconds;

constexpr int batch_size = 2000;
constexpr milliseconds pace{10};          // many commits become one look at the ledger
constexpr milliseconds others_look{250};  // PostgreSQL: other nodes do not ring here
constexpr milliseconds retry_pause{200};
constexpr int patience = 3;  // failures of the database in a row before it is taken for the subscriber's own
constexpr milliseconds first_rest{1'000}, longest_rest{60'000};  // of one that has stopped, before it is tried again: each twice the last

// What a subscriber's own code threw, and at which event.
struct HandlerFailed : std::runtime_error {
  HandlerFailed(std::int64_t at, const std::string& what) : std::runtime_error(what), position(at) {}
  std::int64_t position;
};

void handle(const Subscriber& subscriber, store::Tx& tx, const Event& event) {
  const auto failed = [&](const char* what) {
    return HandlerFailed(event.position, "event " + std::to_string(event.position) + " (" + event.type + "): " + what);
  };
  try {
    subscriber.handle(tx, event);
  } catch (const store::ConstraintViolated& violated) {
    throw failed(violated.what());
  } catch (const store::Broken&) {
    throw;  // the database's failure: the lane knows what to do
  } catch (const std::exception& broken) {
    throw failed(broken.what());
  } catch (...) {
    throw failed("an exception of an unknown kind");
  }
}

}  // namespace

// A part of a batch that one transaction reads.
struct Follower::Slice {
  Batch batch;
  std::int64_t from = 0;   // the cursor before
  std::int64_t until = 0;  // the last event that may be read
};

Follower::Follower(store::Store& store, const TimeSource& time, Log& log)
    : store_(store), time_(time), log_(log), postgres_(store.dialect() == store::Dialect::postgres) {}

void Follower::subscribe(Subscriber subscriber) {
  if (thread_.joinable()) throw std::logic_error("subscribe before start");
  const std::lock_guard lock(mutex_);
  for (const auto& other : readings_)
    if (other->subscriber.name == subscriber.name) throw std::logic_error("two subscribers have the name " + subscriber.name);
  auto reading = std::make_unique<Reading>();
  reading->types.insert(subscriber.types.begin(), subscriber.types.end());
  reading->subscriber = std::move(subscriber);
  readings_.push_back(std::move(reading));
}

void Follower::start() {
  if (thread_.joinable()) return;
  bell_->begin();
  bell_->ring();
  thread_ = std::thread([this] { run(); });
}

void Follower::stop() {
  if (thread_.joinable()) {
    bell_->end();
    thread_.join();
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return std::ranges::none_of(readings_, [](const auto& reading) { return reading->busy; }); });
}

void Follower::run() {
  while (!bell_->ended()) {
    Look look;
    try {
      look = round();
    } catch (const std::exception& broken) {
      log_.write(Severity::error, "the ledger cannot be read for its subscribers", {{"why", broken.what()}});
      bell_->pause(retry_pause);
      bell_->ring();
    }
    if (!look.far_behind) bell_->pause(pace);
    bell_->wait(postgres_ || look.delayed ? others_look : milliseconds{60'000});
  }
}

void Follower::open_cursors() {
  std::vector<std::string> names;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& reading : readings_)
      if (!reading->opened) names.push_back(reading->subscriber.name);
  }
  if (names.empty()) return;
  std::vector<std::int64_t> positions;
  store_.read([&](store::Reader& reader) {
    for (const auto& name : names) positions.push_back(tables::cursor(reader, name).value_or(-1));
  });
  if (std::ranges::any_of(positions, [](auto position) { return position < 0; }))
    (void)store_.run<bool>(
        [&](store::Tx& tx) -> Outcome<bool> {
          for (const auto& name : names) tables::insert_cursor(tx, name);
          return true;
        },
        store::Urgency::background);
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < names.size(); ++i) {
    Reading& reading = find(names[i]);
    reading.position = std::max<std::int64_t>(0, positions[i]);
    reading.opened = true;
  }
}

Follower::Look Follower::round() {
  const std::lock_guard one(rounds_);
  open_cursors();
  std::int64_t last = 0;
  store_.read([&](store::Reader& reader) { last = tables::last_position(reader); });
  Look look;
  for (std::size_t index = 0; index < readings_.size(); ++index) {
    Reading& reading = *readings_[index];
    Slice slice;
    {
      const std::lock_guard lock(mutex_);
      if (reading.busy || reading.held || reading.position >= last) continue;
      if (Clock::now() < reading.not_before) {
        look.delayed = true;
        continue;
      }
      reading.busy = true;
      slice.from = reading.position;
      slice.until = reading.stop_before > slice.from + 1 ? reading.stop_before - 1 : last;
      look.far_behind = look.far_behind || last - slice.from > batch_size;
    }
    try {
      slice.batch = batch_for(reading);
      submit(index, slice);
    } catch (...) {
      finished(index, slice, std::unexpected(std::current_exception()));
    }
  }
  return look;
}

// Its own batch as long as that lasts, else another's that covers the place, else a new one. Positions never change, so it is read outside
// the lane.
Follower::Batch Follower::batch_for(const Reading& reading) {
  std::int64_t position = 0;
  {
    const std::lock_guard lock(mutex_);
    position = reading.position;
    const auto covers = [&](const Batch& batch) {
      return batch && !batch->empty() && batch->front().position <= position + 1 && batch->back().position > position;
    };
    if (covers(reading.batch)) return reading.batch;
    for (const auto& other : readings_)
      if (covers(other->batch)) return other->batch;
  }
  Batch read;
  store_.read(
      [&](store::Reader& reader) { read = std::make_shared<const std::vector<Event>>(events_after(reader, position, batch_size)); });
  return read;
}

void Follower::submit(std::size_t index, const Slice& slice) {
  Reading& reading = *readings_[index];
  {
    const std::lock_guard lock(mutex_);
    reading.batch = slice.batch;
  }
  const Subscriber& subscriber = reading.subscriber;
  store_.submit<std::int64_t>(
      [&subscriber, types = &reading.types, slice](store::Tx& tx) -> Outcome<std::int64_t> {
        const auto cursor = tables::hold_cursor(tx, subscriber.name);
        if (!cursor) return refuse(Refused::conflict, subscriber.name, "another node runs it now");
        if (*cursor != slice.from) return *cursor;  // another node, or a replay, has moved it
        std::int64_t position = *cursor;
        for (const Event& event : *slice.batch) {
          if (event.position <= position) continue;
          if (event.position > slice.until || tx.slice_over()) break;
          if (types->contains(event.type)) handle(subscriber, tx, event);
          position = event.position;
        }
        tables::move_cursor(tx, subscriber.name, position);
        return position;
      },
      [this, index, slice](std::expected<Outcome<std::int64_t>, std::exception_ptr> done) { finished(index, slice, std::move(done)); },
      store::Urgency::background);
}

void Follower::finished(std::size_t index, const Slice& slice, std::expected<Outcome<std::int64_t>, std::exception_ptr> done) {
  const std::lock_guard lock(mutex_);
  Reading& reading = *readings_[index];
  if (!done) {
    failed(reading, slice, done.error());
  } else if (!*done) {
    reading.not_before = Clock::now() + retry_pause;
  } else {
    if (!reading.stopped.empty() && **done > reading.position) goes_on(reading);
    reading.position = **done;
    reading.broken = 0;
    if (reading.batch && !reading.batch->empty() && reading.batch->back().position <= reading.position) reading.batch.reset();
  }
  bell_->ring();
  reading.busy = false;  // last, and under the lock: from here on stop() may return
  changed_.notify_all();
}

// Another's failure passes; its own stops it, at the event that it could not take and not before.
void Follower::failed(Reading& reading, const Slice& slice, const std::exception_ptr& broken) {
  try {
    std::rethrow_exception(broken);
  } catch (const HandlerFailed& own) {
    if (own.position == slice.from + 1) return stop_reading(reading, own.what());
    reading.stop_before = own.position;
  } catch (const store::Full&) {
    reading.not_before = Clock::now() + retry_pause;
  } catch (const std::exception& database) {
    if (++reading.broken >= patience || !reading.stopped.empty()) return stop_reading(reading, database.what());
    reading.not_before = Clock::now() + retry_pause;
  }
}

// It is tried again, at longer and longer intervals: what is wrong may be mended without it, and nothing behind the event can be had
// before.
void Follower::stop_reading(Reading& reading, const std::string& why) {
  const bool anew = reading.stopped != why;
  reading.rest = reading.stopped.empty() ? first_rest : std::min(reading.rest * 2, longest_rest);
  reading.not_before = Clock::now() + reading.rest;
  reading.stopped = why;
  reading.batch.reset();
  if (!anew) return;
  log_.write(Severity::error, "a subscriber of the ledger has stopped",
             {{"subscriber", reading.subscriber.name}, {"position", std::to_string(reading.position)}, {"why", why}});
}

void Follower::goes_on(Reading& reading) {
  reading.stopped.clear();
  log_.write(Severity::info, "a subscriber of the ledger goes on", {{"subscriber", reading.subscriber.name}});
}

Follower::Reading& Follower::find(std::string_view name) {
  for (const auto& reading : readings_)
    if (reading->subscriber.name == name) return *reading;
  throw std::invalid_argument("no subscriber has the name " + std::string(name));
}

void Follower::replay(std::string_view name) {
  Reading* reading = nullptr;
  {
    std::unique_lock lock(mutex_);
    reading = &find(name);
    reading->held = true;
    changed_.wait(lock, [&] { return !reading->busy; });
  }
  std::exception_ptr broken;
  try {
    (void)store_.run<bool>(
        [&](store::Tx& tx) -> Outcome<bool> {
          tables::insert_cursor(tx, name);
          tables::move_cursor(tx, name, 0);  // first: on PostgreSQL it waits for another node's slice
          if (reading->subscriber.forget) reading->subscriber.forget(tx);
          return true;
        },
        store::Urgency::background);
  } catch (...) {
    broken = std::current_exception();
  }
  {
    const std::lock_guard lock(mutex_);
    reading->held = false;
    if (!broken) {
      reading->position = 0;
      reading->stop_before = 0;
      reading->broken = 0;
      reading->stopped.clear();
      reading->not_before = {};
      reading->batch.reset();
    }
  }
  if (broken) std::rethrow_exception(broken);
  bell_->ring();
}

void Follower::catch_up() {
  std::int64_t last = 0;
  store_.read([&](store::Reader& reader) { last = tables::last_position(reader); });
  const auto caught_up = [&] {
    return std::ranges::all_of(readings_, [&](const auto& reading) {
      return !reading->busy && (!reading->stopped.empty() || (reading->opened && reading->position >= last));
    });
  };
  const auto idle = [&] { return std::ranges::none_of(readings_, [](const auto& reading) { return reading->busy; }); };
  while (thread_.joinable()) {
    bell_->ring();
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, retry_pause, caught_up)) return;
  }
  for (;;) {  // nobody else does the rounds
    const Look look = round();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, idle);
    if (caught_up()) return;
    if (look.delayed) changed_.wait_for(lock, retry_pause);
  }
}

std::vector<SubscriberState> Follower::states() const {
  std::vector<SubscriberState> states;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& reading : readings_) states.push_back({reading->subscriber.name, reading->position, 0, 0, reading->stopped});
  }
  store_.read([&](store::Reader& reader) {
    // Nobody has seen what still waits for its place.
    const std::int64_t last = tables::last_position(reader), told = last + tables::pending_count(reader);
    for (auto& state : states) {
      state.behind = std::max<std::int64_t>(0, told - state.position);
      if (state.behind == 0) continue;
      const auto oldest = tables::instant_of(reader, state.position + 1);
      if (oldest) state.behind_seconds = std::max(0.0, static_cast<double>(to_millis(time_.now()) - *oldest) / 1000.0);
    }
  });
  return states;
}

}  // namespace portico::ledger
