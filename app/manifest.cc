#include "app/manifest.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <iterator>

#include "app/manifest_file.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/files/copies.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

Manifest manifest_of(const json::object& read) {
  Manifest manifest;
  manifest.version = manifest_text(read, "portico");
  manifest.made = from_millis(read.at("made").to_number<std::int64_t>());
  manifest.dialect = manifest_text(read, "database") == "postgres" ? store::Dialect::postgres : store::Dialect::sqlite;
  manifest.schema = manifest_text(read, "schema");
  manifest.events = read.at("events").to_number<std::int64_t>();
  manifest.sent = read.at("sent").to_number<std::int64_t>();
  manifest.sent_bytes = read.at("sent_bytes").to_number<std::int64_t>();
  if (const auto* damaged = read.if_contains("damaged"))
    for (const auto& hash : damaged->as_array()) manifest.damaged.emplace_back(hash.as_string());
  for (const auto& value : read.at("files").as_array()) {
    const json::object& file = value.as_object();
    manifest.files.push_back({manifest_text(file, "name"), file.at("bytes").to_number<std::int64_t>(), manifest_text(file, "sha256")});
  }
  return manifest;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  json::array files;
  for (const auto& file : manifest.files) files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  return json::serialize(json::object{{"format", manifest_format},
                                      {"portico", manifest.version},
                                      {"made", to_millis(manifest.made)},
                                      {"database", manifest.dialect == store::Dialect::postgres ? "postgres" : "sqlite"},
                                      {"schema", manifest.schema},
                                      {"events", manifest.events},
                                      {"files", std::move(files)},
                                      {"sent", manifest.sent},
                                      {"sent_bytes", manifest.sent_bytes},
                                      {"damaged", json::array(manifest.damaged.begin(), manifest.damaged.end())}}) +
         "\n";
}

Outcome<Manifest> read_manifest(const fs::path& back_up) {
  Manifest manifest;
  const ManifestKind kind{"back-up", "portico backup", "a folder that portico backup has written to its end"};
  const auto understood = understand_manifest(back_up, kind, [&](const json::object& read) -> Outcome<void> {
    manifest = manifest_of(read);
    return {};
  });
  if (!understood) return std::unexpected(understood.error());
  return manifest;
}

std::vector<Manifest::File> files_in(const fs::path& back_up) {
  std::vector<Manifest::File> found;
  for (auto entry = fs::recursive_directory_iterator(back_up); entry != fs::recursive_directory_iterator(); ++entry) {
    const fs::path name = fs::relative(entry->path(), back_up);
    if (name == "files") entry.disable_recursion_pending();
    if (!entry->is_regular_file() || name == manifest_name) continue;
    found.push_back(
        {name.generic_string(), static_cast<std::int64_t>(entry->file_size()), hex(crypto::view(crypto::sha256_of_file(entry->path())))});
  }
  std::ranges::sort(found, {}, &Manifest::File::name);
  return found;
}

std::vector<std::string> newly_damaged(const files::Copied& sent, const Manifest& manifest) {
  std::vector<std::string> since;
  std::ranges::copy_if(sent.damaged, std::back_inserter(since),
                       [&](const std::string& hash) { return std::ranges::find(manifest.damaged, hash) == manifest.damaged.end(); });
  return since;
}

std::vector<std::string> faults_of(const fs::path& back_up, const Manifest& manifest) {
  std::vector<std::string> faults;
  const auto found = files_in(back_up);
  for (const auto& file : manifest.files) {
    const auto same = std::ranges::find(found, file.name, &Manifest::File::name);
    if (same == found.end())
      faults.push_back(file.name + " is missing");
    else if (same->sha256 != file.sha256)
      faults.push_back(file.name + " is not as it was written: it has " + std::to_string(same->bytes) + " bytes of " +
                       std::to_string(file.bytes));
  }
  const files::Copied sent = files::look_through_files(back_up);
  for (const auto& hash : newly_damaged(sent, manifest)) faults.push_back("the file that was sent in as " + hash + " is damaged");
  if (sent.files != manifest.sent)
    faults.push_back("there are " + std::to_string(sent.files) + " files that people sent in, where " + std::to_string(manifest.sent) +
                     " were written");
  return faults;
}

}  // namespace portico::app
