#include "app/export_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <limits>

#include "app/durable.h"
#include "app/export_slice.h"
#include "base/text.h"
#include "platform/store/disk.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;

// Two that write into one folder would each undo what the other does.
class Hold {
 public:
  explicit Hold(const fs::path& folder) : opened_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (opened_ < 0) store::disk_failed("cannot open", folder, errno);
    held_ = ::flock(opened_, LOCK_EX | LOCK_NB) == 0;
  }
  ~Hold() { ::close(opened_); }
  Hold(const Hold&) = delete;
  bool held() const { return held_; }

 private:
  int opened_;
  bool held_ = false;
};

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) store::disk_failed("cannot make", folder, failed.value());
}

std::string told(const std::optional<std::int64_t>& since) { return since ? fmt::format("changes since {}", *since) : "everything"; }

std::string told(const ExportManifest& manifest) {
  return manifest.format + (manifest.columns.empty() ? "" : " with the columns \"" + manifest.columns + "\"");
}

std::optional<ledger::Head> head_of(store::Store& store, std::int64_t size) {
  std::optional<ledger::Head> found;
  store.read([&](store::Reader& reader) {
    const auto heads = ledger::heads_after(reader, size - 1, 1);
    if (!heads.empty() && heads.front().size == size) found = heads.front();
  });
  return found;
}

}  // namespace

Outcome<void> FolderExport::run() {
  make_folder(wanted_.to);
  const Hold hold(wanted_.to);
  if (!hold.held()) return refuse(Refused::conflict, wanted_.to.string(), "another export is writing there", "another folder, or to wait");
  const bool begun = has_export_manifest(wanted_.to);
  if (const auto ready = begun ? go_on() : begin(); !ready) return ready;
  if (!manifest_.complete) write_slices();
  tell_end();
  return {};
}

// A city's names as of a position or later: read anew from the store, as a load that has just become durable may not be in memory yet.
Outcome<void> FolderExport::look_at_city() {
  const directory::Directory fresh(*house_.store);
  view_ = {fresh.now(), house_.standards.now(), ""};
  if (view_.city->city.languages.empty())
    return refuse(Refused::conflict, "--data", "no city is loaded there, so that there is nothing to export", "portico city load first");
  view_.language = view_.city->city.languages.front();
  return sheet_.fit(*view_.city);
}

Outcome<void> FolderExport::begin() {
  if (!fs::is_empty(wanted_.to))
    return refuse(Refused::invalid, wanted_.to.string(), "there is something in it that is no export",
                  "a folder that is not there, an empty one, or one of an export that was cut off");
  house_.ledger.seal_now();
  // The position first: what is changed from now on has a later one, whether or not it is seen here already.
  std::optional<ledger::Head> head;
  house_.store->read([&](store::Reader& reader) { head = ledger::newest_head(reader); });
  manifest_ = {
      .version = PORTICO_VERSION, .begun = house_.time.now(), .position = head ? head->size : 0, .root = head ? hex(head->root) : ""};
  if (const auto looked = look_at_city(); !looked) return looked;
  manifest_.city = view_.city->city.code;
  manifest_.language = view_.language;
  manifest_.format = sheet_.format();
  manifest_.columns = sheet_.columns();
  manifest_.columns_sha256 = sheet_.columns_sha256();
  manifest_.in_slice = wanted_.in_slice;
  if (!wanted_.since.empty()) {
    const auto from = since();
    if (!from) return std::unexpected(from.error());
    manifest_.since = *from;
  } else if (const auto newest = cases::newest_public(*house_.store, *view_.city); newest > 0) {
    manifest_.until = cases::case_number(newest, house_.number_key);
  }
  keep_export_manifest(wanted_.to, manifest_);
  return {};
}

Outcome<void> FolderExport::go_on() {
  auto there = read_export_manifest(wanted_.to);
  if (!there) return std::unexpected(there.error());
  manifest_ = std::move(*there);
  std::vector<Fault> faults;
  const auto refuse_unlike = [&](const char* option, const std::string& is, const std::string& asked) {
    if (is != asked) faults.push_back({option, "the folder holds " + is, "the same, or another folder"});
  };
  const ExportManifest asked{.format = sheet_.format(), .columns = sheet_.columns(), .columns_sha256 = sheet_.columns_sha256()};
  refuse_unlike("--format", told(manifest_), told(asked));
  if (manifest_.columns == asked.columns && manifest_.columns_sha256 != asked.columns_sha256)
    faults.push_back({"--columns", "the file is another than when the export was begun", "the same, or another folder"});
  refuse_unlike("--slice", fmt::format("{} in a slice", manifest_.in_slice), fmt::format("{} in a slice", wanted_.in_slice));
  std::optional<std::int64_t> from;
  if (!wanted_.since.empty()) {
    const auto known = since();
    if (!known) return std::unexpected(known.error());
    from = *known;
  }
  refuse_unlike("--since", told(manifest_.since), told(from));
  if (!faults.empty()) return std::unexpected(Refusal{Refused::conflict, std::move(faults)});
  if (const auto same = same_ledger(manifest_, wanted_.to.string()); !same) return same;
  if (const auto looked = look_at_city(); !looked) return looked;
  drop_damaged();
  return {};
}

