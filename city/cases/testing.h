// What tests of cases need: a small town on a fresh database of each kind, and a clock that stands still. Never linked into the program.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/migrations.h"
#include "city/cases/search.h"
#include "city/cases/town.h"
#include "platform/crypto/crypto.h"
#include "platform/files/migrations.h"
#include "platform/files/testing.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/notify/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::cases {

class TownStory : public store::DatabaseTest {
 protected:
  // `more`: migrations of a module above.
  explicit TownStory(std::span<const store::Migration> more = {})
      : directory(small_town()), standards(small_promises()), time(monday_noon) {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), notify::migrations(), files::migrations(), cases::migrations()})
      all.insert(all.end(), part.begin(), part.end());
    all.insert(all.end(), more.begin(), more.end());
    open(all);
    cases = std::make_unique<Cases>(store(), directory, standards, time, chance, "a secret of thirty-two bytes ....");
    files = std::make_unique<files::Files>(
        store(), files::Settings{.folder = settings().folder, .program = files::testing::picture_program()}, time);
  }

  Asked pothole(geo::Point where = west_side) const {
    Asked asked;
    asked.service = "POTHOLE";
    asked.place.point = where;
    asked.place.address = "118 Quay Street";
    asked.description = "A hole. Call 212-555-0100.";
    return asked;
  }

  Outcome<Opened> try_open(const Asked& asked, const Repeatable& repeatable = {}) {
    const auto opening = cases->prepare_opening(asked);
    if (!opening) return std::unexpected(opening.error());
    return store().run<Opened>([&](store::Tx& tx) { return cases->open(tx, *opening, repeatable); });
  }

  Opened opened(const Asked& asked) {
    const auto answer = try_open(asked);
    if (!answer) throw std::runtime_error("refused: " + answer.error().faults.at(0).reason);
    return *answer;
  }

  Outcome<Message> try_update(std::string_view number, std::string status, std::string text, std::string update_id = {}) {
    Update update;
    update.at = time.now();
    update.update_status = std::move(status);
    update.text = std::move(text);
    update.update_id = std::move(update_id);
    return store().run<Message>([&](store::Tx& tx) { return cases->update(tx, number, update); });
  }

  template <class F>
  auto read(F work) {
    std::optional<std::invoke_result_t<F, store::Reader&>> answer;
    store().read([&](store::Reader& reader) { answer.emplace(work(reader)); });
    return *std::move(answer);
  }

  std::optional<Case> found(std::string_view number) {
    return read([&](store::Reader& reader) { return cases->find(reader, number); });
  }

  Page listed(const Filter& filter) {
    return read([&](store::Reader& reader) { return cases->list(reader, filter); });
  }

  // What the subscriber of words does by itself where a ledger runs.
  void index_words() {
    SilentLog log;
    ledger::Ledger book(store(), {.folder = settings().folder}, time, chance, log);
    book.subscribe(search_subscriber(directory));
    book.start();
    book.seal_now();
    book.catch_up();
    book.stop();
  }

  void later(Millis amount) { time.set(time.now() + amount); }

  directory::Directory directory;
  standards::Standards standards;
  StillTime time;
  crypto::SystemChance chance;
  std::unique_ptr<Cases> cases;
  std::unique_ptr<files::Files> files;
};

}  // namespace portico::cases
