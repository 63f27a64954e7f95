// The module as others hold it: what stands or is planned, immutable in memory, swapped on change.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "city/announcements/announcement.h"
#include "platform/store/store.h"

namespace portico::announcements {

class Announcements {
 public:
  Announcements(store::Store& store, const TimeSource& time);  // reads them
  // Neither withdrawn nor over when they were read; which of them is in force is asked of each.
  std::shared_ptr<const std::vector<Announcement>> now() const { return all_.load(); }
  void refresh();  // from any thread, after a change has become durable

 private:
  store::Store& store_;
  const TimeSource& time_;
  std::atomic<std::shared_ptr<const std::vector<Announcement>>> all_;
};

}  // namespace portico::announcements
