// "Report a problem" without scripts: "/report" (what), "/report/{service}" (where, is it known already, details), the receipt.
#pragma once

#include <string>
#include <vector>

#include "base/chance.h"
#include "city/cases/cases.h"
#include "city/directory/streets.h"
#include "platform/files/files.h"
#include "platform/http/http.h"

namespace portico::cases {

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
};
std::vector<http::Route> report_routes(ReportDoor door);

}  // namespace portico::cases
