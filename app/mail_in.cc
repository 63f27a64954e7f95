#include "app/mail_in.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/mail/address.h"
#include "platform/mail/maildir.h"

namespace portico::app {
namespace {

constexpr auto between_looks = std::chrono::seconds(2);

}  // namespace

void read_mail_in(const formats::TomlTable& document, const std::filesystem::path& beside, MailInSettings& settings,
                  std::vector<Fault>& faults) {
  for (const auto& table : document.tables("mail_in", faults)) {
    const std::string kind = table.text("kind", faults);
    if (kind != "maildir" && table.has("kind"))
      faults.push_back({table.place_of("kind"), "mail cannot come in by \"" + kind + "\"", "maildir"});
    const std::string folder = table.text("folder", faults), domain = table.text_or("replies_at", "", faults);
    if (!domain.empty() && !mail::is_domain(domain))
      faults.push_back({table.place_of("replies_at"), "\"" + domain + "\" is no domain", "a domain such as reply.town.example"});
    if (!domain.empty() && !settings.replies_at.empty())
      faults.push_back({table.place_of("replies_at"), "answers come in at one domain", "replies_at under one [[mail_in]]"});
    if (settings.replies_at.empty()) settings.replies_at = domain;
    if (folder.empty()) continue;
    settings.sources.push_back({table.place(), beside / folder});
    if (const auto opened = mail::Maildir::open({.folder = beside / folder}); !opened)
      faults.push_back({table.place_of("folder"), opened.error().faults.front().reason, opened.error().faults.front().accepted});
  }
}

struct MailIn::Inside {
  const contacts::Contacts& contacts;
  const MailInSettings settings;
  Log& log;
  mutable std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  Condition now;
  std::thread thread;

  // What went wrong with one folder does not keep the others from being looked into.
  void look() {
    bool trouble = false;
    for (const auto& source : settings.sources) {
      if (is_stopping()) return;
      try {
        const auto maildir = mail::Maildir::open({.folder = source.folder});
        if (!maildir) throw std::runtime_error(maildir.error().faults.front().reason);
        const auto taken =
            maildir->take([this](std::string_view bytes, const mail::Envelope& envelope) { return take(bytes, envelope); }, 100);
        const std::scoped_lock lock(mutex);
        now.accepted += taken.accepted;
        now.later += taken.later;
        now.refused += taken.refused;
      } catch (const std::exception& broken) {
        trouble = true;
        log.write(Severity::error, "mail could not be taken", {{"source", source.place}, {"why", broken.what()}});
      }
    }
    const std::scoped_lock lock(mutex);
    now.trouble = trouble;
  }
  mail::Answer take(std::string_view bytes, const mail::Envelope& envelope) const {
    if (is_stopping()) return {mail::Answer::Verdict::later, "stopping"};
    return contacts.take(bytes, envelope);
  }
  bool is_stopping() const {
    const std::scoped_lock lock(mutex);
    return stopping;
  }
  void run() {
    for (;;) {
      look();
      std::unique_lock lock(mutex);
      if (wake.wait_for(lock, between_looks, [this] { return stopping; })) return;
    }
  }
};

MailIn::MailIn(const contacts::Contacts& contacts, MailInSettings settings, Log& log)
    : inside_(new Inside{
          .contacts = contacts, .settings = std::move(settings), .log = log, .mutex = {}, .wake = {}, .now = {}, .thread = {}}) {}

MailIn::~MailIn() { stop(); }

void MailIn::start() {
  if (!inside_->settings.sources.empty()) inside_->thread = std::thread([this] { inside_->run(); });
}

void MailIn::stop() {
  {
    const std::scoped_lock lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->wake.notify_all();
  if (inside_->thread.joinable()) inside_->thread.join();
}

MailIn::Condition MailIn::condition() const {
  const std::scoped_lock lock(inside_->mutex);
  return inside_->now;
}

}  // namespace portico::app
