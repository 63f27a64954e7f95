#include "app/mail_in.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "platform/mail/maildir.h"

namespace portico::app {
namespace {

constexpr int most_at_once = 100;
constexpr Millis longest_rest{300'000};  // of a mailbox that cannot be reached: who asks too often with a wrong password is shut out

}  // namespace

struct MailIn::Inside {
  struct Source {
    explicit Source(const MailSource& given) : settings(given), rest(given.every) { now.kind = given.kind; }
    const MailSource& settings;
    Condition now;
    std::string why;  // it does not work
    Millis rest;
    std::optional<mail::Imap> imap;
    std::unique_ptr<mail::Lmtp> lmtp;
    std::thread thread;
  };

  Inside(const contacts::Contacts& to, MailInSettings given, const TimeSource& by_time, Log& by_log)
      : contacts(to), settings(std::move(given)), time(by_time), log(by_log) {
    for (const auto& each : settings.sources) sources.emplace_back(each);
  }

  mail::Answer take(std::string_view bytes, const mail::Envelope& envelope) const {
    if (is_stopping()) return {mail::Answer::Verdict::later, "stopping"};
    return contacts.take(bytes, envelope);
  }
  mail::Accept accept() {
    return [this](std::string_view bytes, const mail::Envelope& envelope) { return take(bytes, envelope); };
  }
  void count(Source& source, const mail::Taken& taken) {
    const std::scoped_lock lock(mutex);
    source.now.accepted += taken.accepted;
    source.now.later += taken.later;
    source.now.refused += taken.refused;
  }

  void look_into_folder(Source& source) {
    const auto maildir = mail::Maildir::open({.folder = source.settings.folder});
    if (!maildir) throw std::runtime_error(maildir.error().faults.front().reason);
    count(source, maildir->take(accept(), most_at_once));
  }
  void look_into_mailbox(Source& source) {
    if (!source.imap) {
      auto made = mail::Imap::make(source.settings.imap);
      if (!made) throw std::runtime_error(made.error().faults.front().field + " " + made.error().faults.front().reason);
      source.imap = *std::move(made);
    }
    const auto polled = source.imap->poll(accept(), std::nullopt, most_at_once);
    count(source, polled.taken);
    if (!polled.trouble.empty()) throw std::runtime_error(polled.trouble);
  }
  void listen(Source& source) {
    if (source.lmtp) return;
    source.lmtp =
        std::make_unique<mail::Lmtp>(source.settings.lmtp, [this, &source](std::string_view bytes, const mail::Envelope& envelope) {
          const auto answer = mail::ask(accept(), bytes, envelope);
          mail::Taken one;
          one.count(answer.verdict);
          count(source, one);
          return answer;
        });
  }
  void look(Source& source) {
    if (source.settings.kind == MailSource::Kind::maildir) look_into_folder(source);
    if (source.settings.kind == MailSource::Kind::imap) look_into_mailbox(source);
    if (source.settings.kind == MailSource::Kind::lmtp) listen(source);
  }

  void works(Source& source) {
    source.rest = source.settings.every;
    if (source.why.empty()) return;
    source.why.clear();
    log.write(Severity::info, "mail is taken again", {{"source", source.settings.place}});
    const std::scoped_lock lock(mutex);
    source.now.trouble_since.reset();
  }
  // Said once, not with every look.
  void fails(Source& source, const std::string& why) {
    if (source.settings.kind == MailSource::Kind::imap) source.rest = std::min(source.rest * 2, longest_rest);
    if (source.why != why) log.write(Severity::error, "mail cannot be taken", {{"source", source.settings.place}, {"why", why}});
    source.why = why;
    const std::scoped_lock lock(mutex);
    if (!source.now.trouble_since) source.now.trouble_since = time.now();
  }

  bool is_stopping() const {
    const std::scoped_lock lock(mutex);
    return stopping;
  }
  void run(Source& source) {
    for (;;) {
      try {
        look(source);
        works(source);
      } catch (const std::exception& broken) {
        fails(source, broken.what());
      }
      std::unique_lock lock(mutex);
      if (wake.wait_for(lock, source.rest, [this] { return stopping; })) break;
    }
    source.lmtp.reset();
    source.imap.reset();
  }

  const contacts::Contacts& contacts;
  const MailInSettings settings;
  const TimeSource& time;
  Log& log;
  mutable std::mutex mutex;  // of what each source's Condition holds, and of `stopping`
  std::condition_variable wake;
  bool stopping = false;
  std::list<Source> sources;
};

MailIn::MailIn(const contacts::Contacts& contacts, MailInSettings settings, const TimeSource& time, Log& log)
    : inside_(std::make_unique<Inside>(contacts, std::move(settings), time, log)) {}

MailIn::~MailIn() { stop(); }

void MailIn::start() {
  for (auto& source : inside_->sources) source.thread = std::thread([this, &source] { inside_->run(source); });
}

void MailIn::stop() {
  {
    const std::scoped_lock lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->wake.notify_all();
  for (auto& source : inside_->sources)
    if (source.thread.joinable()) source.thread.join();
}

std::vector<MailIn::Condition> MailIn::conditions() const {
  const std::scoped_lock lock(inside_->mutex);
  std::vector<Condition> all;
  for (const auto& source : inside_->sources) all.push_back(source.now);
  return all;
}

}  // namespace portico::app
