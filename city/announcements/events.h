// What this module tells the world; never changed once released, only added to. Of the subject "announcement:ID", whose version is the
// announcement's own. The words themselves are not told: their hash is.
#pragma once

#include <string>
#include <string_view>

#include "city/announcements/announcement_told.h"

namespace portico::announcements {

struct Announced : AnnouncementTold {
  static constexpr std::string_view type = "Announced/1";
};
struct AnnouncementAmended : AnnouncementTold {
  static constexpr std::string_view type = "AnnouncementAmended/1";
};
struct AnnouncementWithdrawn : AnnouncementTold {
  static constexpr std::string_view type = "AnnouncementWithdrawn/1";
};

std::string to_json(const AnnouncementTold& event);
AnnouncementTold announcement_told(std::string_view payload);  // throws std::runtime_error for what is none

}  // namespace portico::announcements
