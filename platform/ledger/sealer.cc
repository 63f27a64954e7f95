#include "platform/ledger/sealer.h"

#include <algorithm>
#include <chrono>

#include "platform/ledger/event.h"

namespace portico::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::int64_t most_at_once = 16'384;  // events under one head: 64 tiles, half a megabyte in one slice of the lane
constexpr milliseconds order_pause{20};        // PostgreSQL: at most so often
constexpr milliseconds others_look{250};       // PostgreSQL: other nodes do not ring here
constexpr milliseconds retry_pause{1000};

bool unwrap(Outcome<bool> outcome) { return outcome.has_value() && *outcome; }

}  // namespace

Sealer::Sealer(store::Store& store, Ledger::Settings settings, const TimeSource& time, Chance& chance, Log& log)
    : store_(store),
      settings_(std::move(settings)),
      time_(time),
      chance_(chance),
      log_(log),
      postgres_(store.dialect() == store::Dialect::postgres),
      file_(settings_.folder / "heads.jsonl") {}

void Sealer::start() {
  if (thread_.joinable()) return;
  bell_->begin();
  bell_->ring();  // what was committed before a crash waits to be sealed
  thread_ = std::thread([this] { run(); });
}

void Sealer::stop() {
  if (!thread_.joinable()) return;
  bell_->end();
  thread_.join();
  round(true);
}

void Sealer::run() {
  constexpr auto never = steady_clock::time_point::max();
  auto due = never;  // when the oldest event that is not sealed must be
  milliseconds longest{0};
  while (!bell_->ended()) {
    const bool rung = bell_->wait(longest);
    if (bell_->ended()) return;
    const auto now = steady_clock::now();
    if (due == never && (rung || postgres_)) due = now + settings_.seal_every;
    const bool seal_due = now >= due;
    if (seal_due || postgres_) round(seal_due);
    if (seal_due) due = never;
    if (!trouble().empty()) bell_->pause(retry_pause), bell_->ring();
    if (postgres_) bell_->pause(order_pause);
    longest = postgres_ ? others_look : milliseconds{60'000};
    if (due != never) longest = std::clamp(std::chrono::ceil<milliseconds>(due - steady_clock::now()), milliseconds{0}, longest);
  }
}

void Sealer::seal_now() {
  const std::lock_guard lock(sealing_);
  if (postgres_) order();
  seal();
}

void Sealer::round(bool with_seal) {
  const std::lock_guard lock(sealing_);
  std::string trouble;
  try {
    if (postgres_ && order()) bell_->ring();
    if (with_seal) seal();
  } catch (const std::exception& broken) {
    trouble = broken.what();
    log_.write(Severity::error, "the ledger cannot be sealed", {{"why", trouble}});
  }
  const std::lock_guard telling(telling_);
  if (with_seal || !trouble.empty()) trouble_ = std::move(trouble);  // only what was tried again has passed
}

bool Sealer::order() {
  bool pending = false;
  store_.read([&](store::Reader& reader) { pending = tables::any_pending(reader); });
  if (!pending) return false;
  const bool all = unwrap(store_.run<bool>(
      [&](store::Tx& tx) -> Outcome<bool> {
        if (!tables::take_seal(tx)) return refuse(Refused::conflict, "sealer", "another node orders the events now");
        if (!tuned_) tables::tune_pending(tx);
        tables::order_pending(tx);
        return !tables::any_pending(tx);
      },
      store::Urgency::background));
  tuned_ = tuned_ || all;
  return !all;
}

void Sealer::seal() {
  while (seal_next()) {
  }
  follow_with_file();
}

bool Sealer::seal_next() {
  Head before;
  std::int64_t until = 0;
  Edge edge = edge_;
  Instant newest_event{};
  store_.read([&](store::Reader& reader) {
    before = tables::newest_head(reader).value_or(Head{});
    until = std::min(tables::last_position(reader), before.size + most_at_once);
    if (until <= before.size) return;
    if (edge.size() != before.size)  // just started, or another node has sealed meanwhile
      edge = Edge::load(before.size, [&](int level, std::int64_t index) { return tables::tile(reader, level, index); });
    std::string bytes;
    tables::each_event(reader, before.size, until, [&](const tables::EventRow& row) {
      bytes.clear();
      write_leaf(bytes, row);
      edge.append(leaf_hash(bytes));
      newest_event = from_millis(row.at);
    });
  });
  if (before.size > 0) set_newest(before);
  if (until <= before.size) return false;
  if (edge.size() != until)
    throw std::runtime_error("positions are missing between " + std::to_string(before.size) + " and " + std::to_string(until));

  if (!key_) key_ = open_key(settings_.folder, chance_);
  const Head head = sign_head(*key_, until, edge.root(), std::max({time_.now(), before.at, newest_event}));
  if (!write(head, before, edge.take_changed())) return false;
  edge_ = std::move(edge);
  set_newest(head);
  return true;
}

bool Sealer::write(const Head& head, const Head& before, const std::vector<Tile>& tiles) {
  const std::string public_key = key_->public_key();
  return unwrap(store_.run<bool>(
      [&](store::Tx& tx) -> Outcome<bool> {
        const auto newest = tables::take_seal(tx) ? tables::newest_head(tx).value_or(Head{}).size : -1;
        if (newest != before.size) return refuse(Refused::conflict, "sealer", "another node seals now");
        for (const auto& tile : tiles) tables::put_tile(tx, tile);
        tables::insert_key(tx, head.key, public_key);
        tables::insert_head(tx, head);
        return true;
      },
      store::Urgency::background));
}

// The file follows the database, so that a crash between the two leaves nothing out, and each node's file has every node's heads.
void Sealer::follow_with_file() {
  if (!in_file_) in_file_ = file_.open();
  for (;;) {
    std::vector<Head> heads;
    store_.read([&](store::Reader& reader) { heads = tables::heads_after(reader, *in_file_, 1000); });
    if (heads.empty()) return;
    const auto known = std::exchange(in_file_, std::nullopt);  // a write that fails half-way is looked at anew next time
    file_.append(heads);
    in_file_ = std::max(*known, heads.back().size);
  }
}

void Sealer::set_newest(const Head& head) {
  const std::lock_guard lock(telling_);
  newest_ = head;
}

std::optional<Head> Sealer::newest() const {
  {
    const std::lock_guard lock(telling_);
    if (newest_) return newest_;
  }
  std::optional<Head> stored;
  store_.read([&](store::Reader& reader) { stored = tables::newest_head(reader); });
  return stored;
}

std::string Sealer::trouble() const {
  const std::lock_guard lock(telling_);
  return trouble_;
}

}  // namespace portico::ledger
