#include "app/backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "app/command.h"
#include "app/durable.h"
#include "app/manifest.h"
#include "app/sandbox.h"
#include "platform/files/copies.h"
#include "platform/store/snapshot.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;

// What the database's own means carry, or a running process alone needs; and what is no record of the city.
constexpr std::array not_copied = {
    std::string_view("portico.db"), std::string_view("portico.db-wal"), std::string_view("portico.db-shm"),   std::string_view("lock"),
    std::string_view("control"),    std::string_view("files"),          std::string_view("redactions.jsonl"), sandbox_folder};

std::int64_t events_now(const House& house) {
  std::int64_t events = 0;
  house.store->read([&](store::Reader& reader) { events = ledger::last_position(reader); });
  return events;
}

// Heads and keys before the database, so that no head is of more than the database holds; what people sent in after it, so that nothing
// that the database names is missing; what was redacted last, so that a file that went meanwhile is known to have gone.
files::Copied write(const House& house, const fs::path& to) {
  const fs::path& data = house.settings.data;
  for (auto entry = fs::recursive_directory_iterator(data); entry != fs::recursive_directory_iterator(); ++entry) {
    const fs::path name = fs::relative(entry->path(), data);
    if (std::ranges::find(not_copied, name.generic_string()) != not_copied.end()) {
      entry.disable_recursion_pending();
      continue;
    }
    if (entry->is_regular_file()) copy_for_owner(entry->path(), to / name);
  }
  store::write_snapshot(store_settings(house.settings), to);
  auto sent = files::copy_files(data, to);
  if (fs::exists(data / "redactions.jsonl")) copy_for_owner(data / "redactions.jsonl", to / "redactions.jsonl");
  return sent;
}

Outcome<void> may_write_to(const House& house, const fs::path& to) {
  if (fs::exists(to))
    return refuse(Refused::invalid, to.string(), "there is something of that name", "the name of a folder that is not there yet");
  const auto inside = fs::weakly_canonical(to).lexically_relative(fs::weakly_canonical(house.settings.data));
  if (!inside.empty() && *inside.begin() != "..")
    return refuse(Refused::invalid, to.string(), "it lies within the data folder", "a place that does not go where the data goes");
  return {};
}

}  // namespace

int carry_out(House& house, const Backup& backup, Console& console) {
  const fs::path to = fs::absolute(backup.to).lexically_normal();
  if (const auto allowed = may_write_to(house, to); !allowed) {
    console.faults(allowed.error());
    return refused;
  }
  fs::path unfinished = to;
  unfinished += ".unfinished";
  fs::remove_all(unfinished);
  fs::create_directories(unfinished);
  fs::permissions(unfinished, fs::perms::owner_all);

  house.ledger.seal_now();
  Manifest manifest{.version = PORTICO_VERSION,
                    .made = house.time.now(),
                    .dialect = house.store->dialect(),
                    .schema = house.settings.schema,
                    .events = events_now(house)};
  const auto sent = write(house, unfinished);
  store::check_snapshot(manifest.dialect, unfinished);
  manifest.files = files_in(unfinished);
  manifest.sent = sent.files;
  manifest.sent_bytes = sent.bytes;
  manifest.damaged = sent.damaged;
  std::ofstream(unfinished / "manifest.json") << to_json(manifest);
  if (const auto again = read_manifest(unfinished); !again || again->files.size() != manifest.files.size())
    throw store::Broken("the back-up's manifest cannot be read again: " + (unfinished / "manifest.json").string());
  put_in_place(unfinished, to);

  std::int64_t bytes = sent.bytes;
  for (const auto& file : manifest.files) bytes += file.bytes;
  for (const auto& hash : sent.damaged) console.err("damaged, copied as it is: the file that was sent in as " + hash + "\n");
  console.out(fmt::format("{}: {} events, {} files that people sent in, {:.1f} MB, synced and read again\n", to.string(), manifest.events,
                          sent.files, static_cast<double>(bytes) / 1e6));
  return sent.damaged.empty() ? done : findings;
}

}  // namespace portico::app
