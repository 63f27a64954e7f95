#include "city/directory/load.h"

#include <algorithm>

#include "base/text.h"
#include "city/directory/events.h"
#include "city/directory/tables.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/json.h"
#include "platform/ledger/ledger.h"

namespace portico::directory {
namespace {

std::string_view event_type(Kind kind) {
  switch (kind) {
    case Kind::city:
      return CityChanged::type;
    case Kind::server:
      return ServerPolicyChanged::type;
    case Kind::agency:
      return AgencyChanged::type;
    case Kind::group:
      return GroupChanged::type;
    case Kind::service:
      return ServiceChanged::type;
    case Kind::set:
      return DistrictSetChanged::type;
    case Kind::site:
      return SiteChanged::type;
    case Kind::role:
      return RoleChanged::type;
  }
  throw std::logic_error("an unknown kind");
}

void apply_change(store::Tx& tx, const Change& change, std::int64_t load, Instant at, std::string_view actor) {
  const std::string hash = hex(crypto::view(crypto::sha256(change.record)));
  const std::int64_t version = newest_version(tx, change.kind, change.code) + 1;
  insert_thing(tx, {.kind = change.kind,
                    .code = change.code,
                    .version = version,
                    .load = load,
                    .retired = change.what == Change::What::retired,
                    .hash = hash,
                    .record = change.record});
  Changed event{
      .code = change.code, .change = std::string(name_of(change.what)), .name = change.name, .fields = {}, .hash = hash, .load = load};
  for (const auto& difference : change.differences) event.fields.push_back(difference.field);
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = std::string(name_of(change.kind)) + ":" + change.code,
                      .version = version,
                      .type = std::string(event_type(change.kind)),
                      .payload = payload_of(event)});
}

}  // namespace

Outcome<std::int64_t> apply(store::Tx& tx, const Plan& plan, Instant at, std::string_view actor) {
  if (plan.empty()) return plan.based_on;
  // The first write is the lock: on PostgreSQL a second load waits here and then finds that its plan is stale.
  const std::int64_t load = begin_load(tx);
  if (load != plan.based_on + 1) {
    return refuse(Refused::conflict, "", "Another pack was loaded since this plan was made.",
                  "the same load again: its plan is then made anew");
  }
  DirectoryLoaded loaded{.load = load};
  for (const auto& change : plan.changes) {
    (change.what == Change::What::added     ? loaded.added
     : change.what == Change::What::changed ? loaded.changed
     : change.what == Change::What::retired ? loaded.retired
                                            : loaded.revived)++;
  }
  insert_load(tx, load, at, actor);
  for (const auto& change : plan.changes) apply_change(tx, change, load, at, actor);
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = "directory",
                      .version = load,
                      .type = std::string(DirectoryLoaded::type),
                      .payload = payload_of(loaded)});
  return load;
}

std::string payload_of(const DirectoryLoaded& event) {
  return ledger::Payload{}
      .add("added", event.added)
      .add("changed", event.changed)
      .add("load", event.load)
      .add("retired", event.retired)
      .add("revived", event.revived)
      .str();
}

std::string payload_of(const Changed& event) {
  return ledger::Payload{}
      .add("change", event.change)
      .add("code", event.code)
      .add("fields", std::span<const std::string>(event.fields))
      .add("hash", event.hash)
      .add("load", event.load)
      .add("name", event.name)
      .str();
}

}  // namespace portico::directory
