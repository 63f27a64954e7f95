// What is done about announcements: made, amended, withdrawn. Each makes a version and tells the ledger.
#pragma once

#include <cstdint>
#include <string>

#include "city/announcements/announcement.h"
#include "platform/store/store.h"

namespace portico::announcements {

struct Acting {
  std::string actor;
  Instant now;
};

// Each answers the version that it made. Call Announcements::refresh() once it is durable. `seen` is the version that they had before their
// eyes: where it is no longer the newest, a conflict; not_found where there is no such announcement; a conflict for a withdrawn one.
Outcome<Announcement> announce(store::Tx& tx, const directory::Snapshot& city, Announcement wanted, const Acting& acting);
Outcome<Announcement> amend(store::Tx& tx, const directory::Snapshot& city, Announcement wanted, std::int64_t seen, const Acting& acting);
Outcome<Announcement> withdraw(store::Tx& tx, std::int64_t id, std::int64_t seen, const Acting& acting);

}  // namespace portico::announcements
