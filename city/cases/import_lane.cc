#include "city/cases/import_lane.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace portico::cases {
namespace {

// Enough that the lane never waits for the reader; few enough that memory stays flat.
constexpr std::size_t most_ahead = 4096, most_a_slice = 1024, least_a_slice = 64;

struct Item {
  std::int64_t row = 0;
  Opening opening;
};
using Items =
    std::vector<std::shared_ptr<const Item>>;  // shared: what a slice leaves goes back to the queue, and openings are dear to move

// What one slice did. A slice may be run twice, so it tells only by its result.
struct Slice {
  std::size_t taken = 0;
  std::int64_t opened = 0, known = 0;
  std::vector<ImportLane::Refusal> refusals;
};

}  // namespace

struct ImportLane::Inside : std::enable_shared_from_this<Inside> {
  Inside(store::Store& held_store, const Cases& held_cases, Done before, Mark told)
      : store(held_store), cases(held_cases), done(before), mark(std::move(told)) {}

  store::Store& store;
  const Cases& cases;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::shared_ptr<const Item>> waiting;
  std::size_t a_slice = most_a_slice / 4;  // twice what the last one took: what it leaves has to be put back
  bool running = false, ended = false;
  std::exception_ptr broken;
  Done done;
  std::vector<Refusal> refusals;
  const Mark mark;

  Slice run(store::Tx& tx, const Items& items, Done so_far) const {
    Slice slice;
    for (const auto& item : items) {
      const Outcome<Opened> opened = cases.open(tx, item->opening);
      if (!opened)
        slice.refusals.push_back({item->row, opened.error()});
      else
        ++(opened->repeated ? slice.known : slice.opened);
      ++slice.taken;
      if (tx.slice_over()) break;
    }
    so_far.row = items[slice.taken - 1]->row;
    so_far.opened += slice.opened;
    so_far.known += slice.known;
    mark(tx, so_far);
    return slice;
  }

  // Under the mutex.
  void start() {
    if (running || ended || broken || waiting.empty()) return;
    running = true;
    const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), a_slice));
    auto items = std::make_shared<const Items>(waiting.begin(), end);
    waiting.erase(waiting.begin(), end);
    auto self = shared_from_this();
    try {
      store.submit<Slice>(
          [self, items, so_far = done](store::Tx& tx) -> Outcome<Slice> { return self->run(tx, *items, so_far); },
          [self, items](std::expected<Outcome<Slice>, std::exception_ptr> ran) { self->ended_slice(*items, std::move(ran)); },
          store::Urgency::background);
    } catch (...) {
      broken = std::current_exception();
      running = false;
    }
  }

  void ended_slice(const Items& items, std::expected<Outcome<Slice>, std::exception_ptr> ran) {
    const std::lock_guard held(mutex);
    running = false;
    if (!ran) {
      broken = ran.error();
    } else {
      Slice& slice = **ran;
      done.row = items[slice.taken - 1]->row;
      done.opened += slice.opened;
      done.known += slice.known;
      for (Refusal& refusal : slice.refusals) refusals.push_back(std::move(refusal));
      a_slice = std::clamp(2 * slice.taken, least_a_slice, most_a_slice);
      waiting.insert(waiting.begin(), items.begin() + static_cast<std::ptrdiff_t>(slice.taken), items.end());
      start();
    }
    changed.notify_all();
  }

  void check() const {
    if (broken) std::rethrow_exception(broken);
  }
};

ImportLane::ImportLane(store::Store& store, const Cases& cases, Done done, Mark mark)
    : inside_(std::make_shared<Inside>(store, cases, done, std::move(mark))) {}

ImportLane::~ImportLane() {
  std::unique_lock held(inside_->mutex);
  inside_->ended = true;
  inside_->changed.wait(held, [&] { return !inside_->running; });
}

void ImportLane::add(std::int64_t row, Opening opening) {
  std::unique_lock held(inside_->mutex);
  inside_->changed.wait(held, [&] { return inside_->broken || inside_->waiting.size() < most_ahead; });
  inside_->check();
  inside_->waiting.push_back(std::make_shared<const Item>(row, std::move(opening)));
  if (inside_->waiting.size() >= most_a_slice / 4) inside_->start();
}

ImportLane::Done ImportLane::finish() {
  std::unique_lock held(inside_->mutex);
  inside_->start();
  inside_->changed.wait(held, [&] { return inside_->broken || (inside_->waiting.empty() && !inside_->running); });
  inside_->check();
  return inside_->done;
}

std::vector<ImportLane::Refusal> ImportLane::take_refusals() {
  const std::lock_guard held(inside_->mutex);
  return std::exchange(inside_->refusals, {});
}

}  // namespace portico::cases
