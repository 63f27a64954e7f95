#include "app/manifest_file.h"

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>

namespace portico::app {

std::string manifest_text(const boost::json::object& from, std::string_view name) { return std::string(from.at(name).as_string()); }

Outcome<void> understand_manifest(const std::filesystem::path& folder, const ManifestKind& kind,
                                  const std::function<Outcome<void>(const boost::json::object&)>& understand) {
  const std::filesystem::path file = folder / manifest_name;
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse(Refused::invalid, file.string(), "there is no such file", kind.folder);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const boost::json::object read = boost::json::parse(text).as_object();
    if (const auto format = read.at("format").to_number<std::int64_t>(); format != manifest_format)
      return refuse(Refused::invalid, file.string(), "the " + kind.what + " has the format " + std::to_string(format),
                    "format " + std::to_string(manifest_format) + "; a newer portico may know more");
    return understand(read);
  } catch (const std::exception& broken) {
    return refuse(Refused::invalid, file.string(), std::string("it cannot be read: ") + broken.what(),
                  "what " + kind.written_by + " wrote");
  }
}

}  // namespace portico::app
