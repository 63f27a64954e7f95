#include "city/contacts/keeper.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace portico::contacts {
namespace {

constexpr auto between_looks = std::chrono::seconds(2);
constexpr int looks_between_sweeps = 1'800, aged_at_once = 200;

}  // namespace

struct Keeper::Inside {
  Inside(store::Store& in_store, const Contacts& of_contacts, Redactions& by_redactions, Log& to_log)
      : store(in_store), contacts(of_contacts), redactions(by_redactions), log(to_log) {}

  void sweep() {
    int forgotten = 0;
    for (bool more = true; more && !is_stopping();) {
      const auto slice = store.run<Contacts::Forgotten>([this](store::Tx& tx) { return contacts.forget_old(tx, aged_at_once); },
                                                        store::Urgency::background);
      more = slice && slice->more;
      if (slice) forgotten += slice->contacts;
    }
    if (forgotten > 0) log.write(Severity::info, "mails kept long enough were redacted", {{"mails", std::to_string(forgotten)}});
  }
  // On PostgreSQL the erasing locks tables: `portico erase` does it in a quiet hour.
  void settle() {
    redactions.list();
    if (store.dialect() != store::Dialect::sqlite) return;
    if (const int erased = redactions.erase(); erased > 0)
      log.write(Severity::info, "redacted mails erased", {{"mails", std::to_string(erased)}});
  }
  bool is_stopping() const {
    const std::scoped_lock lock(mutex);
    return stopping;
  }
  void look(bool sweeps) {
    try {
      if (sweeps) sweep();
      settle();
    } catch (const std::exception& broken) {  // the lane is full or the disk is: said, and tried again
      log.write(Severity::warning, "a job of the contacts broke and will be tried again", {{"why", broken.what()}});
    }
  }
  void run() {
    for (int looks = 0;; ++looks) {
      look(looks % looks_between_sweeps == 0);
      std::unique_lock lock(mutex);
      if (wake.wait_for(lock, between_looks, [this] { return stopping; })) break;
    }
    look(false);  // what was redacted just now is listed before the program ends
  }

  store::Store& store;
  const Contacts& contacts;
  Redactions& redactions;
  Log& log;
  mutable std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::thread thread;
};

Keeper::Keeper(store::Store& store, const Contacts& contacts, Redactions& redactions, Log& log)
    : inside_(std::make_unique<Inside>(store, contacts, redactions, log)) {}

Keeper::~Keeper() { stop(); }

void Keeper::start() {
  inside_->thread = std::thread([this] { inside_->run(); });
}

void Keeper::stop() {
  {
    const std::scoped_lock lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->wake.notify_all();
  if (inside_->thread.joinable()) inside_->thread.join();
}

}  // namespace portico::contacts
