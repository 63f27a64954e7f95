#include "app/export_manifest.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "app/durable.h"
#include "app/manifest_file.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

ExportManifest::Slice slice_of(const json::object& read) {
  ExportManifest::Slice slice{.through = manifest_text(read, "through"), .files = {}};
  for (const auto& value : read.at("files").as_array()) {
    const json::object& file = value.as_object();
    slice.files.push_back({manifest_text(file, "name"), manifest_text(file, "holds") == "removed",
                           file.at("rows").to_number<std::int64_t>(), file.at("bytes").to_number<std::int64_t>(),
                           manifest_text(file, "sha256")});
  }
  return slice;
}

ExportManifest manifest_of(const json::object& read) {
  ExportManifest manifest;
  manifest.version = manifest_text(read, "portico");
  manifest.city = manifest_text(read, "city");
  manifest.language = manifest_text(read, "language");
  if (const auto begun = parse_instant(manifest_text(read, "begun"), "begun")) manifest.begun = *begun;
  if (const auto& since = read.at("since"); !since.is_null()) manifest.since = since.to_number<std::int64_t>();
  manifest.position = read.at("position").to_number<std::int64_t>();
  manifest.root = manifest_text(read, "root");
  if (const auto& until = read.at("until"); !until.is_null()) manifest.until = std::string(until.as_string());
  manifest.format = manifest_text(read, "rows_as");
  manifest.columns = manifest_text(read, "columns");
  manifest.columns_sha256 = manifest_text(read, "columns_sha256");
  manifest.in_slice = read.at("in_slice").to_number<std::int64_t>();
  manifest.complete = read.at("complete").as_bool();
  for (const auto& slice : read.at("slices").as_array()) manifest.slices.push_back(slice_of(slice.as_object()));
  return manifest;
}

// Of a file's own name, so that a manifest cannot point elsewhere.
bool plain_name(const std::string& name) { return !name.empty() && fs::path(name).filename() == name && name[0] != '.'; }

}  // namespace

std::int64_t ExportManifest::rows(bool of_removed) const {
  std::int64_t sum = 0;
  for (const Slice& slice : slices)
    for (const File& file : slice.files)
      if (file.of_removed == of_removed) sum += file.rows;
  return sum;
}

std::string to_json(const ExportManifest& manifest) {
  json::array slices;
  for (const auto& slice : manifest.slices) {
    json::array files;
    for (const auto& file : slice.files)
      files.push_back({{"name", file.name},
                       {"holds", file.of_removed ? "removed" : "requests"},
                       {"rows", file.rows},
                       {"bytes", file.bytes},
                       {"sha256", file.sha256}});
    slices.push_back({{"through", slice.through}, {"files", std::move(files)}});
  }
  return json::serialize(json::object{{"format", manifest_format},
                                      {"portico", manifest.version},
                                      {"city", manifest.city},
                                      {"language", manifest.language},
                                      {"begun", iso8601(manifest.begun)},
                                      {"since", or_null(manifest.since)},
                                      {"position", manifest.position},
                                      {"root", manifest.root},
                                      {"until", or_null(manifest.until)},
                                      {"rows_as", manifest.format},
                                      {"columns", manifest.columns},
                                      {"columns_sha256", manifest.columns_sha256},
                                      {"in_slice", manifest.in_slice},
                                      {"complete", manifest.complete},
                                      {"requests", manifest.rows(false)},
                                      {"removed", manifest.rows(true)},
                                      {"slices", std::move(slices)}}) +
         "\n";
}

bool has_export_manifest(const fs::path& folder) { return fs::exists(folder / manifest_name); }

Outcome<ExportManifest> read_export_manifest(const fs::path& folder) {
  ExportManifest manifest;
  const ManifestKind kind{"export", "portico export", "a folder that portico export has written to"};
  const auto refused = [&](const std::string& why) {
    return refuse(Refused::invalid, (folder / manifest_name).string(), why, "what portico export wrote");
  };
  const auto understood = understand_manifest(folder, kind, [&](const json::object& read) -> Outcome<void> {
    manifest = manifest_of(read);
    if (manifest.rows(false) != read.at("requests").to_number<std::int64_t>() ||
        manifest.rows(true) != read.at("removed").to_number<std::int64_t>())
      return refused("its sums are not those of its slices");
    for (const auto& slice : manifest.slices)
      for (const auto& each : slice.files)
        if (!plain_name(each.name)) return refused("it names a file elsewhere: " + each.name);
    return {};
  });
  if (!understood) return std::unexpected(understood.error());
  return manifest;
}

void keep_export_manifest(const fs::path& folder, const ExportManifest& manifest) {
  const fs::path unfinished = folder / (std::string(manifest_name) + std::string(unfinished_ending));
  write_text(unfinished, to_json(manifest));
  put_file_in_place(unfinished, folder / manifest_name);
}

std::vector<std::string> faults_of(const fs::path& folder, const ExportManifest::Slice& slice) {
  std::vector<std::string> faults;
  for (const auto& file : slice.files) {
    std::error_code absent;
    const auto bytes = fs::file_size(folder / file.name, absent);
    if (absent)
      faults.push_back(file.name + " is missing");
    else if (static_cast<std::int64_t>(bytes) != file.bytes)
      faults.push_back(file.name + " is not as it was written: it has " + std::to_string(bytes) + " bytes of " +
                       std::to_string(file.bytes));
    else if (hex(crypto::view(crypto::sha256_of_file(folder / file.name))) != file.sha256)
      faults.push_back(file.name + " is not as it was written: its SHA-256 is another");
  }
  return faults;
}

}  // namespace portico::app
