// FOLDER/manifest.json, in which a back-up and an export each say what they are: how either is read.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/outcome.h"

namespace portico::app {

constexpr std::string_view manifest_name = "manifest.json";
constexpr std::int64_t manifest_format = 1;  // the one that is known here, of both

struct ManifestKind {
  std::string what;        // "back-up", for sentences
  std::string written_by;  // "portico backup"
  std::string folder;      // which folders have one: "a folder that portico backup has written to its end"
};

// Gives what stands there to `understand`, whose exceptions become refusals. Refuses a file that is absent, no JSON, or of another format.
Outcome<void> understand_manifest(const std::filesystem::path& folder, const ManifestKind& kind,
                                  const std::function<Outcome<void>(const boost::json::object&)>& understand);

// A member that is text; throws where there is none.
std::string manifest_text(const boost::json::object& from, std::string_view name);

}  // namespace portico::app
