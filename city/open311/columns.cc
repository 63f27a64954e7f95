#include "city/open311/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "city/open311/export.h"
#include "city/open311/fields.h"
#include "platform/crypto/crypto.h"
#include "platform/formats/formats.h"

namespace portico::open311 {
namespace {

using cases::Case;
using formats::TomlTable;

constexpr std::string_view district = "district.", between = ", ";

struct Field {
  std::string_view name;
  std::string (*value)(const Case& subject, const View& view);
};

std::string degrees(const std::optional<geo::Point>& point, double geo::Point::* which) {
  return point ? fmt::format("{}", (*point).*which) : std::string();
}

// An address is a line of parts: the first, the last where it is a number such as a zip code, and what stands between. Joined again they
// are the address.
struct AddressParts {
  std::string street, town, code;
};

AddressParts parts_of_address(std::string_view address) {
  AddressParts parts;
  const auto all_digits = [](std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  };
  if (const std::size_t last = address.rfind(between);
      last != std::string_view::npos && all_digits(address.substr(last + between.size()))) {
    parts.code = address.substr(last + between.size());
    address = address.substr(0, last);
  } else if (all_digits(address)) {
    return {.street = "", .town = "", .code = std::string(address)};
  }
  const std::size_t first = std::min(address.find(between), address.size());
  parts.street = address.substr(0, first);
  if (first < address.size()) parts.town = address.substr(first + between.size());
  return parts;
}

// Where the public may not read them, the column is empty: a placeholder would be taken for what was asked.
std::string public_words(const Case& subject, const View& view) {
  const bool open = cases::exposure_of(subject, view.city->service(subject.service)) == directory::Exposure::open;
  return open ? cases::masked(subject.description) : std::string();
}

constexpr std::array<Field, 20> fields{{
    {"number", [](const Case& subject, const View&) { return subject.number; }},
    {"external_id", [](const Case& subject, const View&) { return subject.external_id; }},
    {"own_number", [](const Case& subject, const View&) { return subject.external_id.empty() ? subject.number : subject.external_id; }},
    {"status", [](const Case& subject, const View&) { return std::string(cases::name_of(subject.status)); }},
    {"status_notes", [](const Case& subject, const View&) { return subject.status_notes; }},
    {"outcome", [](const Case& subject, const View&) { return subject.closing ? subject.closing->outcome : std::string(); }},
    {"outcome_reason", [](const Case& subject, const View&) { return subject.closing ? subject.closing->reason : std::string(); }},
    {"service", [](const Case& subject, const View&) { return subject.service; }},
    {"service_name", [](const Case& subject, const View& view) { return std::string(service_name(subject, view)); }},
    {"agency", [](const Case& subject, const View&) { return subject.agency; }},
    {"agency_name", [](const Case& subject, const View& view) { return std::string(agency_name(subject, view)); }},
    {"channel", [](const Case& subject, const View&) { return std::string(cases::name_of(subject.channel)); }},
    {"description", [](const Case& subject, const View& view) { return public_words(subject, view); }},
    {"address", [](const Case& subject, const View&) { return subject.place.address; }},
    {"address_street", [](const Case& subject, const View&) { return parts_of_address(subject.place.address).street; }},
    {"address_town", [](const Case& subject, const View&) { return parts_of_address(subject.place.address).town; }},
    {"address_code", [](const Case& subject, const View&) { return parts_of_address(subject.place.address).code; }},
    {"address_id", [](const Case& subject, const View&) { return subject.place.address_id; }},
    {"latitude", [](const Case& subject, const View&) { return degrees(subject.place.point, &geo::Point::latitude); }},
    {"longitude", [](const Case& subject, const View&) { return degrees(subject.place.point, &geo::Point::longitude); }},
}};
constexpr std::array<std::string_view, 4> instants{"opened", "closed", "updated", "told"};

std::vector<std::string> known_fields() {
  std::vector<std::string> known;
  for (const Field& field : fields) known.emplace_back(field.name);
  for (const std::string_view instant : instants) known.emplace_back(instant);
  return known;
}

bool is_known(std::string_view field) {
  return std::ranges::find(fields, field, &Field::name) != fields.end() || std::ranges::find(instants, field) != instants.end() ||
         (field.starts_with(district) && field.size() > district.size());
}

std::string area_name(const Case& subject, std::string_view set, const View& view) {
  for (const auto& placed : subject.districts) {
    if (placed.set != set) continue;
    const geo::Area* area = view.city->area(placed.set, placed.area);
    return area ? area->name : placed.area;
  }
  return {};
}

}  // namespace

struct Columns::Subject {
  const Case& subject;
  const View& view;
  std::optional<Instant> told;

