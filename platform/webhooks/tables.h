// The module's rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/store.h"
#include "platform/webhooks/webhook.h"

namespace portico::webhooks {

struct Parked {
  std::int64_t position = 0;
  std::string subject, why;  // why: "" of one that only waits behind another
  Instant at;
  bool again = false;  // somebody asked to redeliver it
};

struct Delivery {
  Instant at;
  std::int64_t first_position = 0, last_position = 0, events = 0;
  int status = 0;  // of HTTP; 0 where nobody answered
  Millis took{};
};

namespace tables {

void insert_webhook(store::Tx& tx, const Webhook& webhook, std::string_view sealed_secret);
std::vector<Webhook> webhooks(store::Reader& reader);  // by id
std::optional<Webhook> webhook_by_id(store::Reader& reader, std::int64_t id);
std::string sealed_secret_of(store::Reader& reader, std::int64_t id);  // "" of none
std::int64_t next_version(store::Tx& tx, std::int64_t id);             // of its subject in the ledger, under the row's lock
void set_state(store::Tx& tx, std::int64_t id, bool off);              // and no failures any more
void set_position(store::Tx& tx, std::int64_t id, std::int64_t position);
// Only where it still stands at `from`: a replay that came between goes first. Failures are over.
bool move_position(store::Tx& tx, std::int64_t id, std::int64_t from, std::int64_t to);
void fail(store::Tx& tx, std::int64_t id, Instant next_try, std::string_view trouble);
void set_next_try(store::Tx& tx, std::int64_t id, Instant next_try);
void delete_webhook(store::Tx& tx, std::int64_t id);  // with all that hangs on it

void park(store::Tx& tx, std::int64_t id, const Parked& parked);
std::vector<Parked> parked(store::Reader& reader, std::int64_t id, int limit);  // by position
std::int64_t count_parked(store::Reader& reader, std::int64_t id);
// Of the subject: nothing where none of its events is parked, else whether they are asked for again.
std::optional<bool> is_parked(store::Reader& reader, std::int64_t id, std::string_view subject);
std::optional<Parked> first_asked_again(store::Reader& reader, std::int64_t id);
std::int64_t ask_again(store::Tx& tx, std::int64_t id, std::string_view subject);  // how many
void park_again(store::Tx& tx, std::int64_t id, std::string_view subject, std::int64_t position, std::string_view why);
void unpark(store::Tx& tx, std::int64_t id, std::int64_t position);
void unpark_behind(store::Tx& tx, std::int64_t id, std::int64_t position);

void insert_delivery(store::Tx& tx, std::int64_t id, const Delivery& delivery);       // the latest 200 are kept
std::vector<Delivery> deliveries(store::Reader& reader, std::int64_t id, int limit);  // newest first

}  // namespace tables
}  // namespace portico::webhooks
