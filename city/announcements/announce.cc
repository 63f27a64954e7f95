#include "city/announcements/announce.h"

#include "city/announcements/events.h"
#include "city/announcements/tables.h"
#include "platform/ledger/ledger.h"

namespace portico::announcements {
namespace {

Outcome<Announcement> refused(std::vector<Fault> faults) { return std::unexpected(Refusal{Refused::invalid, std::move(faults)}); }

Announcement kept(store::Tx& tx, Announcement made, const Acting& acting, std::string_view type) {
  made.at = acting.now;
  made.by = acting.actor;
  tables::insert_version(tx, made);
  AnnouncementTold told{.agency = made.agency,
                        .hash = hash_of(made),
                        .languages = {},
                        .services = made.services,
                        .at = made.at,
                        .from = made.from,
                        .until = made.until};
  for (const auto& [language, text] : made.texts) told.languages.push_back(language);
  ledger::append(tx, {.at = made.at,
                      .actor = made.by,
                      .subject = "announcement:" + std::to_string(made.id),
                      .version = made.version,
                      .type = std::string(type),
                      .payload = to_json(told)});
  return made;
}

// The newest version, under its row's lock and with the next version's number.
Outcome<Announcement> taken(store::Tx& tx, std::int64_t id, std::int64_t seen) {
  const auto next = tables::next_version(tx, id);
  if (!next) return refuse(Refused::not_found, "", "There is no such announcement.", "one that is listed");
  if (*next - 1 != seen)
    return refuse(Refused::conflict, "", "Somebody else changed it meanwhile.", "the same again, on what stands there now");
  auto newest = tables::versions(tx, id).front();
  if (newest.withdrawn) return refuse(Refused::conflict, "", "It was withdrawn.", "a new announcement");
  newest.version = *next;
  return newest;
}

}  // namespace

Outcome<Announcement> announce(store::Tx& tx, const directory::Snapshot& city, Announcement wanted, const Acting& acting) {
  if (auto faults = faults_of(wanted, city, acting.now); !faults.empty()) return refused(std::move(faults));
  wanted.id = tx.next("announcements.announcement");
  wanted.version = 1;
  wanted.withdrawn = false;
  return kept(tx, std::move(wanted), acting, Announced::type);
}

Outcome<Announcement> amend(store::Tx& tx, const directory::Snapshot& city, Announcement wanted, std::int64_t seen, const Acting& acting) {
  const auto newest = taken(tx, wanted.id, seen);
  if (!newest) return newest;
  if (auto faults = faults_of(wanted, city, acting.now); !faults.empty()) return refused(std::move(faults));
  wanted.version = newest->version;
  wanted.withdrawn = false;
  return kept(tx, std::move(wanted), acting, AnnouncementAmended::type);
}

Outcome<Announcement> withdraw(store::Tx& tx, std::int64_t id, std::int64_t seen, const Acting& acting) {
  auto newest = taken(tx, id, seen);
  if (!newest) return newest;
  newest->withdrawn = true;
  return kept(tx, *std::move(newest), acting, AnnouncementWithdrawn::type);
}

}  // namespace portico::announcements
