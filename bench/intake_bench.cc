// How many requests a second the write lane opens, in this process, without HTTP: rows, event, districts and both clocks in one durable
// commit.
//
//   intake_bench [SECONDS [OUTSTANDING [POSTGRES-URL]]]    10 seconds, 64 outstanding, the embedded database
//
// Prints one line each for opening, opening with an idempotency key, reading one case and the newest fifty.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/migrations.h"
#include "city/cases/town.h"
#include "platform/crypto/crypto.h"
#include "platform/files/migrations.h"
#include "platform/ledger/migrations.h"
#include "platform/notify/migrations.h"
#include "platform/store/migrations.h"

namespace {

using namespace portico;
using Clock = std::chrono::steady_clock;

class WallTime final : public TimeSource {
 public:
  Instant now() const override { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }
};

struct Bench {
  explicit Bench(const std::filesystem::path& folder, const std::string& postgres) {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), notify::migrations(), files::migrations(), cases::migrations()})
      all.insert(all.end(), part.begin(), part.end());
    store::Settings settings;
    settings.folder = folder;
    settings.postgres = postgres;
    settings.schema = "intake_bench";
    store = store::Store::open(settings, all);
    module = std::make_unique<cases::Cases>(*store, directory, standards, time, chance, "a secret of thirty-two bytes ....");
  }

  std::unique_ptr<store::Store> store;
  directory::Directory directory{cases::small_town()};
  standards::Standards standards{cases::small_promises()};
  WallTime time;
  crypto::SystemChance chance;
  std::unique_ptr<cases::Cases> module;
};

cases::Asked asked(std::mt19937_64& random) {
  cases::Asked pothole;
  pothole.service = "POTHOLE";
  pothole.place.point = geo::Point{1e-6 * static_cast<double>(random() % 10'000), 1e-6 * static_cast<double>(random() % 10'000)};
  pothole.place.address = "118 Quay Street";
  pothole.description = "A deep hole in the right lane, just before the light. Two cars have hit it today.";
  pothole.reporter.email = "somebody@example.org";
  return pothole;
}

void print(const char* what, std::int64_t count, double seconds, std::vector<double> waits) {
  std::ranges::sort(waits);
  const auto at = [&](double share) {
    return waits.empty() ? 0 : waits[static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1))];
  };
  fmt::print("{:<34} {:>9.0f}/s   median {:>8.3f} ms   p99 {:>8.3f} ms\n", what, static_cast<double>(count) / seconds, at(0.5), at(0.99));
}

// Keeps `outstanding` commands in the lane; the main thread prepares while the lane commits, as the server's loops do.
void open_cases(Bench& bench, const char* what, double seconds, int outstanding, bool with_key) {
  std::mutex mutex;
  std::condition_variable fewer;
  int waiting = 0;
  std::vector<double> waits;
  std::mt19937_64 random(7);
  const auto begin = Clock::now();
  std::int64_t sent = 0;
  while (std::chrono::duration<double>(Clock::now() - begin).count() < seconds) {
    auto opening = std::make_shared<cases::Opening>(*bench.module->prepare_opening(asked(random)));
    cases::Repeatable key;
    if (with_key) key = {"bench", std::to_string(++sent), std::string(64, 'a')};
    {
      std::unique_lock lock(mutex);
      fewer.wait(lock, [&] { return waiting < outstanding; });
      ++waiting;
    }
    const auto asked_at = Clock::now();
    bench.store->submit<cases::Opened>([&bench, opening, key](store::Tx& tx) { return bench.module->open(tx, *opening, key); },
                                       [&, asked_at](auto answer) {
                                         if (!answer || !*answer) std::abort();
                                         const std::lock_guard lock(mutex);
                                         waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - asked_at).count());
                                         --waiting;
                                         fewer.notify_one();
                                       });
  }
  std::unique_lock lock(mutex);
  fewer.wait(lock, [&] { return waiting == 0; });
  print(what, static_cast<std::int64_t>(waits.size()), std::chrono::duration<double>(Clock::now() - begin).count(), waits);
}

template <class F>
void read_cases(const char* what, double seconds, F once) {
  std::vector<double> waits;
  const auto begin = Clock::now();
  while (std::chrono::duration<double>(Clock::now() - begin).count() < seconds) {
    const auto asked_at = Clock::now();
    once();
    waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - asked_at).count());
  }
  print(what, static_cast<std::int64_t>(waits.size()), std::chrono::duration<double>(Clock::now() - begin).count(), waits);
}

}  // namespace

int main(int count, char** words) {
  const double seconds = count > 1 ? std::atof(words[1]) : 10;
  const int outstanding = count > 2 ? std::atoi(words[2]) : 64;
  const std::string postgres = count > 3 ? words[3] : "";
  char pattern[] = "/var/tmp/portico-intake.XXXXXX";  // on a disk: /tmp may be memory, where a sync costs nothing
  const std::filesystem::path folder = mkdtemp(pattern);
  {
    Bench bench(folder, postgres);
    open_cases(bench, "open", seconds, outstanding, false);
    open_cases(bench, "open with an idempotency key", seconds / 4, outstanding, true);
    cases::Page newest;
    bench.store->read([&](store::Reader& reader) { newest = bench.module->list(reader, {}); });
    std::size_t next = 0;
    read_cases("read one", seconds / 4, [&] {
      bench.store->read([&](store::Reader& reader) {
        if (!bench.module->find(reader, newest.cases[next++ % newest.cases.size()].number)) std::abort();
      });
    });
    read_cases("newest 50", seconds / 4, [&] {
      bench.store->read([&](store::Reader& reader) {
        if (bench.module->list(reader, {}).cases.size() != 50) std::abort();
      });
    });
    read_cases("open near a point", seconds / 4, [&] {
      bench.store->read([&](store::Reader& reader) {
        bench.module->near_duplicates(reader, "POTHOLE", cases::west_side, bench.time.now() - std::chrono::hours(1), 5);
      });
    });
  }
  std::filesystem::remove_all(folder);
}
