#include "app/manifest.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/files/copies.h"

namespace portico::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::int64_t known_format = 1;
constexpr std::string_view file_name = "manifest.json";

std::string text_of(const json::object& from, std::string_view name) { return std::string(from.at(name).as_string()); }

Manifest manifest_of(const json::object& read) {
  Manifest manifest;
  manifest.version = text_of(read, "portico");
  manifest.made = from_millis(read.at("made").to_number<std::int64_t>());
  manifest.dialect = text_of(read, "database") == "postgres" ? store::Dialect::postgres : store::Dialect::sqlite;
  manifest.schema = text_of(read, "schema");
  manifest.events = read.at("events").to_number<std::int64_t>();
  manifest.sent = read.at("sent").to_number<std::int64_t>();
  manifest.sent_bytes = read.at("sent_bytes").to_number<std::int64_t>();
  if (const auto* damaged = read.if_contains("damaged"))
    for (const auto& hash : damaged->as_array()) manifest.damaged.emplace_back(hash.as_string());
  for (const auto& value : read.at("files").as_array()) {
    const json::object& file = value.as_object();
    manifest.files.push_back({text_of(file, "name"), file.at("bytes").to_number<std::int64_t>(), text_of(file, "sha256")});
  }
  return manifest;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  json::array files;
  for (const auto& file : manifest.files) files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  return json::serialize(json::object{{"format", known_format},
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
  const fs::path file = back_up / file_name;
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse(Refused::invalid, file.string(), "there is no such file", "a folder that portico backup has written to its end");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const json::object read = json::parse(text).as_object();
    if (const auto format = read.at("format").to_number<std::int64_t>(); format != known_format)
      return refuse(Refused::invalid, file.string(), "the back-up has the format " + std::to_string(format),
                    "format " + std::to_string(known_format) + "; a newer portico may know more");
    return manifest_of(read);
  } catch (const std::exception& broken) {
    return refuse(Refused::invalid, file.string(), std::string("it cannot be read: ") + broken.what(), "what portico backup wrote");
  }
}

std::vector<Manifest::File> files_in(const fs::path& back_up) {
  std::vector<Manifest::File> found;
  for (auto entry = fs::recursive_directory_iterator(back_up); entry != fs::recursive_directory_iterator(); ++entry) {
    const fs::path name = fs::relative(entry->path(), back_up);
    if (name == "files") entry.disable_recursion_pending();
    if (!entry->is_regular_file() || name == file_name) continue;
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
