// What every event of an announcement tells.
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"

namespace portico::announcements {

struct AnnouncementTold {
  std::string agency, hash;  // hash: SHA-256 of all that was announced, hex
  std::vector<std::string> languages, services;
  Instant at, from, until;
  bool operator==(const AnnouncementTold&) const = default;
};

}  // namespace portico::announcements
