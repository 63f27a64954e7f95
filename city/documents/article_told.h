// What every event of an article tells.
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"

namespace portico::documents {

struct ArticleTold {
  std::string code, agency, hash, source;  // hash: SHA-256 of the whole content, hex; source: "pack", "office"
  std::vector<std::string> languages, services;
  Instant at;
  bool operator==(const ArticleTold&) const = default;
};

}  // namespace portico::documents
