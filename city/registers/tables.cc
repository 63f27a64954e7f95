#include "city/registers/tables.h"

namespace portico::registers::tables {
namespace {

using store::Statement;

const Statement newest_version("registers.newest", "SELECT version, record FROM registers_version ORDER BY version DESC LIMIT 1");
const Statement insert_version("registers.insert", "INSERT INTO registers_version (version, at, actor, record) VALUES ($1, $2, $3, $4)");

}  // namespace

std::optional<Newest> newest(store::Reader& reader) {
  return reader.one(newest_version, {}, [](const store::Row& row) { return Newest{row.integer(0), std::string(row.text(1))}; });
}

void insert(store::Tx& tx, std::int64_t version, Instant at, std::string_view actor, std::string_view record) {
  tx.execute(insert_version, {version, to_millis(at), actor, record});
}

}  // namespace portico::registers::tables
