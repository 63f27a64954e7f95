// The ledger's tables: the only SQL of this module.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/ledger/ledger.h"
#include "platform/ledger/merkle.h"
#include "platform/store/store.h"

namespace portico::ledger::tables {

// A stored event as it lies in the database's row: its texts live as long as the callback that is given it.
struct EventRow {
  std::int64_t position, at;
  std::string_view actor, subject;
  std::int64_t version;
  std::string_view type, payload;
};

void insert_event(store::Tx& tx, const NewEvent& event);
// Events with after < position <= until, in order.
void each_event(store::Reader& reader, std::int64_t after, std::int64_t until, const std::function<void(const EventRow&)>& each);
void each_event_of(store::Reader& reader, std::string_view subject, const std::function<void(const EventRow&)>& each);
std::int64_t last_position(store::Reader& reader);
std::int64_t newest_of(store::Reader& reader, std::string_view subject);
std::int64_t last_instant(store::Reader& reader);  // of the newest event; 0 without one
std::optional<std::int64_t> instant_of(store::Reader& reader, std::int64_t position);

// PostgreSQL: whether this transaction is now the only sealer.
bool take_seal(store::Tx& tx);
// PostgreSQL: gives positions to every pending event of a transaction that is over, where none that began earlier can still come. Returns
// their number.
std::int64_t order_pending(store::Tx& tx);
bool any_pending(store::Reader& reader);
std::int64_t pending_count(store::Reader& reader);  // 0 on SQLite
// PostgreSQL, after events have come from another cluster: their order is kept, and they are before whatever comes now.
void renumber_pending(store::Tx& tx);
// PostgreSQL: tells the database that the pending table is a queue. Done once at the start.
void tune_pending(store::Tx& tx);

std::string tile(store::Reader& reader, int level, std::int64_t index);  // "" where there is none
void put_tile(store::Tx& tx, const Tile& tile);

std::optional<Head> newest_head(store::Reader& reader);
std::vector<Head> heads_after(store::Reader& reader, std::int64_t size, int limit);
void insert_head(store::Tx& tx, const Head& head);
void insert_key(store::Tx& tx, std::string_view key, std::string_view public_key);  // a known one stays
std::vector<std::pair<std::string, std::string>> keys(store::Reader& reader);

void insert_cursor(store::Tx& tx, std::string_view name);  // at 0; a known one stays
std::optional<std::int64_t> cursor(store::Reader& reader, std::string_view name);
// The cursor, kept from others until the transaction ends; nothing where another node holds it now.
std::optional<std::int64_t> hold_cursor(store::Tx& tx, std::string_view name);
void move_cursor(store::Tx& tx, std::string_view name, std::int64_t position);

}  // namespace portico::ledger::tables
