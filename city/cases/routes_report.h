// "Report a problem" without scripts: "/report" (what), "/report/{service}" (where, is it known already, details), the receipt.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "city/cases/cases.h"
#include "city/directory/base_map.h"
#include "city/directory/routes.h"
#include "city/directory/streets.h"
#include "platform/files/files.h"
#include "platform/http/http.h"

namespace portico::cases {

// What a module above has to say to what somebody typed, in a language: a section of HTML, or "".
using AlsoFound = std::function<std::string(const directory::Snapshot& city, const std::string& language, std::string_view typed)>;

// All must outlive the routes.
struct ReportDoor {
  store::Store& store;
  const Cases& cases;
  const directory::Directory& directory;
  const directory::Streets& streets;
  const standards::Standards& standards;
  files::Files& files;
  const TimeSource& time;
  Chance& chance;
  std::string secret;      // under which photos are carried from page to page
  std::string public_url;  // "https://311.example": for the receipt's QR code
  AlsoFound also_found = {};
  directory::Notices notices = {};                 // beside a service
  const directory::BaseMaps* base_maps = nullptr;  // on which a place is chosen; nullptr: nowhere
};
std::vector<http::Route> report_routes(ReportDoor door);

}  // namespace portico::cases
