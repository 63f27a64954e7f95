// What `portico check` asks of notes and tellings: whether each tells a note, each digest gathers something, and what was gathered is in
// one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::notify {

struct CheckedTellings {
  std::int64_t tellings = 0;
  std::vector<std::string> findings;  // a sentence each
};
CheckedTellings check_tellings(store::Store& store);

}  // namespace portico::notify
