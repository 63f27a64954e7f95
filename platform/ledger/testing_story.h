// What the ledger's own tests share: a database with the ledger's tables and one table of a listener, and things that happen.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::ledger {

// Keeps the messages for the test to look at.
class HeardLog final : public Log {
 public:
  void write(Severity, std::string_view message, std::initializer_list<Field>) override {
    const std::lock_guard lock(mutex_);
    heard_.emplace(message);
  }
  bool heard(const std::string& message) const {
    const std::lock_guard lock(mutex_);
    return heard_.contains(message);
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> heard_;
};

class LedgerStory : public store::DatabaseTest {
 protected:
  void SetUp() override { open_all(); }
  void TearDown() override { ledger_.reset(); }

  static std::vector<store::Migration> all_migrations() {
    static constexpr store::Migration tables{
        "ledger_test", 1, "0001_ledger_test.sql",
        "CREATE TABLE ledger_test_note (id KEY64, listener TEXT NOT NULL, position BIGINT NOT NULL, subject TEXT NOT NULL);"
        "CREATE TABLE ledger_test_case (id KEY64, version BIGINT NOT NULL);"};
    std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    all.push_back(tables);
    return all;
  }
  void open_all() {
    open(all_migrations());
    make_ledger();
  }
  void make_ledger() { ledger_ = std::make_unique<Ledger>(store(), ledger_settings(), time_, chance_, log_); }
  void close_all() {
    ledger_.reset();
    close();
  }
  Ledger::Settings ledger_settings() const { return {settings().folder, Millis{50}}; }
  Ledger& ledger() { return *ledger_; }
  std::filesystem::path heads_file() const { return settings().folder / "heads.jsonl"; }

  NewEvent told(std::string subject, std::int64_t version, std::string type = "CaseOpened/1", std::string payload = "{}") const {
    return {time_.now(), "open311", std::move(subject), version, std::move(type), std::move(payload)};
  }
  void happened(const NewEvent& event) {
    ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      append(tx, event);
      return true;
    }));
  }
  // Events that tell of so many cases, some in one command.
  void happened_often(int count) {
    for (int done = 0; done < count; done += 100)
      ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
        for (int i = done; i < std::min(count, done + 100); ++i)
          append(tx, told("case:" + std::to_string(i), 1, "CaseOpened/1", "{\"n\":" + std::to_string(i) + "}"));
        return true;
      }));
  }
  std::vector<Event> events() {
    std::vector<Event> all;
    store().read([&](store::Reader& reader) { all = events_after(reader, 0, 1'000'000); });
    return all;
  }
  std::vector<std::string> subjects() {
    std::vector<std::string> all;
    for (const auto& event : events()) all.push_back(event.subject + "/" + std::to_string(event.version));
    return all;
  }
  void meddle(const store::Statement& statement, store::Params params) {  // somebody with the database's password
    ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      EXPECT_GT(tx.execute(statement, params), 0);
      return true;
    }));
  }
  // Waits for something that another thread does; a failure after 30 s.
  template <class Condition>
  bool becomes(Condition condition) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::yield();
    }
    return true;
  }

  StillTime time_{parse_instant("2026-03-02T09:00:00Z", "test").value()};
  crypto::SystemChance chance_;
  HeardLog log_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace portico::ledger
