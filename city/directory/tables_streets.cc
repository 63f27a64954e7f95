#include <algorithm>

#include "base/text.h"
#include "city/directory/events.h"
#include "city/directory/streets.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::directory {
namespace {

using store::Statement;

const Statement select_newest("directory.newest_streets", "SELECT version, hash FROM directory_streets ORDER BY version DESC LIMIT 1");
const Statement select_lines("directory.lines_of_streets", "SELECT lines FROM directory_streets ORDER BY version DESC LIMIT 1");
const Statement insert_streets("directory.insert_streets", "INSERT INTO directory_streets (version, hash, lines) VALUES ($1, $2, $3)");

struct Newest {
  std::int64_t version = 0;
  std::string hash;
};

}  // namespace

Outcome<bool> load_streets(store::Tx& tx, std::string_view packed, std::int64_t load, Instant at, std::string_view actor) {
  const std::string hash = hex(crypto::view(crypto::sha256(packed)));
  const Newest before =
      tx.one(select_newest, {}, [](const store::Row& row) { return Newest{row.integer(0), std::string(row.text(1))}; }).value_or(Newest{});
  if (before.hash == hash || (before.version == 0 && packed.empty())) return false;
  tx.execute(insert_streets, {before.version + 1, hash, packed});
  StreetsChanged event;
  event.code = "streets";
  event.change = before.version == 0 ? "added" : "changed";
  event.hash = hash;
  event.load = load;
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = "streets:streets",
                      .version = before.version + 1,
                      .type = std::string(StreetsChanged::type),
                      .payload = payload_of(event)});
  return true;
}

Streets::Streets(store::Store& store) : store_(&store) { refresh(); }
Streets::Streets(std::shared_ptr<const StreetIndex> still) : index_(std::move(still)) {}

std::shared_ptr<const StreetIndex> Streets::now() const { return index_.load(); }

void Streets::refresh() {
  if (store_ == nullptr) return;
  std::string lines;
  store_->read([&](store::Reader& reader) {
    lines = reader.one(select_lines, {}, [](const store::Row& row) { return std::string(row.text(0)); }).value_or("");
  });
  index_.store(std::make_shared<const StreetIndex>(lines));
}

}  // namespace portico::directory
