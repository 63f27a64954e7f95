#include "app/export_manifest.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>

#include "app/durable.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::int64_t known_format = 1;
constexpr std::string_view file_name = "manifest.json";

std::string text_of(const json::object& from, std::string_view name) { return std::string(from.at(name).as_string()); }

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

ExportManifest::Slice slice_of(const json::object& read) {
  ExportManifest::Slice slice{.through = text_of(read, "through"), .files = {}};
  for (const auto& value : read.at("files").as_array()) {
    const json::object& file = value.as_object();
    slice.files.push_back({text_of(file, "name"), text_of(file, "holds") == "removed", file.at("rows").to_number<std::int64_t>(),
                           file.at("bytes").to_number<std::int64_t>(), text_of(file, "sha256")});
  }
  return slice;
}

ExportManifest manifest_of(const json::object& read) {
  ExportManifest manifest;
  manifest.version = text_of(read, "portico");
  manifest.city = text_of(read, "city");
  manifest.language = text_of(read, "language");
  if (const auto begun = parse_instant(text_of(read, "begun"), "begun")) manifest.begun = *begun;
  if (const auto& since = read.at("since"); !since.is_null()) manifest.since = since.to_number<std::int64_t>();
  manifest.position = read.at("position").to_number<std::int64_t>();
  manifest.root = text_of(read, "root");
  if (const auto& until = read.at("until"); !until.is_null()) manifest.until = std::string(until.as_string());
  manifest.format = text_of(read, "rows_as");
  manifest.columns = text_of(read, "columns");
  manifest.columns_sha256 = text_of(read, "columns_sha256");
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
  return json::serialize(json::object{{"format", known_format},
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

bool has_export_manifest(const fs::path& folder) { return fs::exists(folder / file_name); }

Outcome<ExportManifest> read_export_manifest(const fs::path& folder) {
  const fs::path file = folder / file_name;
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse(Refused::invalid, file.string(), "there is no such file", "a folder that portico export has written to");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const json::object read = json::parse(text).as_object();
    if (const auto format = read.at("format").to_number<std::int64_t>(); format != known_format)
      return refuse(Refused::invalid, file.string(), "the export has the format " + std::to_string(format),
                    "format " + std::to_string(known_format) + "; a newer portico may know more");
    ExportManifest manifest = manifest_of(read);
    if (manifest.rows(false) != read.at("requests").to_number<std::int64_t>() ||
        manifest.rows(true) != read.at("removed").to_number<std::int64_t>())
      return refuse(Refused::invalid, file.string(), "its sums are not those of its slices", "what portico export wrote");
    for (const auto& slice : manifest.slices)
      for (const auto& each : slice.files)
        if (!plain_name(each.name))
          return refuse(Refused::invalid, file.string(), "it names a file elsewhere: " + each.name, "what portico export wrote");
    return manifest;
  } catch (const std::exception& broken) {
    return refuse(Refused::invalid, file.string(), std::string("it cannot be read: ") + broken.what(), "what portico export wrote");
  }
}

void keep_export_manifest(const fs::path& folder, const ExportManifest& manifest) {
  const fs::path unfinished = folder / (std::string(file_name) + std::string(unfinished_ending));
  write_text(unfinished, to_json(manifest));
  put_file_in_place(unfinished, folder / file_name);
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
