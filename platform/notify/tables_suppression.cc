#include "platform/notify/tables_suppression.h"

#include <limits>
#include <stdexcept>

namespace portico::notify::tables {
namespace {

using store::Statement;

const Statement insert_one("notify.insert_suppression",
                           "INSERT INTO notify_suppression (id, channel, address, reason, since, told_by, lifted, lifted_by) "
                           "VALUES ($1, $2, $3, $4, $5, $6, NULL, '')");
const Statement select_one("notify.suppression",
                           "SELECT id, channel, address, reason, since, told_by FROM notify_suppression WHERE id = $1 AND lifted IS NULL");
const Statement lift_one("notify.lift_suppression",
                         "UPDATE notify_suppression SET lifted = $1, lifted_by = $2 WHERE id = $3 AND lifted IS NULL");
const Statement select_of("notify.suppressions_of",
                          "SELECT id, channel, address, reason, since, told_by FROM notify_suppression "
                          "WHERE lifted IS NULL AND address = $1 AND channel = $2 ORDER BY id");
const Statement select_all("notify.suppressions",
                           "SELECT id, channel, address, reason, since, told_by FROM notify_suppression "
                           "WHERE lifted IS NULL AND id < $1 ORDER BY id DESC LIMIT $2");
const Statement select_soft("notify.soft_bounces",
                            "SELECT count FROM notify_soft_bounce WHERE address = $1 AND channel = $2 AND newest >= $3");
const Statement put_soft("notify.put_soft_bounces",
                         "INSERT INTO notify_soft_bounce (address, channel, count, newest) VALUES ($1, $2, $3, $4) "
                         "ON CONFLICT (address, channel) DO UPDATE SET count = excluded.count, newest = excluded.newest");
const Statement delete_soft("notify.delete_soft_bounces", "DELETE FROM notify_soft_bounce WHERE address = $1 AND channel = $2");

Suppressed reason_named(std::string_view name) {
  for (const Suppressed reason : {Suppressed::bounced, Suppressed::complained, Suppressed::unsubscribed})
    if (name_of(reason) == name) return reason;
  throw std::runtime_error("an address is suppressed for an unknown reason");
}

Suppression read(const store::Row& row) {
  return {row.integer(0),
          channel_named(row.text(1)).value_or(ChannelKind::mail),
          std::string(row.text(2)),
          reason_named(row.text(3)),
          from_millis(row.integer(4)),
          std::string(row.text(5))};
}

}  // namespace

void insert_suppression(store::Tx& tx, const Suppression& one) {
  tx.execute(insert_one, {one.id, name_of(one.channel), one.address, name_of(one.reason), to_millis(one.since), one.told_by});
}

std::optional<Suppression> lift_suppression(store::Tx& tx, std::int64_t id, std::string_view actor, Instant now) {
  auto one = tx.one(select_one, {id}, read);
  if (!one || tx.execute(lift_one, {to_millis(now), actor, id}) == 0) return std::nullopt;
  return one;
}

std::vector<Suppression> suppressions_of(store::Reader& reader, ChannelKind channel, std::string_view address_hash) {
  return reader.all(select_of, {address_hash, name_of(channel)}, read);
}

std::vector<Suppression> suppressions(store::Reader& reader, std::int64_t before_id, int limit) {
  return reader.all(select_all, {before_id == 0 ? std::numeric_limits<std::int64_t>::max() : before_id, limit}, read);
}

int count_soft_bounce(store::Tx& tx, ChannelKind channel, std::string_view address_hash, Instant now, Instant since) {
  const std::int64_t before = tx.one(select_soft, {address_hash, name_of(channel), to_millis(since)}, [](const store::Row& row) {
                                  return row.integer(0);
                                }).value_or(0);
  tx.execute(put_soft, {address_hash, name_of(channel), before + 1, to_millis(now)});
  return static_cast<int>(before + 1);
}

void forget_soft_bounces(store::Tx& tx, ChannelKind channel, std::string_view address_hash) {
  tx.execute(delete_soft, {address_hash, name_of(channel)});
}

}  // namespace portico::notify::tables