// From the first slice that is not as it was written, all are written again.
void FolderExport::drop_damaged() {
  for (std::size_t i = 0; i < manifest_.slices.size(); ++i) {
    const auto faults = faults_of(wanted_.to, manifest_.slices[i]);
    if (faults.empty()) continue;
    for (const auto& fault : faults) console_.err(fault + "; it is written again\n");
    manifest_.slices.resize(i);
    manifest_.complete = false;
  }
  for (const auto& entry : fs::directory_iterator(wanted_.to))
    if (entry.path().extension() == unfinished_ending) fs::remove(entry.path());
  if (!manifest_.complete) keep_export_manifest(wanted_.to, manifest_);
}

Outcome<std::int64_t> FolderExport::since() const {
  const auto position = parse_integer(wanted_.since);
  return position ? since_position(*position) : since_folder(wanted_.since);
}

Outcome<std::int64_t> FolderExport::since_position(std::int64_t position) const {
  const auto newest = [&] {
    std::optional<ledger::Head> head;
    house_.store->read([&](store::Reader& reader) { head = ledger::newest_head(reader); });
    return head ? head->size : 0;
  }();
  if (position < 0 || position > newest)
    return refuse(Refused::invalid, "--since", fmt::format("the ledger has no position {}: it holds {} events", position, newest),
                  "the position in the manifest of an earlier export");
  if (position > 0 && !head_of(*house_.store, position))
    return refuse(Refused::invalid, "--since", fmt::format("no export ended at position {}", position),
                  "the position in the manifest of an earlier export");
  return position;
}

Outcome<std::int64_t> FolderExport::since_folder(const fs::path& earlier) const {
  const auto manifest = read_export_manifest(earlier);
  if (!manifest) return std::unexpected(manifest.error());
  if (!manifest->complete)
    return refuse(Refused::conflict, "--since", "the export in " + earlier.string() + " is not complete", "to end that one first");
  if (manifest->format != sheet_.format() || manifest->columns_sha256 != sheet_.columns_sha256())
    return refuse(Refused::conflict, "--since", "the export in " + earlier.string() + " is " + told(*manifest),
                  "the same format and columns again, so that the one can be applied to the other");
  if (const auto same = same_ledger(*manifest, earlier.string()); !same) return std::unexpected(same.error());
  return manifest->position;
}

// A restored back-up has taken events back, and others stand at their positions since.
Outcome<void> FolderExport::same_ledger(const ExportManifest& earlier, const std::string& place) const {
  if (earlier.position == 0) return {};
  const auto head = head_of(*house_.store, earlier.position);
  if (head && hex(head->root) == earlier.root) return {};
  return refuse(Refused::conflict, place,
                fmt::format("the ledger here is another up to position {} than the export tells", earlier.position),
                "the data folder that it was made of; after a restored back-up, a new export of everything");
}

std::int64_t FolderExport::id_of(const std::string& number) const {
  const auto id = cases::case_sequence(number, house_.number_key);
  if (!id) throw store::Broken("the export's manifest names a request that never was: " + number);
  return *id;
}

void FolderExport::write_slices() {
  constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();
  std::optional<cases::Changes> changes;
  if (manifest_.since) changes = cases::Changes::between(*house_.store, *view_.city, *manifest_.since, manifest_.position);
  const std::int64_t until = manifest_.since ? no_end : manifest_.until ? id_of(*manifest_.until) : 0;
  const cases::Copying copying(*house_.store, view_.city, std::move(changes), until);
  const std::int64_t newest = std::max<std::int64_t>(1, manifest_.since ? cases::newest_public(*house_.store, *view_.city) : until);
  std::int64_t at = manifest_.slices.empty() ? 0 : id_of(manifest_.slices.back().through);
  std::optional<SliceWriter> slice;
  const auto finish = [&] {
    manifest_.slices.push_back(slice->finish());
    slice.reset();
    keep_export_manifest(wanted_.to, manifest_);
  };
  for (bool end = false; !end;) {
    const cases::CopyPage page = copying.after(at);
    for (const cases::CopyRow& row : page.rows) {
      if (!slice) slice.emplace(wanted_.to, manifest_.slices.size() + 1, sheet_, view_);
      slice->take(row);
      if (slice->rows() == manifest_.in_slice) finish();
    }
    at = page.through;
    end = page.end;
    console_.progress(wanted_.to.filename().string(), std::min(1.0, static_cast<double>(at) / static_cast<double>(newest)),
                      fmt::format("{} slices", manifest_.slices.size()));
  }
  if (slice) finish();
  manifest_.complete = true;
  keep_export_manifest(wanted_.to, manifest_);
}

void FolderExport::tell_end() const {
  console_.out(fmt::format("{}: {} requests", wanted_.to.string(), manifest_.rows(false)));
  if (manifest_.since) console_.out(fmt::format(" that are other than at {}, {} removed", *manifest_.since, manifest_.rows(true)));
  console_.out(fmt::format(", in {} slices, as of position {}\n", manifest_.slices.size(), manifest_.position));
}

}  // namespace portico::app
