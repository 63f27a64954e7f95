#include "base/text.h"
#include "city/directory/drawings.h"
#include "city/directory/events.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::directory {
namespace {

using store::Statement;

const Statement newest_streets("directory.newest_streets", "SELECT version, hash FROM directory_streets ORDER BY version DESC LIMIT 1");
const Statement lines_of_streets("directory.lines_of_streets", "SELECT lines FROM directory_streets ORDER BY version DESC LIMIT 1");
const Statement insert_streets("directory.insert_streets", "INSERT INTO directory_streets (version, hash, lines) VALUES ($1, $2, $3)");
const Statement newest_ground("directory.newest_ground", "SELECT version, hash FROM directory_ground ORDER BY version DESC LIMIT 1");
const Statement lines_of_ground("directory.lines_of_ground", "SELECT lines FROM directory_ground ORDER BY version DESC LIMIT 1");
const Statement insert_ground("directory.insert_ground", "INSERT INTO directory_ground (version, hash, lines) VALUES ($1, $2, $3)");

// Where a drawing lies, and what the ledger calls it.
struct Kept {
  const Statement& newest;
  const Statement& lines;
  const Statement& insert;
  std::string_view code, event;
};

Kept kept(Drawing drawing) {
  if (drawing == Drawing::streets) return {newest_streets, lines_of_streets, insert_streets, "streets", StreetsChanged::type};
  return {newest_ground, lines_of_ground, insert_ground, "ground", GroundChanged::type};
}

struct Newest {
  std::int64_t version = 0;
  std::string hash;
};

}  // namespace

Outcome<bool> load_drawing(store::Tx& tx, Drawing drawing, std::string_view packed, std::int64_t load, Instant at, std::string_view actor) {
  const Kept place = kept(drawing);
  const std::string hash = hex(crypto::view(crypto::sha256(packed)));
  const Newest before =
      tx.one(place.newest, {}, [](const store::Row& row) { return Newest{row.integer(0), std::string(row.text(1))}; }).value_or(Newest{});
  if (before.hash == hash || (before.version == 0 && packed.empty())) return false;
  tx.execute(place.insert, {before.version + 1, hash, packed});
  Changed event;
  event.code = place.code;
  event.change = before.version == 0 ? "added" : "changed";
  event.hash = hash;
  event.load = load;
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = std::string(place.code) + ":" + std::string(place.code),
                      .version = before.version + 1,
                      .type = std::string(place.event),
                      .payload = payload_of(event)});
  return true;
}

std::string newest_drawing(store::Reader& reader, Drawing drawing) {
  return reader.one(kept(drawing).lines, {}, [](const store::Row& row) { return std::string(row.text(0)); }).value_or("");
}

}  // namespace portico::directory
