#include "app/storm.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/text.h"

namespace portico::app {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), "cannot keep " + file.string());
}

void sync(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags);
  if (descriptor < 0) fail(path);
  const int failed = ::fsync(descriptor);
  ::close(descriptor);
  if (failed != 0) fail(path);
}

// A choice is a file beside the database and not a row in it: it has to be read and written when the database is what cannot keep up.
void keep(const std::filesystem::path& file, StormMode mode) {
  auto aside = file;
  aside += ".new";
  {
    std::ofstream out(aside, std::ios::trunc);
    out << name_of(mode) << "\n";
    out.flush();
    if (!out) fail(aside);
  }
  sync(aside, O_RDONLY);
  std::filesystem::rename(aside, file);
  sync(file.parent_path(), O_RDONLY | O_DIRECTORY);
}

StormMode kept(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return StormMode::automatic;
  std::ostringstream text;
  text << in.rdbuf();
  const auto mode = storm_mode(trim(text.str()));
  if (!mode) throw std::runtime_error(file.string() + " says neither on, off nor auto; portico storm writes it");
  return *mode;
}

}  // namespace

std::string_view name_of(StormMode mode) { return mode == StormMode::automatic ? "auto" : mode == StormMode::on ? "on" : "off"; }

std::optional<StormMode> storm_mode(std::string_view name) {
  for (const auto mode : {StormMode::automatic, StormMode::on, StormMode::off})
    if (name_of(mode) == name) return mode;
  return std::nullopt;
}

const std::string& LoadRule::read(const Strain& load, Millis passed) {
  const bool waits = load.intake_wait_seconds > bounds_.intake_wait_seconds;
  const bool over = waits || static_cast<std::int64_t>(load.workers_waiting) > bounds_.workers_waiting;
  const bool calm = load.intake_wait_seconds <= bounds_.intake_wait_seconds / 2 &&
                    static_cast<std::int64_t>(load.workers_waiting) <= bounds_.workers_waiting / 2;
  over_ = over ? over_ + passed : Millis{0};
  under_ = calm ? under_ + passed : Millis{0};
  if (why_.empty() && over_ >= bounds_.hot)
    why_ = waits ? fmt::format("a command has waited for {:.1f} s", load.intake_wait_seconds)
                 : fmt::format("{} requests wait for a worker", load.workers_waiting);
  else if (under_ >= bounds_.calm)
    why_.clear();
  return why_;
}

Storm::Storm(const StormBounds& bounds, const std::filesystem::path& folder, const TimeSource& time, Log& log)
    : file_(folder / "storm"), time_(time), log_(log), rule_(bounds) {
  state_.mode = kept(file_);
  const std::lock_guard lock(guard_);
  settle("the choice that was kept");
}

Storm::~Storm() { stop(); }

StormState Storm::state() const {
  const std::lock_guard lock(guard_);
  return state_;
}

void Storm::choose(StormMode mode, std::string_view by) {
  const std::lock_guard lock(guard_);
  keep(file_, mode);
  log_.write(Severity::info, "storm mode was chosen", {{"mode", std::string(name_of(mode))}, {"by", std::string(by)}});
  state_.mode = mode;
  settle(by);
}

void Storm::settle(std::string_view by) {
  const bool was = state_.intake_only;
  state_.intake_only = state_.mode == StormMode::on || (state_.mode == StormMode::automatic && !by_load_.empty());
  state_.why = !state_.intake_only ? "" : state_.mode == StormMode::on ? "the operator said so" : by_load_;
  on_.store(state_.intake_only, std::memory_order_relaxed);
  if (was == state_.intake_only) return;
  state_.since = time_.now();
  log_.write(Severity::warning, state_.intake_only ? "on intake only: lists rest" : "no longer on intake only",
             {{"by", std::string(by)}, {"why", state_.why}});
}

void Storm::watch(std::function<Strain()> load, Millis every) {
  watcher_ = std::thread([this, load = std::move(load), every] {
    std::unique_lock lock(guard_);
    while (!wake_.wait_for(lock, every, [&] { return stopping_; })) {
      lock.unlock();
      const Strain now = load();
      lock.lock();
      by_load_ = rule_.read(now, every);
      settle("the load");
    }
  });
}

void Storm::stop() {
  {
    const std::lock_guard lock(guard_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

}  // namespace portico::app
