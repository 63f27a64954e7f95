#include "platform/webhooks/tables.h"

#include "base/text.h"

namespace portico::webhooks::tables {
namespace {

using store::Row;
using store::Statement;

#define WEBHOOK_COLUMNS "id, url, types, concerning, state, position, added, failures, next_try, trouble"

const Statement insert_one("webhooks.insert",
                           "INSERT INTO webhooks_webhook (id, url, types, concerning, secret, state, version, position, added, failures, "
                           "next_try, trouble) VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, 0, $7, '')");
const Statement all_of_them("webhooks.all", "SELECT " WEBHOOK_COLUMNS " FROM webhooks_webhook ORDER BY id");
const Statement by_id("webhooks.by_id", "SELECT " WEBHOOK_COLUMNS " FROM webhooks_webhook WHERE id = $1");
const Statement secret_of("webhooks.secret_of", "SELECT secret FROM webhooks_webhook WHERE id = $1");
const Statement version_of("webhooks.next_version", "UPDATE webhooks_webhook SET version = version + 1 WHERE id = $1 RETURNING version");
const Statement update_state("webhooks.set_state",
                             "UPDATE webhooks_webhook SET state = $2, failures = 0, next_try = 0, trouble = '' WHERE id = $1");
const Statement update_position("webhooks.set_position", "UPDATE webhooks_webhook SET position = $2, next_try = 0 WHERE id = $1");
const Statement move_on("webhooks.move_position",
                        "UPDATE webhooks_webhook SET position = $3, failures = 0, trouble = '' WHERE id = $1 AND position = $2");
const Statement update_failures("webhooks.fail",
                                "UPDATE webhooks_webhook SET failures = failures + 1, next_try = $2, trouble = $3 WHERE id = $1");
const Statement update_next_try("webhooks.set_next_try", "UPDATE webhooks_webhook SET next_try = $2 WHERE id = $1");
const Statement delete_one("webhooks.delete", "DELETE FROM webhooks_webhook WHERE id = $1");
const Statement delete_parked("webhooks.delete_parked", "DELETE FROM webhooks_parked WHERE webhook = $1");
const Statement delete_deliveries("webhooks.delete_deliveries", "DELETE FROM webhooks_delivery WHERE webhook = $1");

const Statement insert_parked("webhooks.park",
                              "INSERT INTO webhooks_parked (webhook, position, subject, why, at, again) VALUES ($1, $2, $3, $4, $5, $6) "
                              "ON CONFLICT (webhook, position) DO NOTHING");
const Statement all_parked("webhooks.parked",
                           "SELECT position, subject, why, at, again FROM webhooks_parked WHERE webhook = $1 ORDER BY position LIMIT $2");
const Statement number_parked("webhooks.count_parked", "SELECT COUNT(*) FROM webhooks_parked WHERE webhook = $1");
const Statement parked_subject("webhooks.is_parked", "SELECT MAX(again) FROM webhooks_parked WHERE webhook = $1 AND subject = $2");
const Statement asked_again("webhooks.first_asked_again",
                            "SELECT position, subject, why, at, again FROM webhooks_parked WHERE webhook = $1 AND again = 1 "
                            "ORDER BY position LIMIT 1");
const Statement set_again("webhooks.ask_again", "UPDATE webhooks_parked SET again = 1 WHERE webhook = $1 AND subject = $2");
const Statement set_parked("webhooks.park_again", "UPDATE webhooks_parked SET again = 0 WHERE webhook = $1 AND subject = $2");
const Statement set_why("webhooks.set_why", "UPDATE webhooks_parked SET why = $3 WHERE webhook = $1 AND position = $2");
const Statement take_parked("webhooks.unpark", "DELETE FROM webhooks_parked WHERE webhook = $1 AND position = $2");
const Statement take_parked_behind("webhooks.unpark_behind", "DELETE FROM webhooks_parked WHERE webhook = $1 AND position > $2");

const Statement insert_one_delivery("webhooks.insert_delivery",
                                    "INSERT INTO webhooks_delivery (id, webhook, at, first_position, last_position, events, status, took) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const Statement trim_deliveries("webhooks.trim_deliveries",
                                "DELETE FROM webhooks_delivery WHERE webhook = $1 AND id <= (SELECT id FROM webhooks_delivery "
                                "WHERE webhook = $1 ORDER BY id DESC LIMIT 1 OFFSET 200)");
const Statement latest_deliveries("webhooks.deliveries",
                                  "SELECT at, first_position, last_position, events, status, took FROM webhooks_delivery "
                                  "WHERE webhook = $1 ORDER BY id DESC LIMIT $2");

Webhook webhook_in(const Row& row) {
  Webhook read;
  read.id = row.integer(0);
  read.url = row.text(1);
  for (const auto type : split(row.text(2), ' '))
    if (!type.empty()) read.types.emplace_back(type);
  read.concerning = row.text(3);
  read.off = row.integer(4) == 1;
  read.position = row.integer(5);
  read.added = from_millis(row.integer(6));
  read.failures = row.integer(7);
  read.next_try = from_millis(row.integer(8));
  read.trouble = row.text(9);
  return read;
}

Parked parked_in(const Row& row) {
  return {row.integer(0), std::string(row.text(1)), std::string(row.text(2)), from_millis(row.integer(3)), row.integer(4) == 1};
}

}  // namespace

void insert_webhook(store::Tx& tx, const Webhook& webhook, std::string_view sealed_secret) {
  std::string types;
  for (const std::string& type : webhook.types) types += (types.empty() ? "" : " ") + type;
  tx.execute(insert_one, {webhook.id, webhook.url, types, webhook.concerning, sealed_secret, webhook.position, to_millis(webhook.added)});
}

std::vector<Webhook> webhooks(store::Reader& reader) { return reader.all(all_of_them, {}, webhook_in); }

std::optional<Webhook> webhook_by_id(store::Reader& reader, std::int64_t id) { return reader.one(by_id, {id}, webhook_in); }

std::string sealed_secret_of(store::Reader& reader, std::int64_t id) {
  return reader.one(secret_of, {id}, [](const Row& row) { return std::string(row.text(0)); }).value_or("");
}

std::int64_t next_version(store::Tx& tx, std::int64_t id) {
  return tx.one(version_of, {id}, [](const Row& row) { return row.integer(0); }).value();
}

void set_state(store::Tx& tx, std::int64_t id, bool off) { tx.execute(update_state, {id, off}); }

void set_position(store::Tx& tx, std::int64_t id, std::int64_t position) { tx.execute(update_position, {id, position}); }

bool move_position(store::Tx& tx, std::int64_t id, std::int64_t from, std::int64_t to) { return tx.execute(move_on, {id, from, to}) == 1; }

void fail(store::Tx& tx, std::int64_t id, Instant next_try, std::string_view trouble) {
  tx.execute(update_failures, {id, to_millis(next_try), trouble});
}

void set_next_try(store::Tx& tx, std::int64_t id, Instant next_try) { tx.execute(update_next_try, {id, to_millis(next_try)}); }

void delete_webhook(store::Tx& tx, std::int64_t id) {
  for (const Statement* each : {&delete_parked, &delete_deliveries, &delete_one}) tx.execute(*each, {id});
}

void park(store::Tx& tx, std::int64_t id, const Parked& parked) {
  tx.execute(insert_parked, {id, parked.position, parked.subject, parked.why, to_millis(parked.at), parked.again});
}

std::vector<Parked> parked(store::Reader& reader, std::int64_t id, int limit) { return reader.all(all_parked, {id, limit}, parked_in); }

std::int64_t count_parked(store::Reader& reader, std::int64_t id) {
  return reader.one(number_parked, {id}, [](const Row& row) { return row.integer(0); }).value_or(0);
}

std::optional<bool> is_parked(store::Reader& reader, std::int64_t id, std::string_view subject) {
  const auto again = reader.one(parked_subject, {id, subject}, [](const Row& row) { return row.maybe_integer(0); });
  if (!again || !*again) return std::nullopt;
  return **again == 1;
}

std::optional<Parked> first_asked_again(store::Reader& reader, std::int64_t id) { return reader.one(asked_again, {id}, parked_in); }

std::int64_t ask_again(store::Tx& tx, std::int64_t id, std::string_view subject) { return tx.execute(set_again, {id, subject}); }

void park_again(store::Tx& tx, std::int64_t id, std::string_view subject, std::int64_t position, std::string_view why) {
  tx.execute(set_parked, {id, subject});
  tx.execute(set_why, {id, position, why});
}

void unpark(store::Tx& tx, std::int64_t id, std::int64_t position) { tx.execute(take_parked, {id, position}); }

void unpark_behind(store::Tx& tx, std::int64_t id, std::int64_t position) { tx.execute(take_parked_behind, {id, position}); }

void insert_delivery(store::Tx& tx, std::int64_t id, const Delivery& delivery) {
  tx.execute(insert_one_delivery, {tx.next("webhooks.delivery"), id, to_millis(delivery.at), delivery.first_position,
                                   delivery.last_position, delivery.events, delivery.status, delivery.took.count()});
  tx.execute(trim_deliveries, {id});
}

std::vector<Delivery> deliveries(store::Reader& reader, std::int64_t id, int limit) {
  return reader.all(latest_deliveries, {id, limit}, [](const Row& row) {
    return Delivery{from_millis(row.integer(0)),      row.integer(1),        row.integer(2), row.integer(3),
                    static_cast<int>(row.integer(4)), Millis(row.integer(5))};
  });
}

}  // namespace portico::webhooks::tables
