#include "platform/files/sweeper.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace portico::files {
namespace {

constexpr Millis between = std::chrono::hours(1);

}  // namespace

struct Sweeper::Inside {
  Inside(Files& of_files, Referenced by, const TimeSource& by_time, Log& to_log)
      : files(of_files), referenced(std::move(by)), time(by_time), log(to_log) {}

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      lock.unlock();
      try {
        const std::int64_t swept = files.sweep(time.now() - orphans_kept, referenced);
        if (swept > 0) log.write(Severity::info, "files that nobody refers to were swept", {{"count", std::to_string(swept)}});
      } catch (const std::exception& broken) {  // the disk or the database is away: said, and tried again
        log.write(Severity::warning, "the sweep of files broke and will try again", {{"why", broken.what()}});
      }
      lock.lock();
      changed.wait_for(lock, between, [this] { return stopping; });
    }
  }

  Files& files;
  const Referenced referenced;
  const TimeSource& time;
  Log& log;
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::thread thread;
};

Sweeper::Sweeper(Files& files, Referenced referenced, const TimeSource& time, Log& log)
    : inside_(std::make_shared<Inside>(files, std::move(referenced), time, log)) {}

Sweeper::~Sweeper() { stop(); }

void Sweeper::start() {
  inside_->stopping = false;
  inside_->thread = std::thread([inside = inside_] { inside->run(); });
}

void Sweeper::stop() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->changed.notify_all();
  if (inside_->thread.joinable()) inside_->thread.join();
}

}  // namespace portico::files
