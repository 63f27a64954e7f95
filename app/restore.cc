#include <fmt/format.h>

#include <fstream>
#include <optional>

#include "app/backup.h"
#include "app/command.h"
#include "app/durable.h"
#include "app/manifest.h"
#include "city/cases/redact.h"
#include "city/contacts/redactions.h"
#include "platform/files/copies.h"
#include "platform/ledger/events.h"
#include "platform/store/kept_lines.h"
#include "platform/store/lock.h"
#include "platform/store/snapshot.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view list_name = "redactions.jsonl";

fs::path beside(const fs::path& data, std::string_view ending) {
  fs::path other = data;
  other += ending;
  return other;
}

std::string set_aside_name(Instant at) {
  std::string name = ".before-" + iso8601(at);
  std::erase_if(name, [](char letter) { return letter == ':'; });
  return name;
}

bool is_in_use(const fs::path& data) { return fs::exists(data) && !fs::is_empty(data); }

Outcome<void> may_restore(const Settings& settings, const Restore& wanted, const Manifest& manifest) {
  const auto dialect = settings.database.empty() ? store::Dialect::sqlite : store::Dialect::postgres;
  if (manifest.dialect != dialect)
    return refuse(Refused::invalid, "--database", "the back-up is of the other kind of database",
                  manifest.dialect == store::Dialect::postgres ? "--database postgresql://…" : "no --database, for the embedded one");
  if (dialect == store::Dialect::postgres && manifest.schema != settings.schema)
    return refuse(Refused::invalid, "schema", "the back-up is of the schema " + manifest.schema + ", and pg_restore gives no other name",
                  "[database] schema = \"" + manifest.schema + "\" in --config; it can be renamed afterwards");
  if (wanted.replace) return {};
  if (is_in_use(settings.data))
    return refuse(Refused::invalid, settings.data.string(), "the data folder is not empty",
                  "a folder that is not there, or --replace, which sets this one aside");
  if (dialect == store::Dialect::postgres && store::has_schema(store_settings(settings)))
    return refuse(Refused::invalid, "schema", "the schema " + settings.schema + " is there already",
                  "a database without it, or --replace, which renames it");
  return {};
}

// Of a case, or of a mail.
Outcome<void> check_line(const std::string& line, const std::string& place) {
  if (cases::is_of_others(line)) {
    if (const auto mail = contacts::parse_redaction(line, place); !mail) return std::unexpected(mail.error());
  } else if (const auto known = cases::parse_redaction(line, place); !known) {
    return std::unexpected(known.error());
  }
  return {};
}

// Every line has to be one, before anything is done.
Outcome<std::string> redactions_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse(Refused::invalid, file.string(), "it cannot be read", "a redactions.jsonl");
  std::string all;
  int number = 0;
  for (std::string line; std::getline(in, line); all += line + "\n")
    if (const auto known = check_line(line, file.string() + ":" + std::to_string(++number)); !known) return std::unexpected(known.error());
  return all;
}

Outcome<std::string> all_redactions(const Settings& settings, const Restore& wanted) {
  std::vector<fs::path> lists = wanted.redactions;
  if (fs::exists(settings.data / list_name)) lists.push_back(settings.data / list_name);
  std::string all;
  for (const auto& list : lists) {
    auto lines = redactions_of(list);
    if (!lines) return lines;
    all += *lines;
  }
  return all;
}

void build(const Settings& settings, const Restore& wanted, const Manifest& manifest, const std::string& redactions,
           const fs::path& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
  for (const auto& file : manifest.files)
    if (file.name != store::snapshot_name(manifest.dialect)) copy_for_owner(wanted.from / file.name, folder / file.name);
  if (const auto since = newly_damaged(files::copy_files(wanted.from, folder), manifest); !since.empty())
    throw store::Broken("what people sent in was not copied as it is: " + since.front());
  if (!redactions.empty()) store::append_durably(folder / list_name, redactions);
  if (manifest.dialect != store::Dialect::sqlite) return;
  auto there = store_settings(settings);
  there.folder = folder;
  store::restore_snapshot(there, wanted.from);
}

// The database of PostgreSQL first: while that fails, the old folder stands.
void put_in_place_of(const Settings& settings, const Restore& wanted, const fs::path& built, Instant now) {
  const std::string aside = set_aside_name(now);
  if (!settings.database.empty()) {
    const auto schema = store_settings(settings);
    if (store::has_schema(schema)) store::rename_schema(schema, settings.schema + aside);
    store::restore_snapshot(schema, wanted.from);
  }
  if (is_in_use(settings.data)) fs::rename(settings.data, beside(settings.data, aside));
  fs::remove(settings.data);  // an empty one
  put_in_place(built, settings.data);
}

// As the next start would: what is newer in this program's migrations, what was redacted since.
int take_up(const Settings& settings, const Manifest& manifest, const TimeSource& time, Log& log, Console& console) {
  House house(settings, log, time);
  const auto told = house.store->run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    ledger::tell_restored(tx, {manifest.made, manifest.events}, time.now());
    return true;
  });
  if (!told) throw store::Broken("the ledger cannot be told of the restored back-up");
  house.ledger.seal_now();
  const int erased = house.redactions.erase(), mails = house.mail_redactions.erase();
  if (erased > 0) console.out(fmt::format("{} requests that were redacted since lost their words again\n", erased));
  if (mails > 0) console.out(fmt::format("{} mails did so, too\n", mails));
  const auto verdict = ledger::verify(*house.store, settings.data, {});
  for (const auto& finding : verdict.findings) console.out(finding + "\n");
  for (const auto& hash : manifest.damaged)
    console.err("damaged already when it was backed up: the file that was sent in as " + hash + "\n");
  const bool all_there = verdict.events > manifest.events;  // and the event of the restoring
  console.out(fmt::format("{}: the back-up of {} is in place, {} events, {}\n", settings.data.string(), iso8601(manifest.made),
                          verdict.events, verdict.findings.empty() && all_there ? "all is as it was signed" : "NOT as it was signed"));
  return verdict.findings.empty() && all_there ? done : findings;
}

}  // namespace

int restore(const Settings& given, const Restore& wanted, const TimeSource& time, Log& log, Console& console) {
  Settings settings = given;
  settings.data = fs::absolute(settings.data).lexically_normal();
  if (!settings.data.has_filename()) settings.data = settings.data.parent_path();  // DIR/
  const auto refuse_with = [&](const Refusal& refusal) {
    console.faults(refusal);
    return refused;
  };
  const auto manifest = read_manifest(wanted.from);
  if (!manifest) return refuse_with(manifest.error());
  if (const auto allowed = may_restore(settings, wanted, *manifest); !allowed) return refuse_with(allowed.error());
  Refusal damaged{Refused::invalid, {}};
  for (auto& fault : faults_of(wanted.from, *manifest)) damaged.faults.push_back({wanted.from.string(), std::move(fault), ""});
  if (!damaged.faults.empty()) return refuse_with(damaged);
  store::check_snapshot(manifest->dialect, wanted.from);
  const auto redactions = all_redactions(settings, wanted);
  if (!redactions) return refuse_with(redactions.error());

  {
    std::optional<store::FolderLock> nobody_serves;
    if (is_in_use(settings.data)) nobody_serves.emplace(settings.data);
    const fs::path built = beside(settings.data, ".restoring");
    build(settings, wanted, *manifest, *redactions, built);
    put_in_place_of(settings, wanted, built, time.now());
  }
  return take_up(settings, *manifest, time, log, console);
}

}  // namespace portico::app
