#include "city/announcements/check.h"

#include <fmt/format.h>

#include <limits>

#include "city/announcements/events.h"
#include "city/announcements/tables.h"
#include "platform/ledger/ledger.h"

namespace portico::announcements {
namespace {

constexpr int at_once = 200;

void walk(store::Reader& reader, std::int64_t id, std::vector<std::string>& findings) {
  const auto find = [&](std::int64_t version, std::string_view what) {
    findings.push_back(fmt::format("announcement {}, version {}: {}", id, version, what));
  };
  const auto versions = tables::versions(reader, id);
  const auto told = ledger::events_of(reader, "announcement:" + std::to_string(id));
  if (told.size() != versions.size()) return find(versions.front().version, "the ledger tells of another number of versions");
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto& version = versions[versions.size() - 1 - i];
    if (version.version != told[i].version) find(version.version, "the ledger tells of another number");
    if (hash_of(version) != announcement_told(told[i].payload).hash) find(version.version, "its words are others than the ledger tells");
    if (version.withdrawn != (told[i].type == AnnouncementWithdrawn::type))
      find(version.version, "whether it was withdrawn is other than the ledger tells");
  }
}

}  // namespace

CheckedAnnouncements check_announcements(store::Store& store) {
  CheckedAnnouncements checked;
  store.read([&](store::Reader& reader) {
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    for (;;) {
      const auto some = tables::newest(reader, before, at_once);
      for (const auto& each : some) walk(reader, each.id, checked.findings);
      checked.announcements += static_cast<std::int64_t>(some.size());
      if (some.size() < at_once) break;
      before = some.back().id;
    }
  });
  return checked;
}

}  // namespace portico::announcements
