// A small town that tells things: an address book that a story fills, a channel that does as it is told, and a sender over both. Never
// linked into the program.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/crypto/crypto.h"
#include "platform/notify/migrations.h"
#include "platform/notify/sender.h"
#include "platform/notify/suppression.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::notify {

class TownBook final : public AddressBook {
 public:
  std::map<std::string, std::vector<Reach>> people;  // by recipient
  std::optional<std::vector<Reach>> reaches(store::Reader&, const Note& note) const override {
    const auto found = people.find(note.recipient);
    return found == people.end() ? std::nullopt : std::optional(found->second);
  }
  Filling filling(store::Reader&, const Note&, const Reach& reach) const override {
    return {"", {{"name", reach.name}, {"link", std::string("https://311.town.example/r/") + reach.who}}};
  }
  std::string first_language() const override { return "en"; }
};

// What was given to it, and what it answers.
struct Carried {
  std::mutex mutex;
  std::vector<Message> messages;
  std::function<Delivery(const Message&)> answer = [](const Message&) { return Delivery{}; };

  std::vector<std::string> to() {
    const std::lock_guard lock(mutex);
    std::vector<std::string> all;
    for (const Message& message : messages) all.push_back(message.address);
    return all;
  }
};

class TownChannel final : public Channel {
 public:
  TownChannel(ChannelKind kind, Carried& carried) : kind_(kind), carried_(carried) {}
  ChannelKind kind() const override { return kind_; }
  Delivery send(const Message& message) override {
    const std::lock_guard lock(carried_.mutex);
    carried_.messages.push_back(message);
    return carried_.answer(message);
  }

 private:
  ChannelKind kind_;
  Carried& carried_;
};

class Town : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all(store::migrations().begin(), store::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    open(all);
    Kinds kinds;
    kinds.add(digest_kind());
    kinds.add(kind("status", false));
    kinds.add(kind("alarm", true));
    auto built_in = digest_templates();
    built_in.push_back(words("status", "en", "News of {number}", "{has_name, select, yes {Dear {name}, } other {}}it goes on. {link}"));
    built_in.push_back(words("status", "es", "Noticias de {number}", "Sigue. {link}"));
    built_in.push_back(words("alarm", "en", "Alarm {number}", "Now. {link}"));
    templates = std::make_unique<Templates>(store(), std::move(kinds), std::move(built_in));
    settings_.domain = "311.town.example";
    settings_.unsubscribe_url = "https://311.town.example/unsubscribe/";
    settings_.parallel = 1;
    make_sender();
  }
  void TearDown() override { sender.reset(); }

  static TemplateKind kind(std::string code, bool urgent) {
    return {.code = std::move(code),
            .meaning = "news",
            .fields = {{.name = "number", .type = FieldType::number, .sample = std::int64_t{7}},
                       {.name = "name", .may_be_empty = true, .sample = std::string("Ana")},
                       {.name = "link", .type = FieldType::link, .sample = std::string("https://311.town.example/r/1")}},
            .urgent = urgent};
  }
  static Template words(std::string code, std::string language, std::string subject, std::string text) {
    Template one{std::move(code), "", std::move(language), std::move(subject), std::move(text)};
    one.translated_by = "the town";
    return one;
  }
  void make_sender() {
    std::vector<std::unique_ptr<Channel>> channels;
    channels.push_back(std::make_unique<TownChannel>(ChannelKind::mail, mail));
    channels.push_back(std::make_unique<TownChannel>(ChannelKind::sms, sms));
    sender = std::make_unique<Sender>(store(), *templates, book, std::move(channels), settings_, time, chance, log);
  }

  static Reach by_mail(std::string who, std::string address) {
    return {
        .who = std::move(who), .channel = ChannelKind::mail, .address = std::move(address), .name = "Ana", .language = "en", .zone = "UTC"};
  }
  static Reach by_sms(std::string who, std::string address) {
    Reach reach = by_mail(std::move(who), std::move(address));
    reach.channel = ChannelKind::sms;
    return reach;
  }
  void note(const std::string& key, const std::string& recipient, const std::string& code = "status", std::int64_t number = 7) {
    ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      return put(tx, {key, "case:1", recipient, code, "{\"number\":" + std::to_string(number) + "}", time.now()}, time.now());
    }));
  }
  void rounds() {  // until there is nothing to do by now
    while (sender->round() > 0) {
    }
  }
  void later(Millis by) { time.set(time.now() + by); }
  template <class Work>
  auto read(Work work) {
    decltype(work(std::declval<store::Reader&>())) found{};
    store().read([&](store::Reader& reader) { found = work(reader); });
    return found;
  }
  Telling of(const std::string& key) {
    const auto all = read([&](store::Reader& reader) { return told(reader, key); });
    return all.empty() ? Telling{} : static_cast<const Telling&>(all.front());
  }
  template <class Work>
  auto write(Work work) {
    return store().run<std::invoke_result_t<Work, store::Tx&>>(
        [&](store::Tx& tx) -> Outcome<std::invoke_result_t<Work, store::Tx&>> { return work(tx); });
  }

  StillTime time{parse_instant("2026-03-02T12:00:00Z", "test").value()};
  crypto::SystemChance chance;
  SilentLog log;
  TownBook book;
  Carried mail, sms;
  SenderSettings settings_;
  std::unique_ptr<Templates> templates;
  std::unique_ptr<Sender> sender;
};

}  // namespace portico::notify
