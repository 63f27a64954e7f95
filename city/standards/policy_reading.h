// standards.toml, read strictly.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/standards/policy.h"

namespace portico::standards {

// Where the pack has no such file: a policy without reviewers. What is wrong becomes faults with file, line, reason and what would be
// accepted. `calendars` are the codes of the pack's, `directory` tells its languages and services.
Policy read_policy(const std::filesystem::path& folder, const directory::Snapshot& directory, const std::vector<std::string>& calendars,
                   std::vector<Fault>& faults);

}  // namespace portico::standards
