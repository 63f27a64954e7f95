// districts.toml with its areas, and sites.csv.
#include <algorithm>

#include "base/text.h"
#include "city/directory/pack_reader.h"
#include "platform/calendar/calendar.h"
#include "platform/i18n/i18n.h"

namespace portico::directory {
namespace {

constexpr std::size_t largest_geojson = 256 << 20;

}  // namespace

void PackReader::read_districts() {
  const auto document = toml("districts.toml");
  if (!document) return;
  for (const auto& table : document->tables("set", faults_)) read_set(table);
  document->refuse_unknown(faults_);
}

void PackReader::read_set(const formats::TomlTable& table) {
  DistrictSet set;
  const std::size_t before = faults_.size();
  set.code = table.text("code", faults_);
  if (faults_.size() == before && !is_code(set.code))
    fault(table.place_of("code"), "\"" + set.code + "\" cannot be a code.", "1 to 60 of A-Z a-z 0-9 _ . -");
  set_codes_.insert(set.code);
  set.name = words(table, "name", true);
  const std::string effective = table.text_or("effective", "2000-01-01", faults_);
  const auto date = calendar::parse_date(effective, table.place_of("effective"));
  if (!date)
    faults_.insert(faults_.end(), date.error().faults.begin(), date.error().faults.end());
  else
    set.effective = std::chrono::sys_days(*date);
  const auto same = [&](const DistrictSet& other) { return other.code == set.code && other.effective == set.effective; };
  if (std::any_of(pack_.districts.begin(), pack_.districts.end(), same)) {
    fault(table.place(), "There is a district set \"" + set.code + "\" from " + effective + " on already.", "another code or another day");
  }
  read_areas(table, set);
  pack_.districts.push_back(std::move(set));
}

void PackReader::read_areas(const formats::TomlTable& table, DistrictSet& set) {
  const std::string name = table.text("file", faults_), code_property = table.text("code_property", faults_);
  const std::string name_property = table.text_or("name_property", "", faults_);
  if (name.empty() || code_property.empty()) return;
  if (!name.starts_with("districts/") || name.find("..") != std::string::npos) {
    return fault(table.place_of("file"), "\"" + name + "\" is not in the folder districts.", "districts/NAME.geojson");
  }
  if (!has(name)) return fault(table.place_of("file"), "There is no file " + name + ".", "a file in the folder districts");
  const auto text = file(name, largest_geojson);
  if (!text) return;
  auto areas = geo::read_areas(*text, name, code_property, name_property);
  if (!areas) {
    faults_.insert(faults_.end(), areas.error().faults.begin(), areas.error().faults.end());
    return;
  }
  if (areas->areas.empty()) return fault(name, "There is no area.", "at least one Polygon or MultiPolygon");
  if (areas->mended > 0)
    pack_.notes.push_back(name + ": " + std::to_string(areas->mended) + " areas whose borders cross themselves were mended");
  set.areas = std::move(areas->areas);
  std::sort(set.areas.begin(), set.areas.end(), [](const auto& a, const auto& b) { return a.code < b.code; });
}

void PackReader::read_sites() {
  if (!has("sites.csv")) return;
  PackCsv csv(folder_ / "sites.csv", "sites.csv", {"code", "name", "address"}, {"latitude", "longitude", "phone", "calendar", "languages"},
              faults_);
  while (csv.next()) {
    Site site{.code = csv.value("code"),
              .name = in_own_language(csv.value("name")),
              .address = csv.value("address"),
              .phone = csv.value("phone"),
              .hours_calendar = csv.value("calendar"),
              .point = {},
              .languages = {}};
    if (site.name.empty()) fault(csv.place(), "The site has no name.", "a name");
    if (site.address.empty()) fault(csv.place(), "The site has no address.", "an address");
    if (!site.hours_calendar.empty()) calendars_named_.push_back({site.hours_calendar, csv.place()});
    const std::string latitude = csv.value("latitude"), longitude = csv.value("longitude");
    if (!latitude.empty() || !longitude.empty()) {
      const auto north = parse_number(latitude), east = parse_number(longitude);
      if (north && east && *north >= -90 && *north <= 90 && *east >= -180 && *east <= 180)
        site.point = geo::Point{*north, *east};
      else
        fault(csv.place(), "\"" + latitude + ", " + longitude + "\" is no place.", "degrees, as 40.7128 and -74.006; or both empty");
    }
    const std::string tags = csv.value("languages");
    for (const auto tag : split(tags, ' ')) {
      if (tag.empty()) continue;
      const auto language = i18n::find_language(tag, csv.place());
      if (language)
        site.languages.push_back(language->tag);
      else
        faults_.insert(faults_.end(), language.error().faults.begin(), language.error().faults.end());
    }
    if (take_code(site.code, csv.place(), "site", site_codes_)) pack_.sites.push_back(std::move(site));
  }
}

}  // namespace portico::directory
