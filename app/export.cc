#include "app/export.h"

#include <fmt/format.h>

#include <set>

#include "app/command.h"
#include "app/export_folder.h"

namespace portico::app {
namespace {

int to_standard_output(const House& house, const Export& exporting, Console& console) {
  const auto city = house.directory.now();
  const open311::View view{city, house.standards.now(), city->city.languages.empty() ? "" : city->city.languages.front()};
  open311::Export writer(*open311::Export::kind_named(exporting.format), view, open311::pages_of(*house.store, house.cases, {}));
  for (std::string block; !(block = writer.next()).empty();) console.out(block);
  return done;
}

}  // namespace

int carry_out(House& house, const Export& exporting, Console& console) {
  const auto sheet = Sheet::of(exporting);
  if (!sheet) {
    console.faults(sheet.error());
    return refused;
  }
  if (exporting.to.empty()) return to_standard_output(house, exporting, console);
  if (const auto ended = FolderExport(house, exporting, *sheet, console).run(); !ended) {
    console.faults(ended.error());
    return refused;
  }
  return done;
}

int check_export(const std::filesystem::path& folder, Console& console) {
  const auto manifest = read_export_manifest(folder);
  if (!manifest) {
    console.faults(manifest.error());
    return findings;
  }
  std::vector<std::string> found;
  std::set<std::string> known{"manifest.json"};
  for (const auto& slice : manifest->slices) {
    for (const auto& fault : faults_of(folder, slice)) found.push_back(fault);
    for (const auto& file : slice.files) known.insert(file.name);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (!known.contains(entry.path().filename().string()))
      found.push_back(entry.path().filename().string() + " is none of the export's files");
  if (!manifest->complete) found.emplace_back("the export was cut off; the same command again goes on");
  for (const auto& finding : found) console.out(finding + "\n");
  console.out(fmt::format("{} slices, {} requests, {} removed, as of position {}: {}\n", manifest->slices.size(), manifest->rows(false),
                          manifest->rows(true), manifest->position, found.empty() ? "all is as it was written" : "NOT as it was written"));
  return found.empty() ? done : findings;
}

}  // namespace portico::app
