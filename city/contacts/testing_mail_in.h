// A small town that mail comes into, for tests. Never linked into the program.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "city/cases/migrations.h"
#include "city/cases/town.h"
#include "city/contacts/contact_book.h"
#include "city/contacts/contacts.h"
#include "city/contacts/migrations.h"
#include "city/contacts/rule.h"
#include "city/contacts/tables.h"
#include "platform/crypto/crypto.h"
#include "platform/files/migrations.h"
#include "platform/files/testing.h"
#include "platform/ledger/migrations.h"
#include "platform/notify/migrations.h"
#include "platform/notify/outbox.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::contacts {

using Verdict = mail::Answer::Verdict;

inline std::shared_ptr<const directory::Snapshot> town_that_speaks(std::vector<std::string> languages) {
  auto town = std::const_pointer_cast<directory::Snapshot>(cases::small_town());
  town->city.languages = std::move(languages);
  return town;
}

class NobodyElse final : public notify::AddressBook {
 public:
  std::optional<std::vector<notify::Reach>> reaches(store::Reader&, const notify::Note&) const override { return std::nullopt; }
  notify::Filling filling(store::Reader&, const notify::Note&, const notify::Reach&) const override { return {}; }
  std::string first_language() const override { return "en"; }
};

class MailIn : public store::DatabaseTest {
 protected:
  MailIn() : directory(cases::small_town()), standards(cases::small_promises()), time(cases::monday_noon) {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), notify::migrations(), files::migrations(), cases::migrations(),
                            contacts::migrations()})
      all.insert(all.end(), part.begin(), part.end());
    open(all);
    cases = std::make_unique<cases::Cases>(store(), directory, standards, time, chance, "a secret of thirty-two bytes ....");
    files = std::make_unique<files::Files>(
        store(), files::Settings{.folder = settings().folder, .program = files::testing::picture_program()}, time);
    const std::string secret = "another secret of 32 bytes .....";
    contacts = std::make_unique<Contacts>(store(), directory, *cases, *files, notify::Marks("a third secret of 32 bytes ......"),
                                          ReplyAddresses(secret, "reply.town.example"), secret, time);
  }

  cases::Opened pothole() {
    cases::Asked asked;
    asked.service = "POTHOLE";
    asked.place.point = cases::west_side;
    asked.description = "A hole.";
    asked.reporter.email = "ana@example.org";
    const auto opening = cases->prepare_opening(asked).value();
    return store().run<cases::Opened>([&](store::Tx& tx) { return cases->open(tx, opening); }).value();
  }
  static std::string written(const std::string& to, const std::string& words, const std::string& id, const std::string& more = {}) {
    return "From: Ana <Ana@example.org>\r\nTo: " + to + "\r\nSubject: The hole\r\nDate: Mon, 02 Mar 2026 11:00:00 +0000\r\nMessage-ID: <" +
           id + "@example.org>\r\n" + more + "\r\n" + words + "\r\n";
  }
  mail::Answer take(const std::string& bytes) { return contacts->take(bytes, {.from = "ana@example.org", .to = {}}); }
  template <class F>
  auto read(F work) {
    std::optional<std::invoke_result_t<F, store::Reader&>> answer;
    store().read([&](store::Reader& reader) { answer.emplace(work(reader)); });
    return *std::move(answer);
  }
  void load(const std::vector<MailRule>& rules) {
    (void)store().run<int>([&](store::Tx& tx) -> Outcome<int> {
      load_mail_policy(tx, {.rules = rules, .kept_days = {}});
      return 0;
    });
  }
  std::vector<notify::Waiting> told() {
    return read([&](store::Reader& reader) { return notify::waiting(reader, time.now() + std::chrono::hours(1), std::nullopt, 100); });
  }
  std::vector<ledger::Event> events_of(const std::string& subject) {
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
    return read([&](store::Reader& reader) { return ledger::events_of(reader, subject); });
  }
  ContactBook book() const { return {nobody_else, directory}; }
  std::vector<Contact> waiting() {
    return read([](store::Reader& reader) { return tables::waiting(reader, 100); });
  }
  std::vector<Contact> of_case(std::int64_t id) {
    return read([&](store::Reader& reader) { return tables::of_case(reader, id, 100); });
  }

  directory::Directory directory;
  standards::Standards standards;
  StillTime time;
  crypto::SystemChance chance;
  std::unique_ptr<cases::Cases> cases;
  std::unique_ptr<files::Files> files;
  std::unique_ptr<Contacts> contacts;
  NobodyElse nobody_else;
};
}  // namespace portico::contacts
