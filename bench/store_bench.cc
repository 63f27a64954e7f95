// How many commands a second the store makes durable, beside plain SQLite loops on the same disk in the same run.
//
//   store_bench            everything, as a table
//   store_bench --raw      the plain loops alone, as lines "raw ROWS RATE" (rows a commit, rows a second)
//
// The data lies in a folder beside the program (a real disk, not a file system in memory), or in $PORTICO_BENCH_FOLDER.
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>

#include "platform/store/store.h"

namespace portico::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double seconds_each = 3;

constexpr Migration tables_of_bench{
    "bench/store", 1, "0001_bench.sql",
    "CREATE TABLE bench_row (id KEY64, words TEXT NOT NULL);"
    "CREATE TABLE bench_case (id KEY64, number BIGINT NOT NULL UNIQUE, cell BIGINT, service BIGINT, opened BIGINT, "
    "words TEXT NOT NULL);"
    "CREATE INDEX bench_case_near ON bench_case (cell, service, opened);"
    "CREATE INDEX bench_case_opened ON bench_case (service, id);"
    "CREATE TABLE bench_clock (case_id BIGINT PRIMARY KEY, due BIGINT NOT NULL);"
    "CREATE TABLE bench_event (id KEY64, subject BIGINT NOT NULL, payload TEXT NOT NULL);"};
const Statement one_row{"bench.one_row", "INSERT INTO bench_row (id, words) VALUES ($1, $2)"};
const Statement near_by{"bench.near_by", "SELECT COUNT(*) FROM bench_case WHERE cell = $1 AND service = $2 AND opened > $3"};
const Statement new_case{"bench.new_case",
                         "INSERT INTO bench_case (id, number, cell, service, opened, words) VALUES ($1, $2, $3, $4, $5, $6)"};
const Statement new_clock{"bench.new_clock", "INSERT INTO bench_clock (case_id, due) VALUES ($1, $2)"};
const Statement new_event{"bench.new_event", "INSERT INTO bench_event (id, subject, payload) VALUES ($1, $2, $3)"};

const std::string words(200, 'w'), payload(300, 'p');

double since(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

class Folder {
 public:
  Folder() {
    const char* given = std::getenv("PORTICO_BENCH_FOLDER");  // NOLINT(concurrency-mt-unsafe): no other thread runs yet
    std::string name = ((given != nullptr ? std::filesystem::path(given) : std::filesystem::read_symlink("/proc/self/exe").parent_path()) /
                        "store-bench.XXXXXX")
                           .string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder " + name);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

void must(int code, sqlite3* db) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) throw std::runtime_error(sqlite3_errmsg(db));
}

// The limit: one thread, one prepared insert, `rows` of them a synced commit.
double raw_rate(int rows) {
  const Folder folder;
  sqlite3* db = nullptr;
  must(sqlite3_open((folder.path / "raw.db").c_str(), &db), db);
  must(
      sqlite3_exec(
          db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bench_row (id INTEGER PRIMARY KEY, words TEXT NOT NULL);",
          nullptr, nullptr, nullptr),
      db);
  sqlite3_stmt* insert = nullptr;
  must(sqlite3_prepare_v2(db, "INSERT INTO bench_row (words) VALUES (?)", -1, &insert, nullptr), db);
  const auto began = Clock::now();
  std::int64_t count = 0;
  while (since(began) < seconds_each) {
    must(sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr), db);
    for (int i = 0; i < rows; ++i, ++count) {
      sqlite3_bind_text(insert, 1, words.data(), static_cast<int>(words.size()), SQLITE_STATIC);
      must(sqlite3_step(insert), db);
      sqlite3_reset(insert);
    }
    must(sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr), db);
  }
  const double rate = static_cast<double>(count) / since(began);
  sqlite3_finalize(insert);
  sqlite3_close(db);
  return rate;
}

Outcome<int> insert_one(Tx& tx) {
  tx.execute(one_row, {tx.next("row"), words});
  return 0;
}

// What opening a case costs the lane, roughly: an id, a look for duplicates, a row under four indexes, its clocks, its event.
Outcome<int> open_case(Tx& tx) {
  const std::int64_t id = tx.next("case");
  const std::int64_t scattered = static_cast<std::int64_t>((static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15ULL) >> 2);
  const std::int64_t cell = scattered % 90'000, service = scattered % 61;
  tx.one(near_by, {cell, service, id - 1000}, [](const Row& row) { return row.integer(0); });
  tx.execute(new_case, {id, scattered, cell, service, id, words});
  tx.execute(new_clock, {id, id + 1000});
  tx.execute(new_event, {id, id, payload});
  return 0;
}

struct Rate {
  double a_second, p99_ms, cpu_us;
};

// Of all threads of this program, waiting aside: holds on a busy machine too.
double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Keeps `outstanding` commands on their way, each answered one followed by the next.
Rate store_rate(Store& store, int outstanding, Outcome<int> (*command)(Tx&)) {
  std::mutex mutex;
  std::condition_variable all_back;
  int under_way = outstanding;
  std::vector<double> waits;
  const double cpu_before = cpu_seconds();
  const auto began = Clock::now();
  std::function<void()> next = [&] {
    const auto asked = Clock::now();
    store.submit<int>(command, [&, asked](std::expected<Outcome<int>, std::exception_ptr> answer) {
      if (!answer) std::rethrow_exception(answer.error());
      const std::lock_guard lock(mutex);
      waits.push_back(since(asked));
      if (since(began) < seconds_each)
        next();
      else if (--under_way == 0)
        all_back.notify_one();
    });
  };
  for (int i = 0; i < outstanding; ++i) next();
  std::unique_lock lock(mutex);
  all_back.wait(lock, [&] { return under_way == 0; });
  const double rate = static_cast<double>(waits.size()) / since(began);
  const double cpu_us = (cpu_seconds() - cpu_before) * 1e6 / static_cast<double>(waits.size());
  auto at = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() * 99 / 100);
  std::nth_element(waits.begin(), at, waits.end());
  return {rate, *at * 1000, cpu_us};
}

void print_rates(std::string_view name, const Settings& settings) {
  const auto store = Store::open(settings, std::span(&tables_of_bench, 1));
  for (const auto& [what, command] : {std::pair{"one row", &insert_one}, std::pair{"a case (5 statements)", &open_case}})
    for (const int outstanding : {1, 16, 64, 256}) {
      const Rate rate = store_rate(*store, outstanding, command);
      fmt::print("| {} | {} | {} | {:.0f} | {:.1f} | {:.1f} |\n", name, what, outstanding, rate.a_second, rate.p99_ms, rate.cpu_us);
      std::fflush(stdout);
    }
}

int measure(bool raw_only) {
  for (const int rows : {1, 16, 256}) fmt::print("raw {} {:.0f}\n", rows, raw_rate(rows));
  std::fflush(stdout);
  if (raw_only) return 0;
  fmt::print("\n| database | command | outstanding | a second | p99 ms | CPU µs each |\n| --- | --- | ---: | ---: | ---: | ---: |\n");
  const Folder folder;
  print_rates("SQLite", {.folder = folder.path / "sqlite"});
  if (const char* address = std::getenv("PORTICO_TEST_POSTGRES"))  // NOLINT(concurrency-mt-unsafe): nothing sets it
    print_rates("PostgreSQL", {.folder = folder.path / "postgres", .postgres = address, .schema = fmt::format("bench_{}", ::getpid())});
  return 0;
}

}  // namespace
}  // namespace portico::store

int main(int count, char** arguments) { return portico::store::measure(count > 1 && std::strcmp(arguments[1], "--raw") == 0); }
