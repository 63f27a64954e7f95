#include "city/directory/tables.h"

namespace portico::directory {
namespace {

using store::Statement;

const Statement count_load("directory.count_load", "UPDATE directory_state SET load = load + 1 WHERE id = 1");
const Statement select_load("directory.select_load", "SELECT load FROM directory_state WHERE id = 1");
const Statement insert_load_row("directory.insert_load", "INSERT INTO directory_load (number, at, actor) VALUES ($1, $2, $3)");
const Statement select_version("directory.select_version", "SELECT version FROM directory_newest WHERE kind = $1 AND code = $2");
const Statement insert_thing_row(
    "directory.insert_thing",
    "INSERT INTO directory_thing (kind, code, version, load, retired, hash, record) VALUES ($1, $2, $3, $4, $5, $6, $7)");
const Statement insert_newest("directory.insert_newest", "INSERT INTO directory_newest (kind, code, version) VALUES ($1, $2, $3)");
const Statement update_newest("directory.update_newest", "UPDATE directory_newest SET version = $3 WHERE kind = $1 AND code = $2");
const Statement select_things(
    "directory.select_things",
    "SELECT t.kind, t.code, t.retired, t.record FROM directory_newest n "
    "JOIN directory_thing t ON t.kind = n.kind AND t.code = n.code AND t.version = n.version ORDER BY t.kind, t.code");

}  // namespace

std::int64_t begin_load(store::Tx& tx) {
  tx.execute(count_load, {});
  return newest_load(tx);
}

void insert_load(store::Tx& tx, std::int64_t load, Instant at, std::string_view actor) {
  tx.execute(insert_load_row, {load, to_millis(at), actor});
}

std::int64_t newest_version(store::Reader& reader, Kind kind, std::string_view code) {
  return reader.one(select_version, {name_of(kind), code}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

void insert_thing(store::Tx& tx, const StoredThing& thing) {
  tx.execute(insert_thing_row, {name_of(thing.kind), thing.code, thing.version, thing.load, thing.retired, thing.hash, thing.record});
  tx.execute(thing.version == 1 ? insert_newest : update_newest, {name_of(thing.kind), thing.code, thing.version});
}

std::int64_t newest_load(store::Reader& reader) {
  return reader.one(select_load, {}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

void each_newest_thing(store::Reader& reader, const std::function<void(const Thing&)>& each) {
  reader.query(select_things, {}, [&](const store::Row& row) {
    each({.kind = kind_named(row.text(0)),
          .code = std::string(row.text(1)),
          .name = {},
          .record = std::string(row.text(3)),
          .retired = row.integer(2) != 0});
  });
}

}  // namespace portico::directory
