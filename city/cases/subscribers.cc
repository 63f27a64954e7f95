#include "city/cases/subscribers.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "city/cases/events.h"
#include "city/cases/search.h"
#include "city/cases/tally.h"
#include "city/cases/touched.h"

namespace portico::cases {
namespace {

void count_clock(std::string_view state, std::int64_t& kept, std::int64_t& missed, std::int64_t by = 1) {
  if (state == "kept") kept += by;
  if (state == "missed") missed += by;
}

struct Counted {
  Instant at;
  tables::TallyRow row;
};

// A case counts where it is: that it was opened, and how its first answer came, goes with it.
template <class Add>
void count_move(const ledger::Event& event, Add add) {
  CaseReclassified moved;
  if (event.type == CaseReclassified::type) {
    moved = from_json<CaseReclassified>(event.payload);
  } else {
    const auto told = from_json<CaseTransferred>(event.payload);
    moved = {.service_before = told.service,
             .service = told.service,
             .agency_before = told.from,
             .agency = told.to,
             .opened = told.opened,
             .first_status_before = told.first_status,
             .first_status = told.first_status,
             .answered = told.answered};
  }
  add(moved.opened, moved.service_before, moved.agency_before).opened = -1;
  add(moved.opened, moved.service, moved.agency).opened = 1;
  if (!moved.answered) return;
  auto& before = add(*moved.answered, moved.service_before, moved.agency_before);
  count_clock(moved.first_status_before, before.first_kept, before.first_missed, -1);
  auto& now = add(*moved.answered, moved.service, moved.agency);
  count_clock(moved.first_status, now.first_kept, now.first_missed);
}

// What one event counts: nothing, something, or what goes from one service and agency to another.
std::vector<Counted> count(const ledger::Event& event) {
  std::vector<Counted> all;
  const auto add = [&all](Instant at, const std::string& service, const std::string& agency) -> tables::Counts& {
    all.push_back({at, {0, service, agency, {}}});
    return all.back().row.counts;
  };
  if (event.type == CaseOpened::type) {
    const auto told = from_json<CaseOpened>(event.payload);
    add(told.opened, told.service, told.agency).opened = 1;
  } else if (event.type == MessageSent::type) {
    const auto told = from_json<MessageSent>(event.payload);
    auto& counts = add(told.sent, told.service, told.agency);
    count_clock(told.first_status, counts.first_kept, counts.first_missed);
  } else if (event.type == CaseClosed::type) {
    const auto told = from_json<CaseClosed>(event.payload);
    auto& counts = add(told.closed, told.service, told.agency);
    counts.closed = 1;
    count_clock(told.first_status, counts.first_kept, counts.first_missed);
    count_clock(told.outcome_clock, counts.outcome_kept, counts.outcome_missed);
  } else if (event.type == CaseReopened::type) {
    const auto told = from_json<CaseReopened>(event.payload);
    auto& counts = add(told.closed, told.service, told.agency);
    counts.reopened = 1;
    count_clock(told.outcome_clock, counts.outcome_kept, counts.outcome_missed, -1);
  } else if (event.type == CaseTransferred::type || event.type == CaseReclassified::type) {
    count_move(event, add);
  }
  return all;
}

int share(std::int64_t kept, std::int64_t missed) { return kept + missed <= 0 ? -1 : static_cast<int>(kept * 100 / (kept + missed)); }

std::int64_t number_of(std::chrono::sys_days day) { return day.time_since_epoch().count(); }

}  // namespace

ledger::Subscriber tally_subscriber(const directory::Directory& directory) {
  ledger::Subscriber subscriber;
  subscriber.name = "cases.tally";
  for (std::string_view type :
       {CaseOpened::type, MessageSent::type, CaseClosed::type, CaseReopened::type, CaseTransferred::type, CaseReclassified::type})
    subscriber.types.emplace_back(type);
  subscriber.handle = [&directory](store::Tx& tx, const ledger::Event& event) {
    for (Counted& counted : count(event)) {
      if (counted.row.counts == tables::Counts{}) continue;
      counted.row.day = number_of(city_day(*directory.now(), counted.at));
      tables::add_to_tally(tx, counted.row);
    }
  };
  subscriber.forget = [](store::Tx& tx) { tables::clear_tally(tx); };
  return subscriber;
}

int Standing::first_share() const { return share(counts.first_kept, counts.first_missed); }
int Standing::outcome_share() const { return share(counts.outcome_kept, counts.outcome_missed); }

Standing standing(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last) {
  return {tables::tally_sum(reader, number_of(first), number_of(last))};
}

std::vector<tables::TallyRow> tally(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last) {
  return tables::tally_between(reader, number_of(first), number_of(last));
}

// -- jobs --------------------------------------------------------------------------------------------------------------------------------

struct Jobs::Inside {
  Inside(store::Store& in_store, const Cases& of_cases, Log& to_log, Redactions* by_redactions)
      : store(in_store), cases(of_cases), log(to_log), redactions(by_redactions) {}

