// A back-up is a data folder with a manifest: the database as it stood at one moment, the ledger's key and heads, what people sent in, the
// list of what was redacted.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/console.h"
#include "app/house.h"

namespace portico::app {

// While others go on working. The folder must not be there; until all of it is synced and was read again it is called TO.unfinished.
struct Backup {
  std::filesystem::path to;
};
int carry_out(House& house, const Backup& backup, Console& console);  // `findings` where a file that people sent in is damaged

// Into a data folder (or a schema of PostgreSQL) that is not there, or with `replace` in place of one that nobody serves, which is set
// aside. What was redacted since the back-up goes again: as the old folder knows, and these lists, kept elsewhere (redactions.jsonl).
struct Restore {
  std::filesystem::path from;
  bool replace = false;
  std::vector<std::filesystem::path> redactions;
};
int restore(const Settings& settings, const Restore& wanted, const TimeSource& time, Log& log, Console& console);

}  // namespace portico::app
