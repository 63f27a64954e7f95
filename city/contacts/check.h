// `portico check` for mail that came in: what contacts refer to is there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "city/directory/directory.h"
#include "platform/files/files.h"
#include "platform/store/store.h"

namespace portico::contacts {

struct Checked {
  std::int64_t contacts = 0;
  std::vector<std::string> findings;  // a sentence each, the first hundred
};
// Their cases, their files (every byte of them), what was to be taken out of them, and the services of the pack's rules.
Checked check(store::Store& store, const files::Files& files, const directory::Snapshot& city);

}  // namespace portico::contacts
