#include "base/text.h"
#include "city/directory/events.h"
#include "city/directory/ground.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::directory {
namespace {

using store::Statement;

const Statement select_newest("directory.newest_ground", "SELECT version, hash FROM directory_ground ORDER BY version DESC LIMIT 1");
const Statement select_lines("directory.lines_of_ground", "SELECT lines FROM directory_ground ORDER BY version DESC LIMIT 1");
const Statement insert_ground("directory.insert_ground", "INSERT INTO directory_ground (version, hash, lines) VALUES ($1, $2, $3)");

struct Newest {
  std::int64_t version = 0;
  std::string hash;
};

}  // namespace

Outcome<bool> load_ground(store::Tx& tx, std::string_view packed, std::int64_t load, Instant at, std::string_view actor) {
  const std::string hash = hex(crypto::view(crypto::sha256(packed)));
  const Newest before =
      tx.one(select_newest, {}, [](const store::Row& row) { return Newest{row.integer(0), std::string(row.text(1))}; }).value_or(Newest{});
  if (before.hash == hash || (before.version == 0 && packed.empty())) return false;
  tx.execute(insert_ground, {before.version + 1, hash, packed});
  GroundChanged event;
  event.code = "ground";
  event.change = before.version == 0 ? "added" : "changed";
  event.hash = hash;
  event.load = load;
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = "ground:ground",
                      .version = before.version + 1,
                      .type = std::string(GroundChanged::type),
                      .payload = payload_of(event)});
  return true;
}

std::string newest_ground(store::Reader& reader) {
  return reader.one(select_lines, {}, [](const store::Row& row) { return std::string(row.text(0)); }).value_or("");
}

}  // namespace portico::directory
