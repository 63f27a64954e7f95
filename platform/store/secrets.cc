#include "platform/store/secrets.h"

#include "base/text.h"
#include "platform/store/tables.h"

namespace portico::store {

std::string secret(Store& store, std::string_view name, std::size_t bytes, Chance& chance) {
  const std::string drawn = hex(chance.bytes(bytes));
  const auto kept = store.run<std::string>([&](Tx& tx) -> Outcome<std::string> {
    tx.execute(tables::keep_secret, {name, drawn});  // changes nothing where another was first
    return *tx.one(tables::find_secret, {name}, [](const Row& row) { return std::string(row.text(0)); });
  });
  const auto raw = from_hex(*kept);
  if (!raw) throw Broken("the secret " + std::string(name) + " on file is damaged");
  return *raw;
}

}  // namespace portico::store
