// Brings events to the subscribers: each has a cursor that moves in the same transaction as its effect.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "platform/ledger/bell.h"
#include "platform/ledger/ledger.h"

namespace portico::ledger {

class Follower {
 public:
  Follower(store::Store& store, const TimeSource& time, Log& log);
  ~Follower() { stop(); }

  void subscribe(Subscriber subscriber);  // before start()
  void start();
  void stop();

  void replay(std::string_view name);
  void catch_up();
  std::vector<SubscriberState> states() const;
  const std::shared_ptr<Bell>& bell() const { return bell_; }

 private:
  using Clock = std::chrono::steady_clock;
  using Batch = std::shared_ptr<const std::vector<Event>>;  // neighbours, in order; subscribers at the same place share one
  struct Reading {
    Subscriber subscriber;
    std::unordered_set<std::string> types;
    std::int64_t position = 0;
    bool opened = false;                // its cursor was read
    bool busy = false;                  // a slice is on its way
    bool held = false;                  // replay wants it to rest
    std::string stopped;                // why it failed last; empty while it runs
    std::chrono::milliseconds rest{0};  // of one that has stopped, before it is tried again
    Batch batch;
    std::int64_t stop_before = 0;    // an event that broke a slice: tried again as the first of its own slice; 0 without one
    int broken = 0;                  // times in a row that the database failed it
    Clock::time_point not_before{};  // after a failure
  };
  struct Slice;

  void run();
  struct Look {
    bool far_behind = false;  // more than one batch: no time to rest
    bool delayed = false;     // one waits out a failure
  };
  Look round();  // starts a slice for each that is behind
  void open_cursors();
  Batch batch_for(const Reading& reading);  // with mutex_ not held
  void submit(std::size_t index, const Slice& slice);
  void finished(std::size_t index, const Slice& slice, std::expected<Outcome<std::int64_t>, std::exception_ptr> done);
  void failed(Reading& reading, const Slice& slice, const std::exception_ptr& broken);
  void stop_reading(Reading& reading, const std::string& why);
  void goes_on(Reading& reading);
  Reading& find(std::string_view name);

  store::Store& store_;
  const TimeSource& time_;
  Log& log_;
  const bool postgres_;
  const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::thread thread_;
  std::mutex rounds_;  // one round at a time

  mutable std::mutex mutex_;  // guards what follows
  mutable std::condition_variable changed_;
  std::vector<std::unique_ptr<Reading>> readings_;
};

}  // namespace portico::ledger
