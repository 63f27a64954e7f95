// Intake only: while it lasts, lists rest and status pages are given again from a cache (platform/http), so that what people send in gets
// through. The operator switches it on or off, or leaves it to the load.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/instant.h"
#include "base/log.h"

namespace portico::app {

struct StormBounds {
  double intake_wait_seconds = 1;      // how long the oldest command may wait
  std::int64_t workers_waiting = 128;  // how many slow requests may wait for the pool, whose queue holds 256
  Millis hot{5'000};                   // over a bound for so long: on
  Millis calm{60'000};                 // under half of both for so long: off
};

struct Strain {
  double intake_wait_seconds = 0;
  std::size_t workers_waiting = 0;
};

// When the load asks for it. Pure: time is passed in with each reading.
class LoadRule {
 public:
  explicit LoadRule(StormBounds bounds) : bounds_(bounds) {}
  // One reading, `passed` after the one before. Why the load asks for intake only, in a sentence; "" where it does not.
  const std::string& read(const Strain& load, Millis passed);

 private:
  StormBounds bounds_;
  Millis over_{0}, under_{0};  // how long it has been so
  std::string why_;
};

enum class StormMode { automatic, on, off };
std::string_view name_of(StormMode mode);  // "auto", "on", "off"
std::optional<StormMode> storm_mode(std::string_view name);

struct StormState {
  StormMode mode = StormMode::automatic;
  bool intake_only = false;
  std::string why;               // "the operator said so"; "" where it is not on
  std::optional<Instant> since;  // of the newest change while this process runs
};

class Storm {
 public:
  // Reads what the operator chose last; throws std::runtime_error where DIR/storm says something else than "on" or "off".
  Storm(const StormBounds& bounds, const std::filesystem::path& folder, const TimeSource& time, Log& log);
  ~Storm();

  bool intake_only() const { return on_.load(std::memory_order_relaxed); }
  StormState state() const;

  // Durable before it returns: it outlives the process. `by` is who the log says did it.
  void choose(StormMode mode, std::string_view by);

  // Reads the load until stop(), on a thread of its own.
  void watch(std::function<Strain()> load, Millis every = Millis{500});
  void stop();

 private:
  void settle(std::string_view by);  // with guard_ held

  const std::filesystem::path file_;
  const TimeSource& time_;
  Log& log_;
  std::atomic<bool> on_{false};
  mutable std::mutex guard_;
  LoadRule rule_;
  std::string by_load_;  // why the load asks for it
  StormState state_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread watcher_;
};

}  // namespace portico::app
