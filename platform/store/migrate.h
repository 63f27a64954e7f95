// Which migrations are still to be applied, and whether those that were are what they were. The same for both databases.
#pragma once

#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::store {

// What a database brings to be migrated: runs all of this on one connection, alone.
class Migrated {
 public:
  virtual ~Migrated() = default;
  virtual Reader& reader() = 0;
  virtual void begin() = 0;
  virtual void script(const std::string& sql) = 0;  // several statements
  virtual void execute(const Statement& statement, Params params) = 0;
  virtual void commit() = 0;
  virtual void rollback() = 0;
};

// Applies what is missing, the store's own first, then in the order given, all in one transaction. With `only_check`
// it throws where something is missing. `where` names the database in what it throws (Broken: see Store::open).
void migrate(Migrated& database, std::span<const Migration> migrations, std::string_view where, bool only_check);

// The text with KEY64 replaced.
std::string text_for(Dialect dialect, std::string_view sql);

}  // namespace portico::store
