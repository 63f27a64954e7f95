// Announcements over HTTP: what the public reads, as pages and as data; and the pages on which staff announce.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/announcements/announcements.h"
#include "city/directory/directory.h"
#include "platform/http/http.h"
#include "platform/identity/routes.h"
#include "platform/store/store.h"

namespace portico::announcements {

struct Sources {  // what the pages read from; lives as long as the routes
  store::Store& store;
  Announcements& announcements;
  const directory::Directory& directory;
  const identity::Surroundings& around;
  const TimeSource& time;
};

// /announcements and /announcements.json (before); /announce, /announce/{id} and /announce/{id}/withdraw.
std::vector<http::Route> routes(const Sources& from);

// What is going on, for the first page: a section of HTML in a language, "" where nothing is. Asks no database.
std::string going_on(const Announcements& announcements, const directory::Snapshot& city, const std::string& language, Instant now);
// What is announced of one service, to stand beside it; HTML, "" where nothing is. Asks no database.
std::string beside_service(const Announcements& announcements, const directory::Snapshot& city, const std::string& language,
                           std::string_view service, Instant now);

}  // namespace portico::announcements
