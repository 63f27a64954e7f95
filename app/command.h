// What the command line can do. Each command gets its parsed options and answers with an exit code.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.h"
#include "base/instant.h"
#include "base/log.h"
#include "base/outcome.h"

namespace portico::app {

// Exit codes, as `portico --help` prints them.
enum Exit : int {
  done = 0,      // what was asked is done
  broke = 1,     // something broke: the disk, the database, a bug
  usage = 2,     // the command line makes no sense
  refused = 3,   // the input was refused; what and why is printed
  findings = 4,  // a check found something; it is printed
};

int city_check(const std::filesystem::path& pack);

struct Load {
  std::filesystem::path pack;
  bool plan_only = false;
  bool samples = false;             // also the pack's sample cases, relative to `as_of`
  std::optional<Instant> as_of;     // the moment of loading; now where absent
};
int city_load(const Settings& settings, const Load& load, Log& log);

int serve(const Settings& settings, Log& log);

struct Import {
  std::filesystem::path mapping;
  std::vector<std::filesystem::path> files;
};
int import_requests(const Settings& settings, const Import& import, Log& log);

int export_requests(const Settings& settings, std::string_view format, Log& log);
int verify_ledger(const Settings& settings, const std::optional<std::filesystem::path>& kept_heads, Log& log);
int check(const Settings& settings, Log& log);

// Prints each fault as "place: reason (accepted: …)" on standard error.
void print_faults(const Refusal& refusal);

}  // namespace portico::app
