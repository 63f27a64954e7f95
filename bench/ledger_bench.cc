// How fast events are appended, sealed, followed and verified, on a fresh folder. A figure for people; no test.
//
//   build/release/bench/ledger_bench [EVENTS] [postgresql://…]
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <vector>

#include "base/log.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/json.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"

namespace portico {
namespace {

using Clock = std::chrono::steady_clock;

class WallTime final : public TimeSource {
 public:
  Instant now() const override { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }
};

double since(Clock::time_point begun) { return std::chrono::duration<double>(Clock::now() - begun).count(); }

void tell(const char* what, std::int64_t count, double seconds) {
  fmt::print("{:<44} {:>10} in {:>7.2f} s  {:>10.0f}/s  {:>7.2f} us each\n", what, count, seconds, static_cast<double>(count) / seconds,
             seconds * 1e6 / static_cast<double>(count));
}

ledger::NewEvent opened(std::int64_t number, Instant at) {
  ledger::Payload payload;
  payload.add("agency", "DPW").add("channel", "open311").add("due", 1'772'442'000'000 + number).add("first_due", 1'772'442'000'000);
  payload.add("number", "2345-6789").add("service", "POTHOLE").add("sla", 3);
  return {at, "open311", "case:" + std::to_string(number), 1, "CaseOpened/1", payload.str()};
}

void run(std::int64_t count, const std::string& postgres) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("ledger_bench_{}", ::getpid());
  std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
  all.insert(all.end(), ledger::migrations().begin(), ledger::migrations().end());
  store::Settings settings{.folder = folder, .postgres = postgres};
  settings.schema = fmt::format("ledger_bench_{}", ::getpid());
  const auto store = store::Store::open(settings, all);
  const WallTime time;
  crypto::SystemChance chance;
  SilentLog log;

  constexpr int a_command = 500;
  double inside = 0;  // in append itself, on the lane
  auto begun = Clock::now();
  for (std::int64_t done = 0; done < count; done += a_command)
    (void)store->run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      for (auto number = done; number < std::min(count, done + a_command); ++number) {
        const auto event = opened(number, time.now());
        const auto before = Clock::now();
        ledger::append(tx, event);
        inside += since(before);
      }
      return true;
    });
  tell("append, 500 to a commit", count, since(begun));
  tell("  of it inside append", count, inside);

  ledger::Ledger book(*store, {folder, Millis{500}}, time, chance, log);
  for (const char* name : {"bench.one", "bench.two", "bench.three"})
    book.subscribe({.name = name, .types = {"CaseOpened/1"}, .handle = [](store::Tx&, const ledger::Event&) {}, .forget = {}});
  begun = Clock::now();
  book.seal_now();
  tell("seal", count, since(begun));

  begun = Clock::now();
  book.start();
  book.catch_up();
  tell("three subscribers catch up", 3 * count, since(begun));
  book.stop();

  begun = Clock::now();
  const auto verdict = ledger::verify(*store, folder, {});
  tell("verify", verdict.events, since(begun));
  for (const auto& finding : verdict.findings) fmt::print("FINDING {}\n", finding);

  begun = Clock::now();
  constexpr int proofs = 1000;
  store->read([&](store::Reader& reader) {
    for (int i = 0; i < proofs; ++i) (void)ledger::prove_inclusion(reader, 1 + (i * 7919LL) % count, count);
  });
  tell("prove inclusion", proofs, since(begun));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace portico

int main(int count, char** words) {
  portico::run(count > 1 ? std::atoll(words[1]) : 1'000'000, count > 2 ? words[2] : "");
  return 0;
}
