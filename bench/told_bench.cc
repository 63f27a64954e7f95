// How fast waiting notes go out, and what people who send in meanwhile notice of it: in this process, without HTTP, by a channel whose
// carrier answers after a millisecond.
//
//   told_bench [NOTES [REQUESTS-A-SECOND [POSTGRES-URL]]]    100,000 notes, 50 requests a second, the embedded database
//
// Prints how long it takes to open a request before the sender runs and while it drains the outbox, and the messages a second.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/migrations.h"
#include "city/cases/template_kinds.h"
#include "city/cases/town.h"
#include "platform/crypto/crypto.h"
#include "platform/files/migrations.h"
#include "platform/ledger/migrations.h"
#include "platform/notify/migrations.h"
#include "platform/notify/sender.h"
#include "platform/store/migrations.h"

namespace {

using namespace portico;
using Clock = std::chrono::steady_clock;

class WallTime final : public TimeSource {
 public:
  Instant now() const override { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }
};

class Everybody final : public notify::AddressBook {
 public:
  std::optional<std::vector<notify::Reach>> reaches(store::Reader&, const notify::Note& note) const override {
    return {{{.who = note.recipient, .address = note.recipient + "@home.example", .language = "en", .zone = "UTC"}}};
  }
  notify::Filling filling(store::Reader&, const notify::Note&, const notify::Reach&) const override {
    return {"",
            {{"city", std::string("Eastport 311")},
             {"number", std::string("2345-678X")},
             {"agency", std::string("Street Works")},
             {"service", std::string("Pothole")},
             {"link", std::string("https://311.town.example/requests/2345-678X")}}};
  }
  std::string first_language() const override { return "en"; }
};

class Carrier final : public notify::Channel {
 public:
  explicit Carrier(std::atomic<std::int64_t>& taken) : taken_(taken) {}
  notify::ChannelKind kind() const override { return notify::ChannelKind::mail; }
  notify::Delivery send(const notify::Message&) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ++taken_;
    return {};
  }

 private:
  std::atomic<std::int64_t>& taken_;
};

struct Bench {
  explicit Bench(const std::filesystem::path& folder, const std::string& postgres) {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), notify::migrations(), files::migrations(), cases::migrations()})
      all.insert(all.end(), part.begin(), part.end());
    store::Settings settings;
    settings.folder = folder;
    settings.postgres = postgres;
    settings.schema = "told_bench";
    store = store::Store::open(settings, all);
    module = std::make_unique<cases::Cases>(*store, directory, standards, time, chance, "a secret of thirty-two bytes ....");
    notify::Kinds kinds;
    kinds.add(notify::digest_kind());
    for (auto& kind : cases::template_kinds()) kinds.add(std::move(kind));
    auto words = notify::digest_templates();
    for (auto& each : cases::built_in_templates()) words.push_back(std::move(each));
    templates = std::make_unique<notify::Templates>(*store, std::move(kinds), std::move(words));
    std::vector<std::unique_ptr<notify::Channel>> channels;
    channels.push_back(std::make_unique<Carrier>(taken));
    sender = std::make_unique<notify::Sender>(*store, *templates, book, std::move(channels), notify::SenderSettings{}, time, chance, log);
  }

  std::unique_ptr<store::Store> store;
  directory::Directory directory{cases::small_town()};
  standards::Standards standards{cases::small_promises()};
  WallTime time;
  crypto::SystemChance chance;
  SilentLog log;
  Everybody book;
  std::atomic<std::int64_t> taken = 0;
  std::unique_ptr<cases::Cases> module;
  std::unique_ptr<notify::Templates> templates;
  std::unique_ptr<notify::Sender> sender;
};

void put_notes(Bench& bench, int count) {
  for (int done = 0; done < count; done += 500)
    (void)bench.store->run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      for (int each = done; each < std::min(count, done + 500); ++each) {
        const std::string who = "reporter:" + std::to_string(each);
        notify::put(tx, {"bench:" + who, "case:1", who, "receipt", "{}", bench.time.now()}, bench.time.now());
      }
      return true;
    });
}

// Opens so many requests a second, one after the other, as long as `goes_on`.
void open_cases(Bench& bench, const char* what, int a_second, const std::function<bool()>& goes_on) {
  std::vector<double> waits;
  auto next = Clock::now();
  while (goes_on()) {
    cases::Asked pothole;
    pothole.service = "POTHOLE";
    pothole.place.point = geo::Point{0.001, 0.001};
    pothole.description = "A deep hole in the right lane.";
    const auto opening = *bench.module->prepare_opening(pothole);
    const auto asked_at = Clock::now();
    if (!bench.store->run<cases::Opened>([&](store::Tx& tx) { return bench.module->open(tx, opening, {}); })) std::abort();
    waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - asked_at).count());
    next += std::chrono::microseconds(1'000'000 / a_second);
    std::this_thread::sleep_until(next);
  }
  std::ranges::sort(waits);
  const auto at = [&](double share) {
    return waits.empty() ? 0 : waits[static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1))];
  };
  fmt::print("{:<34} {:>9} requests   median {:>8.3f} ms   p99 {:>8.3f} ms\n", what, waits.size(), at(0.5), at(0.99));
}

}  // namespace

int main(int count, char** words) {
  const int notes = count > 1 ? std::atoi(words[1]) : 100'000;
  const int a_second = count > 2 ? std::atoi(words[2]) : 50;
  const std::string postgres = count > 3 ? words[3] : "";
  char pattern[] = "/var/tmp/portico-told.XXXXXX";  // on a disk: /tmp may be memory, where a sync costs nothing
  const std::filesystem::path folder = mkdtemp(pattern);
  {
    Bench bench(folder, postgres);
    put_notes(bench, notes);
    const auto quiet_until = Clock::now() + std::chrono::seconds(10);
    open_cases(bench, "open, nothing is told", a_second, [&] { return Clock::now() < quiet_until; });
    const auto begin = Clock::now();
    bench.sender->start();
    open_cases(bench, "open, the outbox drains", a_second, [&] { return bench.taken < notes; });
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    bench.sender->stop();
    fmt::print("{:<34} {:>9.0f}/s   {} messages in {:.1f} s\n", "told", static_cast<double>(bench.taken) / seconds, bench.taken.load(),
               seconds);
  }
  std::filesystem::remove_all(folder);
}
