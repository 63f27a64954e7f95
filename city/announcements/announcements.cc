#include "city/announcements/announcements.h"

#include "city/announcements/tables.h"

namespace portico::announcements {

Announcements::Announcements(store::Store& store, const TimeSource& time) : store_(store), time_(time) { refresh(); }

void Announcements::refresh() {
  std::vector<Announcement> all;
  store_.read([&](store::Reader& reader) { all = tables::standing(reader, time_.now()); });
  all_.store(std::make_shared<const std::vector<Announcement>>(std::move(all)));
}

}  // namespace portico::announcements