  // False where there is more to do.
  bool work() {
    constexpr int at_once = 100;
    const auto numbered = store.run<int>([this](store::Tx& tx) { return cases.number_waiting(tx, at_once); }, store::Urgency::background);
    return !numbered || *numbered == 0;
  }

  void sweep() {
    const auto dropped = store.run<std::int64_t>([this](store::Tx& tx) { return cases.forget_old_keys(tx); }, store::Urgency::background);
    if (dropped && *dropped > 0) log.write(Severity::info, "idempotency keys dropped", {{"count", std::to_string(*dropped)}});
    const auto unconfirmed =
        store.run<std::int64_t>([this](store::Tx& tx) { return cases.forget_unconfirmed(tx); }, store::Urgency::background);
    if (unconfirmed && *unconfirmed > 0)
      log.write(Severity::info, "unconfirmed addresses dropped", {{"count", std::to_string(*unconfirmed)}});
    int forgotten = 0;
    for (bool more = true; more && !stopped();) {
      const auto slice = store.run<Cases::Forgotten>([this](store::Tx& tx) { return cases.forget_old_words(tx, aged_at_once); },
                                                     store::Urgency::background);
      more = slice && slice->more;
      if (slice) forgotten += slice->cases;
    }
    if (forgotten > 0) log.write(Severity::info, "words kept long enough were redacted", {{"cases", std::to_string(forgotten)}});
  }

  // On PostgreSQL the erasing locks tables: `portico erase` does it in a quiet hour.
  void settle_redactions() {
    if (!redactions) return;
    redactions->bring_together();
    if (store.dialect() != store::Dialect::sqlite) return;
    if (const int erased = redactions->erase(); erased > 0)
      log.write(Severity::info, "redacted words erased", {{"cases", std::to_string(erased)}});
  }

  // Whatever wakes it, it does all there is to do; once in a while it sweeps as well: when an hour has passed without a wake, or many
  // wakes.
  void run() {
    std::unique_lock lock(mutex);
    for (int rounds = 0; !stopping; ++rounds) {
      const bool quiet = !woken;
      woken = false;
      lock.unlock();
      bool tried_all = true;
      try {
        while (!work() && !stopped()) {
        }
        settle_redactions();
        if (quiet || rounds % rounds_between_sweeps == 0) sweep();
      } catch (const std::exception& broken) {  // the lane is full or the disk is: said, and tried again
        log.write(Severity::warning, "a job of the cases broke and will be tried again", {{"why", broken.what()}});
        tried_all = false;
      }
      lock.lock();
      changed.wait_for(lock, tried_all ? Millis(std::chrono::hours(1)) : Millis(std::chrono::seconds(5)),
                       [this] { return woken || stopping; });
    }
  }

  bool stopped() {
    const std::lock_guard lock(mutex);
    return stopping;
  }

  static constexpr int rounds_between_sweeps = 1'000, aged_at_once = 500;
  store::Store& store;
  const Cases& cases;
  Log& log;
  Redactions* redactions;
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false, stopping = false;
  std::thread thread;
};

Jobs::Jobs(store::Store& store, const Cases& cases, Log& log, Redactions* redactions)
    : inside_(std::make_shared<Inside>(store, cases, log, redactions)) {}

Jobs::~Jobs() { stop(); }

void Jobs::start() {
  inside_->stopping = false;
  inside_->thread = std::thread([inside = inside_] { inside->run(); });
}

void Jobs::stop() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->stopping = true;
  }
  inside_->changed.notify_all();
  if (inside_->thread.joinable()) inside_->thread.join();
}

void Jobs::wake() {
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->woken = true;
  }
  inside_->changed.notify_all();
}

std::vector<ledger::Subscriber> subscribers(const directory::Directory& directory, Jobs* jobs) {
  std::vector<ledger::Subscriber> all{tally_subscriber(directory), touched_subscriber(), search_subscriber(directory)};
  if (!jobs) return all;
  const auto waking = [&](std::string name, std::string_view type) {
    ledger::Subscriber subscriber;
    subscriber.name = std::move(name);
    subscriber.types = {std::string(type)};
    // The row without a number, or of the redaction, is the job; this only says that there is one.
    subscriber.handle = [jobs](store::Tx&, const ledger::Event&) { jobs->wake(); };
    subscriber.forget = [](store::Tx&) {};
    all.push_back(std::move(subscriber));
  };
  waking("cases.batch", CaseAsked::type);
  waking("cases.redactions", CaseRedacted::type);
  return all;
}

}  // namespace portico::cases