  std::optional<Instant> instant(std::string_view field) const {
    if (field == "opened") return subject.opened;
    if (field == "closed") return subject.closing ? std::optional(subject.closing->at) : std::nullopt;
    if (field == "updated") return public_update(subject);
    return told;
  }
};

Outcome<std::vector<Columns::Part>> Columns::parts_of(std::string_view text, std::string_view place) {
  std::vector<Part> parts;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    Part part{.plain = std::string(text.substr(0, open)), .field = ""};
    text.remove_prefix(open);
    if (!text.empty()) {
      const std::size_t close = text.find('}');
      if (close == std::string_view::npos) return refuse(Refused::invalid, std::string(place), "A brace is not closed.", "\"{number}\"");
      part.field = text.substr(1, close - 1);
      if (!is_known(part.field))
        return refuse(Refused::invalid, std::string(place), "There is no field {" + part.field + "}.",
                      formats::nearest_or(part.field, known_fields(), "a field that docs/export.md names"));
      text.remove_prefix(close + 1);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

void Columns::read_columns(const TomlTable& file, Faults& faults) {
  for (const TomlTable& one : file.tables("column", faults)) {
    Column column{.title = one.text("title", faults), .parts = {}, .table = one.text_map("table", faults)};
    if (auto parts = parts_of(one.text_or("value", "", faults), one.place_of("value")))
      column.parts = std::move(*parts);
    else
      faults.insert(faults.end(), parts.error().faults.begin(), parts.error().faults.end());
    if (std::ranges::find(columns_, column.title, &Column::title) != columns_.end())
      faults.push_back({one.place_of("title"), "There are two columns " + column.title + ".", "a title of its own for each"});
    columns_.push_back(std::move(column));
  }
  const std::string key = file.text("key", faults);
  const auto found = std::ranges::find(columns_, key, &Column::title);
  if (found == columns_.end() || found->parts.empty())
    faults.push_back({file.place_of("key"), "No column that carries something has the title \"" + key + "\".",
                      "the title of the column by which a row is known"});
  else
    key_ = static_cast<std::size_t>(found - columns_.begin());
}

Outcome<Columns> Columns::parse(std::string_view text, std::string_view file_name) {
  const auto file = TomlTable::parse(text, file_name);
  if (!file) return std::unexpected(file.error());
  Faults faults;
  Columns columns;
  columns.hash_ = hex(crypto::view(crypto::sha256(text)));
  columns.name_ = file->text("name", faults);
  if (auto zone = calendar::Zone::find(file->text_or("zone", "UTC", faults), file->place_of("zone")))
    columns.zone_ = std::move(*zone);
  else
    faults.insert(faults.end(), zone.error().faults.begin(), zone.error().faults.end());
  if (auto date = cases::DateFormat::make(file->text_or("date", "iso", faults), file->place_of("date")))
    columns.date_ = std::move(*date);
  else
    faults.insert(faults.end(), date.error().faults.begin(), date.error().faults.end());
  columns.read_columns(*file, faults);
  file->refuse_unknown(faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return columns;
}

Outcome<Columns> Columns::read(const std::filesystem::path& file) {
  auto text = formats::read_file(file, 1 << 20);
  if (!text) return std::unexpected(text.error());
  return parse(*text, file.filename().string());
}

Outcome<void> Columns::fit(const directory::Snapshot& city) const {
  Faults faults;
  for (const Column& column : columns_) {
    for (const Part& part : column.parts) {
      if (!part.field.starts_with(district)) continue;
      const std::string set = part.field.substr(district.size());
      if (std::ranges::find(city.districts, set, &directory::DistrictSet::code) != city.districts.end()) continue;
      std::vector<std::string> known;
      for (const auto& each : city.districts) known.push_back(each.code);
      faults.push_back({column.title, "The city has no districts \"" + set + "\".",
                        formats::nearest_or(set, known, "a set of the city's, or columns without it")});
    }
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return {};
}

std::string Columns::value_of(std::string_view field, const Subject& of) const {
  if (field.starts_with(district)) return area_name(of.subject, field.substr(district.size()), of.view);
  if (const auto found = std::ranges::find(fields, field, &Field::name); found != fields.end()) return found->value(of.subject, of.view);
  const auto at = of.instant(field);
  return at ? date_.write(*at, zone_) : std::string();
}

// Of several fields either all stand there or nothing does: "(40.7, )" would be no place.
std::string Columns::text_of(const Column& column, const Subject& of) const {
  std::string text;
  bool whole = true;
  for (const Part& part : column.parts) {
    text += part.plain;
    if (part.field.empty()) continue;
    const std::string value = value_of(part.field, of);
    whole = whole && !value.empty();
    text += value;
  }
  if (!whole) text.clear();
  const auto named = column.table.find(text);
  return without_control_characters(named == column.table.end() ? text : named->second);
}

std::string Columns::head() const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  return formats::csv_row(titles);
}

std::string Columns::row(const Case& subject, const View& view, std::optional<Instant> told) const {
  std::vector<std::string> values;
  values.reserve(columns_.size());
  for (const Column& column : columns_) values.push_back(text_of(column, {subject, view, told}));
  return formats::csv_row(values);
}

std::string Columns::key_of(const Case& subject, const View& view) const { return text_of(columns_[key_], {subject, view, std::nullopt}); }

}  // namespace portico::open311
