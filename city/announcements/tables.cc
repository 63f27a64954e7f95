#include "city/announcements/tables.h"

namespace portico::announcements::tables {
namespace {

using store::Statement;

#define VERSION_COLUMNS "v.announcement, v.version, v.withdrawn, v.record, v.at, v.actor"
#define NEWEST "announcements_announcement a JOIN announcements_version v ON v.announcement = a.id AND v.version = a.version"

const Statement all_newest("announcements.newest",
                           "SELECT " VERSION_COLUMNS " FROM " NEWEST " WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2");
const Statement all_standing("announcements.standing",
                             "SELECT " VERSION_COLUMNS " FROM " NEWEST " WHERE a.until_at > $1 AND a.withdrawn = 0 ORDER BY a.id");
const Statement one("announcements.announcement", "SELECT " VERSION_COLUMNS " FROM " NEWEST " WHERE a.id = $1");
const Statement all_versions("announcements.versions",
                             "SELECT " VERSION_COLUMNS " FROM announcements_version v WHERE v.announcement = $1 ORDER BY v.version DESC");
const Statement step_on("announcements.next_version",
                        "UPDATE announcements_announcement SET version = version + 1 WHERE id = $1 RETURNING version");
const Statement make("announcements.make",
                     "INSERT INTO announcements_announcement (id, version, until_at, withdrawn) VALUES ($1, $2, $3, $4)");
const Statement change("announcements.change", "UPDATE announcements_announcement SET until_at = $2, withdrawn = $3 WHERE id = $1");
const Statement insert_one("announcements.insert_version",
                           "INSERT INTO announcements_version (announcement, version, withdrawn, record, at, actor) "
                           "VALUES ($1, $2, $3, $4, $5, $6)");

Announcement version_in(const store::Row& row) {
  Announcement read = read_record(row.text(3));
  read.id = row.integer(0);
  read.version = row.integer(1);
  read.withdrawn = row.integer(2) != 0;
  read.at = from_millis(row.integer(4));
  read.by = row.text(5);
  return read;
}

}  // namespace

std::vector<Announcement> newest(store::Reader& reader, std::int64_t before, int limit) {
  return reader.all(all_newest, {before, limit}, version_in);
}

std::vector<Announcement> standing(store::Reader& reader, Instant now) { return reader.all(all_standing, {to_millis(now)}, version_in); }

std::optional<Announcement> announcement(store::Reader& reader, std::int64_t id) { return reader.one(one, {id}, version_in); }

std::vector<Announcement> versions(store::Reader& reader, std::int64_t id) { return reader.all(all_versions, {id}, version_in); }

std::optional<std::int64_t> next_version(store::Tx& tx, std::int64_t id) {
  return tx.one(step_on, {id}, [](const store::Row& row) { return row.integer(0); });
}

void insert_version(store::Tx& tx, const Announcement& announcement) {
  const std::int64_t withdrawn = announcement.withdrawn ? 1 : 0;
  if (announcement.version == 1)
    tx.execute(make, {announcement.id, announcement.version, to_millis(announcement.until), withdrawn});
  else
    tx.execute(change, {announcement.id, to_millis(announcement.until), withdrawn});
  tx.execute(insert_one,
             {announcement.id, announcement.version, withdrawn, record_of(announcement), to_millis(announcement.at), announcement.by});
}

}  // namespace portico::announcements::tables
