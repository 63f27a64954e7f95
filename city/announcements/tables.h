// The module's only SQL.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "city/announcements/announcement.h"
#include "platform/store/store.h"

namespace portico::announcements::tables {

// Every one that was ever made, its newest version; the newest first. `before`: an id, those older than it alone.
std::vector<Announcement> newest(store::Reader& reader, std::int64_t before, int limit);
// Neither withdrawn nor over at `now`, in any order.
std::vector<Announcement> standing(store::Reader& reader, Instant now);
std::optional<Announcement> announcement(store::Reader& reader, std::int64_t id);
std::vector<Announcement> versions(store::Reader& reader, std::int64_t id);  // the newest first

// Draws the next version of one under its row's lock; nothing where there is none.
std::optional<std::int64_t> next_version(store::Tx& tx, std::int64_t id);
// `id` and `version` are drawn; a first version makes the announcement.
void insert_version(store::Tx& tx, const Announcement& announcement);

}  // namespace portico::announcements::tables
